import FITS

/// The cards of a header that say where on the sky its pixels lie.
///
/// Only these reach the C library: everything else in a header is none of its business, and
/// some of it (tables of distortion) it cannot bear.
struct CoordinateCards: Sendable, Hashable {
  /// One keyword that matters.
  struct Card: Sendable, Hashable {
    let key: CoordinateKey
    var value: CardValue
    let comment: String
  }

  private(set) var cards: [Card]
  /// What in the header is left out of account, as a sentence; `nil` where nothing is.
  let neglected: String?

  /// - Throws: ``Fault`` where a number is none, or out of all bounds.
  init(_ header: Header) throws(Fault) {
    var cards: [Card] = []
    for card in header.cards {
      guard let key = CoordinateKey(card.keyword), let value = card.value, value != .undefined
      else { continue }
      if let value = try Self.checked(value, of: key) {
        cards.append(Card(key: key, value: value, comment: card.comment))
      }
    }
    self.cards = cards
    neglected = Self.neglected(header)
  }

  /// What is wrong with a header, before the file is known.
  struct Fault: Error {
    let problem: String
    let fix: String

    init(_ problem: String, fix: String = "Correct the header.") {
      self.problem = problem
      self.fix = fix
    }
  }

  /// The value as the keyword wants it; `nil` where it may be left out.
  private static func checked(
    _ value: CardValue, of key: CoordinateKey
  ) throws(Fault) -> CardValue? {
    switch key.kind {
    case .text: return value.string.map { CardValue.string($0) }
    case .optionalNumber: return number(value).map { CardValue.real($0) }
    case .number, .count:
      guard let number = number(value) else {
        throw Fault("\(key.name) is not a finite number (\(value.description))")
      }
      guard key.kind == .count else { return .real(number) }
      guard let count = Int64(exactly: number), (0...9).contains(count) else {
        throw Fault("\(key.name) is \(value.description), outside 0 to 9")
      }
      return .integer(count)
    }
  }

  /// A finite number, also where it is written between quotes.
  private static func number(_ value: CardValue) -> Double? {
    let number = value.real ?? value.string.flatMap { Double($0) }
    return number.flatMap { $0.isFinite ? $0 : nil }
  }

  private static func neglected(_ header: Header) -> String? {
    let tables = ["CPDIS1", "CPDIS2", "D2IMDIS1", "D2IMDIS2", "D2IMARR"]
      .filter { header.card($0) != nil }
    guard !tables.isEmpty else { return nil }
    let errors = ["CPERR1", "CPERR2", "D2IMERR1", "D2IMERR2"].compactMap { header[$0]?.real }
    let size = errors.max().map { ", of up to \($0) pixels," } ?? ""
    return "the tabulated distortion\(size) of \(tables.joined(separator: ", ")) is not applied"
  }

  /// The text of a card of the primary description.
  func text(_ name: String) -> String? { cards.last { $0.key.name == name }?.value.string }

  func real(_ name: String) -> Double? { cards.last { $0.key.name == name }?.value.real }

  /// Whether the `CD` matrix of the first two axes cannot be inverted.
  ///
  /// The C library takes an axis whose elements are all 0 for one that was left out.
  var hasSingularMatrix: Bool {
    guard cards.contains(where: { $0.key.stem == "CD" && $0.key.alternate.isEmpty }) else {
      return false
    }
    let elements = ["CD1_1", "CD2_2", "CD1_2", "CD2_1"].map { real($0) ?? 0 }
    return elements[0] * elements[1] == elements[2] * elements[3]
  }

  /// The cards of an image that begins `x` columns and `y` rows later, of two axes.
  ///
  /// Distortions are functions of the distance from the reference pixel, so they stay valid.
  func shifted(byX x: Double, y: Double) -> CoordinateCards {
    var result = self
    result.cards = cards.compactMap { card in
      guard card.key.axes.allSatisfy({ $0 <= 2 }), card.key.stem != "WCSAXES" else { return nil }
      guard let axis = card.key.axes.first, let value = card.value.real else { return card }
      let offset = axis == 1 ? x : y
      var moved = card
      switch card.key.stem {
      case "CRPIX": moved.value = .real(value - offset)
      case "CNPIX": moved.value = .real(value + offset)
      default: break
      }
      return moved
    }
    return result
  }
}
