/// The value of a header keyword.
public enum CardValue: Hashable, Sendable {
  case logical(Bool)
  case integer(Int64)
  case real(Double)
  case complex(Double, Double)
  case string(String)
  /// The keyword stands there with nothing behind the equals sign.
  case undefined
  /// Text that is not a legal value; kept as it stands.
  case illegal(String)

  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The integer, also where it is written as a real number without a fraction.
  public var integer: Int64? {
    switch self {
    case .integer(let value): value
    case .real(let value): Int64(exactly: value)
    default: nil
    }
  }

  public var real: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    default: nil
    }
  }

  public var logical: Bool? {
    if case .logical(let value) = self { value } else { nil }
  }
}

extension CardValue: CustomStringConvertible {
  public var description: String {
    switch self {
    case .logical(let value): value ? "T" : "F"
    case .integer(let value): String(value)
    case .real(let value): String(value)
    case .complex(let real, let imaginary): "(\(real), \(imaginary))"
    case .string(let value): value
    case .undefined: ""
    case .illegal(let text): text
    }
  }
}
