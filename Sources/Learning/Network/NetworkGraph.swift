public import Engine

extension NetworkDescription {
  /// Names of a built graph's inputs.
  public enum InputName {
    /// Shape `[batch, inputs]`, or `[batch, height, width, channels]`.
    public static let features = "features"
    /// Shape `[batch, outputs]`.
    public static let targets = "targets"
    /// Shape `[batch]`.
    public static let sampleWeights = "sample_weights"
  }

  /// Appends the network to a graph.
  ///
  /// - Parameters:
  ///   - features: Shape `[batch, inputs]`, or `[batch, height, width, channels]`.
  ///   - isTraining: Whether dropout acts and batch normalization sees its own batch.
  /// - Returns: Logits, shape `[batch, outputs]`.
  /// - Precondition: ``validate()`` finds nothing.
  public func build(into graph: inout Graph, features: Value, isTraining: Bool) -> Value {
    var value = features
    for (index, layer) in layers.enumerated() {
      let name = "layer\(index + 1)"
      switch layer {
      case .dense(let dense):
        value = dense.build(into: &graph, value, name: name, isTraining: isTraining)
      case .convolution(let convolution):
        value = convolution.build(into: &graph, value, name: name, isTraining: isTraining)
      case .maxPool(let pool): value = pool.buildMaximum(into: &graph, value)
      case .averagePool(let pool): value = pool.buildAverage(into: &graph, value)
      case .globalAveragePool: value = graph.globalAveragePool(value)
      case .flatten: value = graph.flattened(value)
      }
    }
    return graph.affine(value, outputs: outputs, name: "output")
  }

  /// Appends the network with its own input, ``InputName/features``.
  public func build(into graph: inout Graph, batch: Int, isTraining: Bool) -> Value {
    let shape = Shape([batch] + inputs.dimensions)
    let features = graph.input(InputName.features, shape: shape)
    return build(into: &graph, features: features, isTraining: isTraining)
  }

  /// Where the network's parameters lie.
  public var layout: ParameterLayout {
    var graph = Graph()
    _ = build(into: &graph, batch: 1, isTraining: false)
    return ParameterLayout(of: graph)
  }

  /// Parameters to begin a training with, the same for the same seed.
  ///
  /// Every weight draws from its own stream, numbered by its place in the layout.
  public func initialParameters(seed: UInt64) -> Parameters {
    let parameters = Parameters(layout: layout)
    for (index, entry) in parameters.layout.entries.enumerated() {
      var tensor = Tensor(repeating: Self.startsAtOne(entry.name) ? 1 : 0, shape: entry.shape)
      if entry.name.hasSuffix(".weight") {
        let stream = RandomStream(seed: seed, purpose: .initialize, stream: UInt64(index))
        initialization.fill(&tensor, from: stream)
      }
      unsafe parameters.withValues(entry.name) {
        _ = unsafe $0.update(fromContentsOf: tensor.values)
      }
    }
    return parameters
  }

  private static func startsAtOne(_ name: String) -> Bool {
    name.hasSuffix(".normalization.scale") || name.hasSuffix(".normalization.variance")
  }
}

extension DenseLayer {
  fileprivate func build(
    into graph: inout Graph, _ input: Value, name: String, isTraining: Bool
  ) -> Value {
    let product = graph.affine(input, outputs: units, name: name)
    let normalized =
      switch normalization {
      case .none: product
      case .layer: graph.layerNormalized(product, name: name)
      case .batch: graph.batchNormalized(product, name: name, isTraining: isTraining)
      }
    let activated = graph.activated(normalized, by: activation)
    let thinned = graph.dropout(activated, rate: Float(dropout), isTraining: isTraining)
    return isResidual ? graph.add(thinned, input) : thinned
  }
}

extension Graph {
  /// `value · weight + bias`, with parameters of these names and shapes.
  fileprivate mutating func affine(_ value: Value, outputs: Int, name: String) -> Value {
    let weight = parameter("\(name).weight", shape: [shape(of: value).columns, outputs])
    let bias = parameter("\(name).bias", shape: [outputs])
    return addBias(matrixProduct(value, weight), bias)
  }

  fileprivate mutating func layerNormalized(_ value: Value, name: String) -> Value {
    let (scale, shift) = normalizationParameters(of: value, name: name)
    return layerNorm(value, scale: scale, shift: shift)
  }

  mutating func batchNormalized(_ value: Value, name: String, isTraining: Bool) -> Value {
    let columns = Shape([shape(of: value).columns])
    let (scale, shift) = normalizationParameters(of: value, name: name)
    let mean = state("\(name).normalization.mean", shape: columns)
    let variance = state("\(name).normalization.variance", shape: columns)
    return batchNorm(
      value, scale: scale, shift: shift, runningMean: mean, runningVariance: variance,
      isTraining: isTraining)
  }

  /// A scale and a shift for each number along the last axis.
  mutating func normalizationParameters(
    of value: Value, name: String
  ) -> (scale: Value, shift: Value) {
    let columns = Shape([shape(of: value).columns])
    let scale = parameter("\(name).normalization.scale", shape: columns)
    return (scale, parameter("\(name).normalization.shift", shape: columns))
  }

  mutating func activated(_ value: Value, by activation: DenseLayer.Activation) -> Value {
    switch activation {
    case .none: value
    case .relu: relu(value)
    case .silu: silu(value)
    case .gelu: gelu(value)
    case .tanh: tanh(value)
    case .sigmoid: sigmoid(value)
    }
  }
}
