public import Engine
internal import Random

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
  /// - Parameter features: Shape `[batch]` and ``SampleShape/dimensions`` of the inputs.
  /// - Returns: Logits, shape `[batch, outputs]`.
  /// - Precondition: ``validate()`` finds nothing.
  public func build(into graph: inout Graph, features: Value, mode: NetworkMode) -> Value {
    buildOutput(into: &graph, buildEmbedding(into: &graph, features: features, mode: mode))
  }

  /// The last product.
  ///
  /// - Parameter embedding: Shape `[batch, embeddingWidth]`.
  /// - Returns: Logits, shape `[batch, outputs]`.
  func buildOutput(into graph: inout Graph, _ embedding: Value) -> Value {
    graph.affine(embedding, outputs: outputs, name: "output")
  }

  /// Appends everything in front of the output.
  ///
  /// - Returns: Shape `[batch, embeddingWidth]`.
  func buildEmbedding(into graph: inout Graph, features: Value, mode: NetworkMode) -> Value {
    let shape = graph.shape(of: features)
    var value = features
    if let numbers = inputs.besideImage {
      let pixels = shape[1] - numbers
      let image = graph.slice(features, columns: 0..<pixels)
      value = graph.reshape(image, to: Shape([shape[0]] + inputs.ofLayers.dimensions))
    }
    value = Self.build(layers, named: "layer", into: &graph, value, mode.ofEncoder)
    if let numbers = inputs.besideImage {
      let beside = graph.slice(features, columns: (shape[1] - numbers)..<shape[1])
      let end = Self.build(branch, named: "branch", into: &graph, beside, mode.ofEncoder)
      value = graph.concatenate([value, end], axis: 1)
    }
    return Self.build(head, named: "head", into: &graph, value, mode)
  }

  static func build(
    _ layers: [NetworkLayer], named kind: String, into graph: inout Graph, _ input: Value,
    _ mode: NetworkMode
  ) -> Value {
    var value = input
    for (index, layer) in layers.enumerated() {
      value = layer.build(into: &graph, value, name: "\(kind)\(index + 1)", mode)
    }
    return value
  }

  /// Appends the network with its own input, ``InputName/features``.
  public func build(into graph: inout Graph, batch: Int, mode: NetworkMode) -> Value {
    build(into: &graph, features: buildInput(into: &graph, batch: batch), mode: mode)
  }

  func buildInput(into graph: inout Graph, batch: Int) -> Value {
    graph.input(InputName.features, shape: Shape([batch] + inputs.dimensions))
  }

  /// Where the network's parameters lie.
  public var layout: ParameterLayout {
    var graph = Graph()
    _ = build(into: &graph, batch: 1, mode: .inference)
    return ParameterLayout(of: graph)
  }

  /// Parameters to begin a training with, the same for the same seed.
  ///
  /// Every weight draws from its own stream, numbered by its place in the layout.
  public func initialParameters(seed: UInt64) -> Parameters {
    initialization.parameters(layout, seed: seed)
  }
}

extension WeightInitialization {
  /// Parameters of a layout to begin a training with.
  func parameters(_ layout: ParameterLayout, seed: UInt64) -> Parameters {
    let parameters = Parameters(layout: layout)
    for (index, entry) in parameters.layout.entries.enumerated() {
      var tensor = Tensor(repeating: Self.startsAtOne(entry.name) ? 1 : 0, shape: entry.shape)
      if entry.name.hasSuffix(".weight") {
        let stream = RandomStream(seed: seed, purpose: .initialize, stream: UInt64(index))
        fill(&tensor, from: stream)
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

extension NetworkLayer {
  fileprivate func build(
    into graph: inout Graph, _ input: Value, name: String, _ mode: NetworkMode
  ) -> Value {
    switch self {
    case .dense(let layer): layer.build(into: &graph, input, name: name, mode)
    case .convolution(let layer): layer.build(into: &graph, input, name: name, mode)
    case .residualBlock(let layer): layer.build(into: &graph, input, name: name, mode)
    case .maxPool(let pool): pool.buildMaximum(into: &graph, input)
    case .averagePool(let pool): pool.buildAverage(into: &graph, input)
    case .globalAveragePool: graph.globalAveragePool(input)
    case .flatten: graph.flattened(input)
    case .reshape(let shape):
      graph.reshape(input, to: Shape([graph.shape(of: input)[0]] + shape.dimensions))
    case .upsample(let layer): layer.build(into: &graph, input)
    case .transposedConvolution(let layer): layer.build(into: &graph, input, name: name, mode)
    case .dropout(let rate): graph.thinned(input, rate: rate, mode)
    }
  }
}

extension DenseLayer {
  fileprivate func build(
    into graph: inout Graph, _ input: Value, name: String, _ mode: NetworkMode
  ) -> Value {
    let product = graph.affine(input, outputs: units, name: name)
    let normalized =
      switch normalization {
      case .none: product
      case .layer: graph.layerNormalized(product, name: name)
      case .batch: graph.batchNormalized(product, name: name, mode)
      }
    let activated = graph.activated(normalized, by: activation)
    let thinned = graph.thinned(activated, rate: dropout, mode)
    return isResidual ? graph.add(thinned, input) : thinned
  }
}

extension Graph {
  /// `value · weight + bias`, with parameters of these names and shapes.
  mutating func affine(_ value: Value, outputs: Int, name: String) -> Value {
    let weight = parameter("\(name).weight", shape: [shape(of: value).columns, outputs])
    let bias = parameter("\(name).bias", shape: [outputs])
    return addBias(matrixProduct(value, weight), bias)
  }

  fileprivate mutating func layerNormalized(_ value: Value, name: String) -> Value {
    let (scale, shift) = normalizationParameters(of: value, name: name)
    return layerNorm(value, scale: scale, shift: shift)
  }

  mutating func batchNormalized(_ value: Value, name: String, _ mode: NetworkMode) -> Value {
    let columns = Shape([shape(of: value).columns])
    let (scale, shift) = normalizationParameters(of: value, name: name)
    let mean = state("\(name).normalization.mean", shape: columns)
    let variance = state("\(name).normalization.variance", shape: columns)
    return batchNorm(
      value, scale: scale, shift: shift, runningMean: mean, runningVariance: variance,
      isTraining: mode.isTraining)
  }

  /// Dropout as a mode has it.
  ///
  /// Where samples are evaluated many times, one draw thins all samples alike, so that a sample's
  /// answer does not depend on its place in the batch.
  mutating func thinned(_ value: Value, rate: Double, _ mode: NetworkMode) -> Value {
    switch mode {
    case .training: return dropout(value, rate: Float(rate), isTraining: true)
    case .inference: return value
    case .sampling:
      guard rate > 0 else { return value }
      let ones = constant(Tensor(repeating: 1, shape: [shape(of: value).columns]))
      return scaleColumns(value, by: dropout(ones, rate: Float(rate), isTraining: true))
    }
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
