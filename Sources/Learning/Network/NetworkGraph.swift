public import Engine

extension NetworkDescription {
  /// Names of a built graph's inputs.
  public enum InputName {
    /// Shape `[batch, inputs]`.
    public static let features = "features"
    /// Shape `[batch, outputs]`.
    public static let targets = "targets"
    /// Shape `[batch]`.
    public static let sampleWeights = "sample_weights"
  }

  /// Appends the network to a graph.
  ///
  /// - Parameters:
  ///   - features: Shape `[batch, inputs]`.
  ///   - isTraining: Whether dropout acts and batch normalization sees its own batch.
  /// - Returns: Logits, shape `[batch, outputs]`.
  public func build(into graph: inout Graph, features: Value, isTraining: Bool) -> Value {
    var value = features
    var width = inputs
    for (index, layer) in layers.enumerated() {
      let name = "layer\(index + 1)"
      switch layer {
      case .dense(let dense):
        value = dense.build(
          into: &graph, value, inputs: width, name: name, isTraining: isTraining)
      }
      width = layer.units
    }
    return graph.affine(value, inputs: width, outputs: outputs, name: "output")
  }

  /// Appends the network with its own input, ``InputName/features``.
  public func build(into graph: inout Graph, batch: Int, isTraining: Bool) -> Value {
    let features = graph.input(InputName.features, shape: [batch, inputs])
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
    into graph: inout Graph, _ input: Value, inputs: Int, name: String, isTraining: Bool
  ) -> Value {
    let product = graph.affine(input, inputs: inputs, outputs: units, name: name)
    let normalized = normalize(product, in: &graph, name: name, isTraining: isTraining)
    let activated = activate(normalized, in: &graph)
    let thinned = graph.dropout(activated, rate: Float(dropout), isTraining: isTraining)
    return isResidual ? graph.add(thinned, input) : thinned
  }

  private func normalize(
    _ value: Value, in graph: inout Graph, name: String, isTraining: Bool
  ) -> Value {
    guard normalization != .none else { return value }
    let columns = Shape([units])
    let scale = graph.parameter("\(name).normalization.scale", shape: columns)
    let shift = graph.parameter("\(name).normalization.shift", shape: columns)
    guard normalization == .batch else {
      return graph.layerNorm(value, scale: scale, shift: shift)
    }
    let mean = graph.state("\(name).normalization.mean", shape: columns)
    let variance = graph.state("\(name).normalization.variance", shape: columns)
    return graph.batchNorm(
      value, scale: scale, shift: shift, runningMean: mean, runningVariance: variance,
      isTraining: isTraining)
  }

  private func activate(_ value: Value, in graph: inout Graph) -> Value {
    switch activation {
    case .none: value
    case .relu: graph.relu(value)
    case .silu: graph.silu(value)
    case .gelu: graph.gelu(value)
    case .tanh: graph.tanh(value)
    case .sigmoid: graph.sigmoid(value)
    }
  }
}

extension Graph {
  /// `value · weight + bias`, with parameters of these names and shapes.
  fileprivate mutating func affine(
    _ value: Value, inputs: Int, outputs: Int, name: String
  ) -> Value {
    let weight = parameter("\(name).weight", shape: [inputs, outputs])
    let bias = parameter("\(name).bias", shape: [outputs])
    return addBias(matrixProduct(value, weight), bias)
  }
}
