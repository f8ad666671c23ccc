public import Files
import Settings

/// A network as data: what goes in, the layers in order, what comes out.
///
///     inputs: 9
///     layers:
///       - dense: {units: 128, activation: silu, dropout: 0.1}
///       - dense: {units: 128, activation: silu, normalization: layer, residual: true}
///     outputs: 3
///
/// Or of images:
///
///     inputs: {height: 64, width: 64, channels: 3}
///     layers:
///       - convolution: {channels: 32, normalization: batch}
///       - max_pool
///       - convolution: {channels: 64, stride: 2, normalization: batch, residual: true}
///       - global_average_pool
///       - dense: {units: 64}
///     outputs: 3
///
/// A network of images and numbers has a branch for the numbers, whose end is joined to the
/// layers', and a head that stands on both:
///
///     inputs: {height: 64, width: 64, channels: 3, numbers: 9}
///     layers: [convolution: {channels: 32}, global_average_pool]
///     branch: [dense: {units: 64}]
///     head: [dense: {units: 64}]
///     outputs: 3
///
/// A head may also stand on the layers alone; with the output it is what is trained afresh where
/// the rest, the encoder, is kept.
///
/// Parameters are named by their place, counted from 1; a pool's or flattening's place has none:
///
/// | name | shape |
/// |---|---|
/// | `layer1.weight` | `[inputs, units]` of a dense layer |
/// | `layer1.weight` | `[channels, channels before / groups, kernel, kernel]` of a convolution |
/// | `layer1.bias` | `[units]` or `[channels]`; none in a convolution with a normalization |
/// | `layer1.normalization.scale`, `.shift` | as the bias, with a normalization |
/// | `layer1.normalization.mean`, `.variance` | as the bias, states of a batch normalization |
/// | `layer1.projection.weight` | `[channels, channels before, 1, 1]`, where a residual needs it |
/// | `layer1.first.…`, `layer1.second.…` | of a residual block's two convolutions |
/// | `branch1.…`, `head1.…` | as those of layers |
/// | `output.weight` | `[numbers out of the last layer, outputs]` |
/// | `output.bias` | `[outputs]` |
public struct NetworkDescription: Hashable, Sendable {
  /// One sample as it goes in.
  public var inputs: SampleShape
  public var layers: [NetworkLayer]
  /// What the numbers beside an image pass through.
  public var branch: [NetworkLayer]
  /// What follows layers and branch.
  public var head: [NetworkLayer]
  /// Numbers per sample that come out of a last product without activation: logits.
  public var outputs: Int
  public var initialization: WeightInitialization

  public init(
    inputs: SampleShape, layers: [NetworkLayer], branch: [NetworkLayer] = [],
    head: [NetworkLayer] = [], outputs: Int,
    initialization: WeightInitialization = .heUniform
  ) {
    self.inputs = inputs
    self.layers = layers
    self.branch = branch
    self.head = head
    self.outputs = outputs
    self.initialization = initialization
  }

  /// A network of dense layers alike.
  ///
  /// - Parameters:
  ///   - inputs: Numbers per row.
  ///   - units: Width of each hidden layer.
  public init(
    inputs: Int, units: [Int], activation: DenseLayer.Activation = .silu, dropout: Double = 0,
    outputs: Int
  ) {
    self.init(
      inputs: .numbers(inputs),
      layers: units.map { .dense(DenseLayer(units: $0, activation: activation, dropout: dropout)) },
      outputs: outputs)
  }

  /// Reads YAML or JSON, mistakes refused; see `StrictSettings`.
  public init(path: String) throws(SkysortError) {
    self = try StrictSettings.load(Self.self, path: path)
  }
}

extension NetworkDescription {
  /// Numbers of one sample between two layers; 256 MiB.
  private static let maximumNumbers = 1 << 26

  /// Checks every layer's place.
  ///
  /// - Throws: The first mistake, as a sentence without its end: `layer 3 pools an image of 1×1 …`.
  func check() throws(LayerProblem) { try checkOutput(after: try embeddingShape()) }

  /// Numbers per sample in front of the output.
  ///
  /// - Precondition: ``validate()`` finds nothing.
  public var embeddingWidth: Int { (try? embeddingShape())?.count ?? 0 }

