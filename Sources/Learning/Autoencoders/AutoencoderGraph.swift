public import Engine

extension AutoencoderNetwork {
  /// Names of a built graph's inputs besides those of ``NetworkDescription/InputName``.
  enum InputName {
    /// A scalar: what the divergence of a variational code counts at this step.
    static let divergenceWeight = "divergence_weight"
    /// Shape `[batch, latent]`.
    static let code = NetworkDescription.InputName.features
  }

  /// A code as a distribution.
  struct Code {
    /// Shape `[batch, latent]`; the code itself where it is no distribution.
    let mean: Value
    /// Shape as `mean`; only of a variational code.
    let logVariance: Value?
  }

  /// Largest and smallest natural logarithm of a code's variance: beyond, single precision fails.
  private static let logVariances: ClosedRange<Float> = -16...16

  func buildInput(into graph: inout Graph, batch: Int) -> Value {
    graph.input(
      NetworkDescription.InputName.features, shape: Shape([batch] + inputs.dimensions))
  }

  /// Appends the mean of the training samples, which linear networks work around; `nil` for
  /// others.
  func buildCentre(into graph: inout Graph) -> Value? {
    variant == .linear ? graph.state("mean", shape: [inputs.count]) : nil
  }

  /// Appends the encoder.
  ///
  /// - Parameters:
  ///   - features: Shape `[batch]` and the inputs' dimensions.
  ///   - centre: From ``buildCentre(into:)``.
  func buildCode(
    into graph: inout Graph, features: Value, centre: Value?, mode: NetworkMode
  ) -> Code {
    if let centre {
      let centred = graph.subtract(graph.flattened(features), centre)
      let weight = graph.parameter("code.weight", shape: [inputs.count, latent])
      return Code(mean: graph.matrixProduct(centred, weight), logVariance: nil)
    }
    var end = NetworkDescription.build(encoder, named: "encoder", into: &graph, features, mode)
    if encoder.isEmpty { end = graph.flattened(end) }
    let mean = graph.affine(end, outputs: latent, name: "code")
    guard case .variational = variant else { return Code(mean: mean, logVariance: nil) }
    let spread = graph.affine(end, outputs: latent, name: "code.spread")
    return Code(mean: mean, logVariance: graph.clamped(spread, to: Self.logVariances))
  }

  /// Appends the decoder.
  ///
  /// - Parameters:
  ///   - code: Shape `[batch, latent]`.
  ///   - centre: From ``buildCentre(into:)``.
  /// - Returns: Shape `[batch]` and the inputs' dimensions.
  func buildReconstruction(
    into graph: inout Graph, code: Value, centre: Value?, mode: NetworkMode
  ) -> Value {
    let shape = Shape([graph.shape(of: code)[0]] + inputs.dimensions)
    if let centre {
      let weight = graph.parameter("output.weight", shape: [latent, inputs.count])
      let product = graph.matrixProduct(code, weight)
      return graph.reshape(graph.add(product, centre), to: shape)
    }
    let end = NetworkDescription.build(decoder, named: "decoder", into: &graph, code, mode)
    guard graph.shape(of: end).rank == 4, case .picture(_, _, let channels) = inputs else {
      return graph.reshape(
        graph.affine(end, outputs: inputs.count, name: "output"), to: shape)
    }
    return ConvolutionLayer(channels: channels, activation: .none)
      .build(into: &graph, end, name: "output", mode)
  }

  /// Where the network's parameters lie.
  public var layout: ParameterLayout {
    var graph = Graph()
    let features = buildInput(into: &graph, batch: 1)
    let centre = buildCentre(into: &graph)
    let code = buildCode(into: &graph, features: features, centre: centre, mode: .inference)
    _ = buildReconstruction(into: &graph, code: code.mean, centre: centre, mode: .inference)
    return ParameterLayout(of: graph)
  }

  /// Parameters to begin a training with, the same for the same seed.
  ///
  /// A linear network's two products begin as one projection on random perpendicular axes, a
  /// variational code with a variance of 1.
  public func initialParameters(seed: UInt64) -> Parameters {
    let parameters = initialization.parameters(layout, seed: seed)
    switch variant {
    case .linear: makeProjection(of: parameters, seed: seed)
    case .variational:
      unsafe parameters.withValues("code.spread.weight") { unsafe $0.update(repeating: 0) }
    default: break
    }
    return parameters
  }

  private func makeProjection(of parameters: Parameters, seed: UInt64) {
    let axes = OrthonormalAxes.random(
      count: min(latent, inputs.count), dimension: inputs.count,
      stream: RandomStream(seed: seed, purpose: .initialize))
    unsafe parameters.withValues("code.weight") { weight in
      unsafe weight.update(repeating: 0)
      for (column, axis) in axes.enumerated() {
        for (row, value) in axis.enumerated() {
          unsafe weight[row * latent + column] = Float(value)
        }
      }
    }
    unsafe parameters.withValues("output.weight") { weight in
      unsafe weight.update(repeating: 0)
      for (row, axis) in axes.enumerated() {
        for (column, value) in axis.enumerated() {
          unsafe weight[row * inputs.count + column] = Float(value)
        }
      }
    }
  }
}

/// Directions perpendicular to each other, of length 1.
enum OrthonormalAxes {
  /// - Returns: `count` axes of `dimension` numbers.
  static func random(count: Int, dimension: Int, stream: RandomStream) -> [[Double]] {
    precondition(count <= dimension, "expected at most \(dimension) axes, found \(count)")
    var stream = stream
    var axes: [[Double]] = []
    for _ in 0..<count {
      var axis = (0..<dimension).map { _ in stream.nextNormal() }
      // Twice, for once leaves rounding behind.
      for _ in 0..<2 {
        for other in axes {
          let share = zip(axis, other).reduce(0) { $0 + $1.0 * $1.1 }
          for index in axis.indices { axis[index] -= share * other[index] }
        }
      }
      let length = axis.reduce(0) { $0 + $1 * $1 }.squareRoot()
      axes.append(axis.map { $0 / length })
    }
    return axes
  }
}
