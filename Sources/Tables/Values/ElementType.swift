/// What one value of a column is, as its file stores it.
public enum ElementType: String, Codable, Hashable, Sendable, CaseIterable {
  case bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64
  case float, double, string
  /// Pairs (real, imaginary) of `float` or `double`.
  case complexFloat, complexDouble

  public var isInteger: Bool {
    switch self {
    case .int8, .uint8, .int16, .uint16, .int32, .uint32, .int64, .uint64: true
    default: false
    }
  }

  public var isFloatingPoint: Bool { self == .float || self == .double }

  public var isComplex: Bool { self == .complexFloat || self == .complexDouble }

  /// Whether ``Column/doubles()`` can answer.
  public var isNumeric: Bool { isInteger || isFloatingPoint }
}
