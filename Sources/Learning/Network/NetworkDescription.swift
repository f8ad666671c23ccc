public import Settings

/// A network as data: what goes in, the layers in order, what comes out.
///
///     inputs: 9
///     layers:
///       - dense: {units: 128, activation: silu, dropout: 0.1}
///       - dense: {units: 128, activation: silu, normalization: layer, residual: true}
///     outputs: 3
///
/// Parameters are named by their place, counted from 1:
///
/// | name | shape |
/// |---|---|
/// | `layer1.weight` | `[inputs, units]` |
/// | `layer1.bias` | `[units]` |
/// | `layer1.normalization.scale`, `.shift` | `[units]`, with a normalization |
/// | `layer1.normalization.mean`, `.variance` | `[units]`, states of a batch normalization |
/// | `output.weight` | `[units of the last layer, outputs]` |
/// | `output.bias` | `[outputs]` |
public struct NetworkDescription: Hashable, Sendable {
  /// Numbers per row that go in.
  public var inputs: Int
  public var layers: [NetworkLayer]
  /// Numbers per row that come out of a last product without activation: logits.
  public var outputs: Int
  public var initialization: WeightInitialization

  public init(
    inputs: Int, layers: [NetworkLayer], outputs: Int,
    initialization: WeightInitialization = .heUniform
  ) {
    self.inputs = inputs
    self.layers = layers
    self.outputs = outputs
    self.initialization = initialization
  }

  /// A network of dense layers alike.
  ///
  /// - Parameter units: Width of each hidden layer.
  public init(
    inputs: Int, units: [Int], activation: DenseLayer.Activation = .silu, dropout: Double = 0,
    outputs: Int
  ) {
    self.init(
      inputs: inputs,
      layers: units.map { .dense(DenseLayer(units: $0, activation: activation, dropout: dropout)) },
      outputs: outputs)
  }

  /// Reads YAML or JSON, mistakes refused; see `StrictSettings`.
  public init(path: String) throws(SettingsError) {
    self = try StrictSettings.load(Self.self, path: path)
  }
}

extension NetworkDescription: Codable {
  /// Numbers per row of an input, a layer or an output.
  static let maximumWidth = 65_536
  static let maximumLayers = 256

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case inputs, layers, outputs, initialization
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    inputs = try Self.width(values, .inputs)
    outputs = try Self.width(values, .outputs)
    layers = try values.value(.layers, default: [])
    initialization = try values.value(.initialization, default: .heUniform)
    guard layers.count <= Self.maximumLayers else {
      throw values.complaint(
        .layers, "may be at most \(Self.maximumLayers), found \(layers.count)")
    }
    var width = inputs
    for (index, layer) in layers.enumerated() {
      if let problem = layer.problem(onInputs: width) {
        throw values.complaint(.layers, "layer \(index + 1) \(problem)")
      }
      width = layer.units
    }
  }

  private static func width(
    _ values: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys
  ) throws -> Int {
    let width = try values.decode(Int.self, forKey: key)
    guard (1...maximumWidth).contains(width) else {
      throw values.complaint(key, "must be in 1...\(maximumWidth), found \(width)")
    }
    return width
  }
}
