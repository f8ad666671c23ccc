import Evaluation
import Glibc
import Numbers

/// Numbers as people read them, on pages and on a terminal; the same bytes everywhere.
public enum Numeral {
  /// What stands for an undefined figure.
  static let undefined = "–"

  /// A figure on a terminal: four decimals and an ASCII minus; huge numbers have an exponent.
  public static func figure(_ value: Double) -> String {
    value.isFinite && abs(value) >= 1e12 ? value.description : plain(value, 4)
  }

  /// With so many decimals, rounded half away from zero; a true minus sign.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    plain(value, decimals).replacing("-", with: "\u{2212}")
  }

  static func fixed(_ value: Double?, _ decimals: Int) -> String {
    value.map { fixed($0, decimals) } ?? undefined
  }

  /// As ``fixed(_:_:)`` with an ASCII minus, for coordinates and terminals.
  public static func plain(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return undefined }
    let scale = pow(10, Double(decimals))
    let scaled = Int64(clamping: (abs(value) * scale).rounded())
    let whole = scaled / Int64(clamping: scale)
    let part = String(scaled % Int64(clamping: scale))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(whole) }
    return sign + String(whole) + "."
      + String(repeating: "0", count: decimals - part.count) + part
  }

  /// With about three digits, and an exponent for what is very small or large.
  static func short(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    guard value.isFinite else { return undefined }
    let exponent = Int(clamping: log10(abs(value)).rounded(.down))
    if exponent < -4 || exponent > 6 {
      return fixed(value / pow(10, Double(exponent)), 2) + "e" + String(exponent)
    }
    return fixed(value, max(0, 2 - exponent))
  }

  /// Whole, with thin spaces between thousands.
  static func grouped(_ value: Int) -> String {
    var digits = Array(String(abs(value)))
    var index = digits.count - 3
    while index > 0 {
      digits.insert("\u{202f}", at: index)
      index -= 3
    }
    return (value < 0 ? "\u{2212}" : "") + String(digits)
  }

  /// In percent, with the sign.
  static func percent(_ fraction: Double?, _ decimals: Int = 1) -> String {
    fraction.map { fixed(100 * $0, decimals) + "\u{202f}%" } ?? undefined
  }

  /// `0.8881 to 0.8997`.
  static func interval(_ estimate: Estimate, _ decimals: Int) -> String {
    guard let low = estimate.low, let high = estimate.high else { return undefined }
    return fixed(low, decimals) + " to " + fixed(high, decimals)
  }

  /// `0.894 (0.888 to 0.900)`.
  static func full(_ estimate: Estimate, _ decimals: Int) -> String {
    guard estimate.low != nil else { return fixed(estimate.value, decimals) }
    return fixed(estimate.value, decimals) + " (" + interval(estimate, decimals) + ")"
  }
}
