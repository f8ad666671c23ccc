public import Settings

/// A network as data: what goes in, the layers in order, what comes out.
///
///     inputs: 9
///     layers:
///       - dense: {units: 128, activation: silu, dropout: 0.1}
///       - dense: {units: 128, activation: silu, normalization: layer, residual: true}
///     outputs: 3
///
/// Or of pictures:
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
/// | `output.weight` | `[numbers out of the last layer, outputs]` |
/// | `output.bias` | `[outputs]` |
public struct NetworkDescription: Hashable, Sendable {
  /// One sample as it goes in.
  public var inputs: SampleShape
  public var layers: [NetworkLayer]
  /// Numbers per sample that come out of a last product without activation: logits.
  public var outputs: Int
  public var initialization: WeightInitialization

  public init(
    inputs: SampleShape, layers: [NetworkLayer], outputs: Int,
    initialization: WeightInitialization = .heUniform
  ) {
    self.inputs = inputs
    self.layers = layers
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
  public init(path: String) throws(SettingsError) {
    self = try StrictSettings.load(Self.self, path: path)
  }
}

extension NetworkDescription {
  /// Numbers of one sample between two layers; 256 MiB.
  private static let maximumNumbers = 1 << 26

  /// What a sample is before the first layer and after each.
  ///
  /// - Throws: The first mistake, as a sentence without its end: `layer 3 pools a picture of 1×1 …`.
  func shapes() throws(LayerProblem) -> [SampleShape] {
    var shapes = [inputs]
    guard inputs.dimensions.allSatisfy({ $0 > 0 }) else {
      throw LayerProblem("inputs are \(inputs); no length may be 0")
    }
    try Self.checkNumbers(inputs, of: "inputs")
    for (index, layer) in layers.enumerated() {
      let name = "layer \(index + 1)"
      do {
        shapes.append(try layer.output(of: shapes[index]))
      } catch {
        throw LayerProblem("\(name) \(error.problem)")
      }
      try Self.checkNumbers(shapes[index + 1], of: name)
    }
    try checkOutput(after: shapes[layers.count])
    return shapes
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
  /// - Throws: ``LearningError`` naming the layer.
  public func validate() throws(LearningError) {
    do {
      _ = try shapes()
    } catch {
      throw LearningError(
        path: "network", problem: error.problem, fix: "Change the description of the network.")
    }
  }
}

extension NetworkDescription: Codable {
  /// Numbers per row of an input, a layer or an output; channels of a picture.
  static let maximumWidth = 65_536
  static let maximumLayers = 256
  /// Pixels of a kernel's or a window's side, stride or padding.
  static let maximumWindow = 1024

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case inputs, layers, outputs, initialization
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    inputs = try values.decode(SampleShape.self, forKey: .inputs)
    outputs = try values.count(.outputs, in: 1...Self.maximumWidth)
    layers = try values.value(.layers, default: [])
    initialization = try values.value(.initialization, default: .heUniform)
    guard layers.count <= Self.maximumLayers else {
      throw values.complaint(
        .layers, "may be at most \(Self.maximumLayers), found \(layers.count)")
    }
    do {
      _ = try shapes()
    } catch {
      throw values.complaint(layers.isEmpty ? .inputs : .layers, error.problem)
    }
  }
}
