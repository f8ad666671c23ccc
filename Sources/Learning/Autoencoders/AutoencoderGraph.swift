public import Engine
internal import Random

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
    /// Shape `[batch, latent]`; the code itself where it is not a distribution.
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

  /// What a linear network is made of: one projection there and back again.
  struct LinearParts {
    /// Shape `[inputs, latent]`.
    let axes: Value
    /// Shape `[inputs]`, the mean of the training samples.
    let centre: Value
  }

  /// Appends the parts of a linear network; `nil` for others.
  func buildLinearParts(into graph: inout Graph) -> LinearParts? {
    guard variant == .linear else { return nil }
    return LinearParts(
      axes: graph.parameter("code.weight", shape: [inputs.count, latent]),
      centre: graph.state("mean", shape: [inputs.count]))
  }

  /// Appends the encoder.
  ///
  /// - Parameters:
  ///   - features: Shape `[batch]` and the inputs' dimensions.
  ///   - linear: From ``buildLinearParts(into:)``.
  func buildCode(
    into graph: inout Graph, features: Value, linear: LinearParts?, mode: NetworkMode
  ) -> Code {
    if let linear {
      let centred = graph.subtract(graph.flattened(features), linear.centre)
      return Code(mean: graph.matrixProduct(centred, linear.axes), logVariance: nil)
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
  ///   - linear: From ``buildLinearParts(into:)``.
  /// - Returns: Shape `[batch]` and the inputs' dimensions.
  func buildReconstruction(
    into graph: inout Graph, code: Value, linear: LinearParts?, mode: NetworkMode
  ) -> Value {
    let shape = Shape([graph.shape(of: code)[0]] + inputs.dimensions)
    if let linear {
      let product = graph.matrixProduct(code, linear.axes, transposeSecond: true)
      return graph.reshape(graph.add(product, linear.centre), to: shape)
    }
    let end = NetworkDescription.build(decoder, named: "decoder", into: &graph, code, mode)
    guard graph.shape(of: end).rank == 4, case .image(_, _, let channels) = inputs else {
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
    let linear = buildLinearParts(into: &graph)
    let code = buildCode(into: &graph, features: features, linear: linear, mode: .inference)
    _ = buildReconstruction(into: &graph, code: code.mean, linear: linear, mode: .inference)
    return ParameterLayout(of: graph)
  }

  /// Parameters to begin a training with, the same for the same seed.
  ///
  /// A linear network begins with random perpendicular axes, a variational code with a variance of
  /// 1.
  public func initialParameters(seed: UInt64) -> Parameters {
    let parameters = initialization.parameters(layout, seed: seed)
    switch variant {
    case .linear: makePerpendicular(parameters, seed: seed)
    case .variational:
      unsafe parameters.withValues("code.spread.weight") { unsafe $0.update(repeating: 0) }
    default: break
    }
    return parameters
  }

  private func makePerpendicular(_ parameters: Parameters, seed: UInt64) {
    var stream = RandomStream(seed: seed, purpose: .initialize)
    let random = (0..<inputs.count * latent).map { _ in Float(stream.nextNormal()) }
    unsafe parameters.withValues("code.weight") { weight in
      _ = unsafe weight.update(
        fromContentsOf: OrthonormalAxes.perpendicular(random, latent))
    }
  }
}

/// Directions perpendicular to each other, of length 1.
enum OrthonormalAxes {
  /// Axes made perpendicular, each keeping what the ones before do not span; zeros where nothing
  /// is left of one.
  ///
  /// - Parameter axes: Shape `[dimension, count]`.
  static func perpendicular(_ axes: [Float], _ count: Int) -> [Float] {
    let dimension = axes.count / count
    var found: [[Double]] = []
    for axis in 0..<count {
      var values = (0..<dimension).map { Double(axes[$0 * count + axis]) }
      let before = length(values)
      // Twice, for once leaves rounding behind.
      for _ in 0..<2 {
        for other in found {
          let fraction = zip(values, other).reduce(0) { $0 + $1.0 * $1.1 }
          for index in values.indices { values[index] -= fraction * other[index] }
        }
      }
      let rest = length(values)
      let isSpanned = !(rest > before * 1e-6)
      found.append(values.map { isSpanned ? 0 : $0 / rest })
    }
    return (0..<axes.count).map { Float(found[$0 % count][$0 / count]) }
  }

  private static func length(_ axis: [Double]) -> Double {
    axis.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
