/// A unit as a product of powers: `erg/s/cm2/Hz` as erg 1, s −1, cm −2, Hz −1.
///
/// Reads the notations of FITS, VOTable, ECSV and VizieR: `uJy**-2`, `1/nanomaggy^2`,
/// `erg s-1 cm-2 Hz-1`, `10-29W/m2/Hz`.
struct UnitFactors: Hashable {
  /// What one unit is times the product below.
  private(set) var multiplier = 1.0
  private(set) var powers: [String: Int] = [:]

  /// `nil` for what is no product of powers.
  init?(_ text: String) {
    var rest = Self.normalized(text)[...]
    multiplier = Self.takeMultiplier(&rest)
    var divides = false
    var group: Bool?
    while let letter = rest.first {
      switch letter {
      case " ", ".", "*": rest.removeFirst()
      case "/":
        rest.removeFirst()
        divides = true
      case "(":
        guard group == nil else { return nil }
        group = divides
        divides = false
        rest.removeFirst()
      case ")":
        guard group != nil else { return nil }
        group = nil
        rest.removeFirst()
      default:
        guard let (name, power) = Self.takeFactor(&rest) else { return nil }
        let isBelow = divides != (group ?? false)
        powers[name, default: 0] += isBelow ? -power : power
        divides = false
      }
    }
    powers = powers.filter { $0.value != 0 }
    if group != nil { return nil }
  }

  /// The one unit this is a power of; `nil` for products.
  var single: (name: String, power: Int)? {
    powers.count == 1 ? powers.first.map { ($0.key, $0.value) } : nil
  }

  /// Both micro signs become `u`, and brackets around the whole are dropped.
  private static func normalized(_ text: String) -> String {
    var text = text.filter { $0 != "\"" && $0 != "'" }
      .map { $0 == "\u{b5}" || $0 == "\u{3bc}" ? "u" : String($0) }.joined()
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    // The sign of an electron is no power.
    if text == "e-" { return "e" }
    return text.replacing("**", with: "^").replacing("e-/", with: "e/")
  }

  /// A number in front: `1e-29 `, `10^-29`, `10-29`, `3.631 `, `1/`.
  private static func takeMultiplier(_ rest: inout Substring) -> Double {
    guard let match = rest.prefixMatch(of: /10\^?\(?([+-][0-9]+)\)?[ *.]*/) else {
      guard let match = rest.prefixMatch(of: /([0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?) *\*? */),
        let number = Double(match.1)
      else { return 1 }
      rest = rest[match.range.upperBound...]
      return number
    }
    rest = rest[match.range.upperBound...]
    return Double("1e\(match.1)") ?? 1
  }

  private static func takeFactor(_ rest: inout Substring) -> (String, Int)? {
    guard let match = rest.prefixMatch(of: /([A-Za-z_%]+)(?:\^?\(?([+-]?[0-9]+)\)?)?/) else {
      return nil
    }
    rest = rest[match.range.upperBound...]
    guard let written = match.2 else { return (String(match.1), 1) }
    return Int(written).map { (String(match.1), $0) }
  }
}
