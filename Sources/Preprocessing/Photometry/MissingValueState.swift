/// Why a band has no measurement, or only half of one.
public enum MissingValueState: UInt8, Hashable, Sendable, Codable, CaseIterable {
  /// No data in the band.
  case notObserved = 1
  /// Observed, below the limit, and without a usable number.
  case notDetected = 2
  /// A number that cannot be one.
  case badMeasurement = 3

  /// As the indicator inputs are named.
  public var name: String {
    switch self {
    case .notObserved: "not_observed"
    case .notDetected: "not_detected"
    case .badMeasurement: "bad_measurement"
    }
  }

  public init(from decoder: any Decoder) throws {
    let name = try decoder.singleValueContainer().decode(String.self)
    guard let missingState = Self.allCases.first(where: { $0.name == name }) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "unknown missingState \(name)"))
    }
    self = missingState
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}

/// What is known of one band of one row, in a byte.
struct Measurement {
  /// A number to use.
  static let present: UInt8 = 0
  /// A number to use, of light that is not significant: negative flux, or little signal.
  static let faint: UInt8 = 4
}
