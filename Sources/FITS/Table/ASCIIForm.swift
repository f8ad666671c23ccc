/// The format of an ASCII-table column: `A10`, `I6`, `F8.3`, `E15.7`, `D25.17`.
///
/// - Source: FITS standard 4.0, section 7.2.5.
public struct ASCIIForm: Hashable, Sendable {
  public enum Kind: Character, Hashable, Sendable {
    case character = "A"
    case integer = "I"
    case fixed = "F"
    case exponential = "E"
    case double = "D"
  }

  public let kind: Kind
  /// Characters.
  public let width: Int
  /// Digits behind a decimal point that is not written.
  public let decimals: Int

  init(_ text: String) throws(Fault) {
    let fault = Fault("TFORM '\(text)' is not an ASCII-table format")
    guard let kind = text.first.flatMap(Kind.init(rawValue:)) else { throw fault }
    let parts = text.dropFirst().split(separator: ".", maxSplits: 1)
    guard let width = parts.first.flatMap({ Int($0) }), width >= 0, width <= 1 << 24,
      let decimals = parts.count > 1 ? Int(parts[1]) : 0, decimals >= 0
    else { throw fault }
    self.kind = kind
    self.width = width
    self.decimals = decimals
  }
}
