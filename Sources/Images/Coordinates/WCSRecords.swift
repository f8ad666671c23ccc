import FITS
import Numbers

/// Turns the cards of the primary description into records for the C library, the irregular
/// ones of the wild made regular.
///
/// - The suffix `-SIP` follows the polynomials that are there, not the other way round.
/// - `TAN` with fifth or higher `PV` terms is the old way of SCAMP to say `TPV`; `TPV` leaves
///   no room for SIP, and `TAN-SIP` none for SCAMP's terms.
/// - Only coefficients up to the declared order count. Inverse polynomials are left out: the
///   inverse is found by iteration, which is exact.
struct WCSRecords {
  private let cards: [CoordinateCards.Card]
  private let hasPolynomials: Bool
  private let becomesTPV: Bool
  private let dropsPlateTerms: Bool

  init(_ source: CoordinateCards) throws(CoordinateCards.Fault) {
    cards = source.cards.filter { $0.key.alternate.isEmpty }
    let types = [1, 2].map { (source.text("CTYPE\($0)") ?? "").uppercased() }
    let orders = ["A_ORDER", "B_ORDER"].map { source.real($0) }
    let hasHighTerms = cards.contains {
      $0.key.stem == "PV" && $0.key.axes[0] <= 2 && $0.key.indices[0] >= 5
    }
    let isPlainTAN = types.allSatisfy { $0.hasSuffix("-TAN") }
    becomesTPV = isPlainTAN && hasHighTerms
    let isTPV = becomesTPV || types.allSatisfy { $0.hasSuffix("-TPV") }
    let hasOrders = orders.contains { ($0 ?? 0) > 1 }
    if hasOrders, orders.contains(where: { $0 == nil }) {
      throw CoordinateCards.Fault("it has one of A_ORDER and B_ORDER without the other")
    }
    hasPolynomials = hasOrders && !isTPV
    dropsPlateTerms = hasPolynomials && hasHighTerms
    self.orders = ["A_": Int(clamping: orders[0] ?? 0), "B_": Int(clamping: orders[1] ?? 0)]
  }

  private let orders: [String: Int]

  /// 80 bytes each.
  var bytes: [UInt8] { cards.filter(isWanted).flatMap(record) }

  private func isWanted(_ card: CoordinateCards.Card) -> Bool {
    switch card.key.stem {
    case "AP_", "BP_", "AP_ORDER", "BP_ORDER": false
    case "A_ORDER", "B_ORDER": hasPolynomials
    case "A_", "B_":
      hasPolynomials && card.key.indices.reduce(0, +) <= orders[card.key.stem] ?? 0
    case "PV": !(dropsPlateTerms && card.key.axes[0] <= 2)
    default: true
    }
  }

  private func record(_ card: CoordinateCards.Card) -> [UInt8] {
    let value =
      switch card.value {
      case .string(let text): quoted(card.key.stem == "CTYPE" ? type(text, card.key) : text)
      case .integer(let number): number.description
      default: (card.value.real ?? 0).description.uppercased()
      }
    var text = Array((card.key.name.padding(to: 8) + "= " + value).utf8)
    if text.count > HeaderCard.length {
      text = Array(text.prefix(HeaderCard.length - 1)) + [UInt8(ascii: "'")]
    }
    return text + [UInt8](repeating: UInt8(ascii: " "), count: HeaderCard.length - text.count)
  }

  private func type(_ text: String, _ key: CoordinateKey) -> String {
    guard key.axes[0] <= 2 else { return text }
    let upper = text.uppercased()
    if becomesTPV { return upper.dropLast(4) + "-TPV" }
    let plain = upper.hasSuffix("-SIP") ? String(upper.dropLast(4)) : upper
    return hasPolynomials && plain.utf8.count == 8 ? plain + "-SIP" : plain
  }

  private func quoted(_ text: String) -> String {
    let plain = text.unicodeScalars.map { scalar in
      (0x20...0x7e).contains(scalar.value) && scalar != "'" ? Character(scalar) : " "
    }
    return "'" + String(plain).padding(to: 8) + "'"
  }
}

extension String {
  fileprivate func padding(to count: Int) -> String {
    self + String(repeating: " ", count: max(0, count - self.count))
  }
}