  /// What the output stands on.
  private func embeddingShape() throws(LayerProblem) -> SampleShape {
    guard inputs.dimensions.allSatisfy({ $0 > 0 }) else {
      throw LayerProblem("inputs are \(inputs); no length may be 0")
    }
    try Self.checkNumbers(inputs, of: "inputs")
    var shape = try Self.shape(after: layers, named: "layer", of: inputs.ofLayers)
    if let numbers = inputs.besideImage {
      let beside = try Self.shape(after: branch, named: "branch layer", of: .numbers(numbers))
      guard case .numbers(let first) = shape, case .numbers(let second) = beside else {
        throw LayerProblem(
          "the layers end in \(shape), which cannot be joined with the branch; put flatten or"
            + " global_average_pool at their end")
      }
      shape = .numbers(first + second)
    } else if !branch.isEmpty {
      throw LayerProblem("the branch has no numbers; give inputs an image and numbers")
    }
    return try Self.shape(after: head, named: "head layer", of: shape)
  }

  static func shape(
    after layers: [NetworkLayer], named kind: String, of input: SampleShape
  ) throws(LayerProblem) -> SampleShape {
    var shape = input
    for (index, layer) in layers.enumerated() {
      let name = "\(kind) \(index + 1)"
      do {
        shape = try layer.output(of: shape)
      } catch {
        throw LayerProblem("\(name) \(error.problem)")
      }
      try checkNumbers(shape, of: name)
    }
    return shape
  }

  /// Whether a parameter belongs to the head or the output, not to the encoder.
  public static func isHead(parameter name: String) -> Bool {
    name.hasPrefix("head") || name.hasPrefix("output.")
  }

  private func checkOutput(after shape: SampleShape) throws(LayerProblem) {
    guard case .numbers(let count) = shape else {
      throw LayerProblem(
        "the outputs stand on \(shape); put flatten or global_average_pool before them")
    }
    guard outputs > 0 else { throw LayerProblem("outputs are \(outputs); at least 1 is needed") }
    do {
      try LayerProblem.checkWeights([count, outputs])
    } catch {
      throw LayerProblem("the output \(error.problem)")
    }
  }

  private static func checkNumbers(
    _ shape: SampleShape, of name: String
  ) throws(LayerProblem) {
    guard let count = LayerProblem.product(shape.dimensions), count <= maximumNumbers else {
      throw LayerProblem(
        "\(name) make \(shape) per sample; at most \(maximumNumbers) numbers are possible")
    }
  }

  /// Checks that every layer can stand where it does.
  ///
  /// - Throws: `SkysortError` naming the layer.
  public func validate() throws(SkysortError) {
    do {
      try check()
    } catch {
      throw SkysortError(
        path: "network", problem: error.problem, fix: "Change the description of the network.")
    }
  }
}

extension NetworkDescription: Codable {
  /// Numbers per row of an input, a layer or an output; channels of an image.
  static let maximumWidth = 65_536
  static let maximumLayers = 256
  /// Pixels of a kernel's or a window's side, stride or padding.
  static let maximumWindow = 1024

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case inputs, layers, branch, head, outputs, initialization
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(inputs, forKey: .inputs)
    try values.encode(layers, forKey: .layers)
    if !branch.isEmpty { try values.encode(branch, forKey: .branch) }
    if !head.isEmpty { try values.encode(head, forKey: .head) }
    try values.encode(outputs, forKey: .outputs)
    try values.encode(initialization, forKey: .initialization)
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    inputs = try values.decode(SampleShape.self, forKey: .inputs)
    outputs = try values.count(.outputs, in: 1...Self.maximumWidth)
    layers = try values.value(.layers, default: [])
    branch = try values.value(.branch, default: [])
    head = try values.value(.head, default: [])
    initialization = try values.value(.initialization, default: .heUniform)
    let layerCount = layers.count + branch.count + head.count
    guard layerCount <= Self.maximumLayers else {
      throw values.diagnostic(
        .layers, "may be at most \(Self.maximumLayers), found \(layerCount)")
    }
    do {
      try check()
    } catch {
      throw values.diagnostic(layers.isEmpty ? .inputs : .layers, error.problem)
    }
  }
}
