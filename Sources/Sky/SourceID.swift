/// A source's identifier; never held as a floating-point number.
public enum SourceID: Hashable, Sendable, CustomStringConvertible {
  case number(Int64)
  case name(String)

  public var description: String {
    switch self {
    case .number(let value): String(value)
    case .name(let value): value
    }
  }
}
