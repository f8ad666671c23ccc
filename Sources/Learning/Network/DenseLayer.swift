public import Settings

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
  /// The fraction of numbers zeroed in training; in 0..<1.
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

  func output(of input: SampleShape) throws(LayerProblem) -> SampleShape {
    guard case .numbers(let inputs) = input else {
      throw LayerProblem(
        "is dense and stands on \(input); put flatten or global_average_pool before it")
    }
    guard units > 0 else { throw LayerProblem("has \(units) units; it needs at least 1") }
    guard !isResidual || units == inputs else {
      throw LayerProblem(
        "is residual with \(units) units on \(inputs) inputs; the two must be equal")
    }
    try LayerProblem.checkWeights([inputs, units])
    return .numbers(units)
  }
}

extension DenseLayer: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case units, activation, dropout, normalization
    case isResidual = "residual"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      units: try values.count(.units, in: 1...NetworkDescription.maximumWidth),
      activation: try values.value(.activation, default: .silu),
      dropout: try values.number(.dropout, default: 0, in: .fraction),
      normalization: try values.value(.normalization, default: .none),
      isResidual: try values.value(.isResidual, default: false))
  }
}
