public import Settings

/// One step of a network; named by its kind in YAML.
public enum NetworkLayer: Hashable, Sendable {
  case dense(DenseLayer)

  /// Numbers per row that come out.
  public var units: Int {
    switch self {
    case .dense(let layer): layer.units
    }
  }

  /// Why the layer cannot follow one of so many units; `nil` where it can.
  func problem(onInputs inputs: Int) -> String? {
    switch self {
    case .dense(let layer) where layer.isResidual && layer.units != inputs:
      "is residual with \(layer.units) units on \(inputs) inputs; the two must be equal"
    case .dense: nil
    }
  }
}

/// `dropout(activation(normalize(x · weight + bias)))`, plus `x` itself where residual.
public struct DenseLayer: Hashable, Sendable {
  public enum Activation: String, Hashable, Sendable, SettingsWord {
    case none, relu, silu, gelu, tanh, sigmoid
  }

  public enum Normalization: String, Hashable, Sendable, SettingsWord {
    case none, layer, batch
  }

  public var units: Int
  public var activation: Activation
  /// The share of numbers zeroed in training; in 0..<1.
  public var dropout: Double
  public var normalization: Normalization
  /// Whether the layer's input is added to its output; needs as many units as inputs.
  public var isResidual: Bool

  public init(
    units: Int, activation: Activation = .silu, dropout: Double = 0,
    normalization: Normalization = .none, isResidual: Bool = false
  ) {
    self.units = units
    self.activation = activation
    self.dropout = dropout
    self.normalization = normalization
    self.isResidual = isResidual
  }
}

extension DenseLayer: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case units, activation, dropout, normalization
    case isResidual = "residual"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let units = try values.decode(Int.self, forKey: .units)
    guard (1...NetworkDescription.maximumWidth).contains(units) else {
      throw values.complaint(
        .units, "must be in 1...\(NetworkDescription.maximumWidth), found \(units)")
    }
    self.init(
      units: units, activation: try values.value(.activation, default: .silu),
      dropout: try values.number(.dropout, default: 0, in: .share),
      normalization: try values.value(.normalization, default: .none),
      isResidual: try values.value(.isResidual, default: false))
  }
}

extension NetworkLayer: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case dense }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self = .dense(try values.decode(DenseLayer.self, forKey: .dense))
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .dense(let layer): try values.encode(layer, forKey: .dense)
    }
  }
}
