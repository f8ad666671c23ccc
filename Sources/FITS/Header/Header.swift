/// The cards of one header-data unit, in their order, without `END`.
public struct Header: Hashable, Sendable {
  public let cards: [HeaderCard]
  private let positions: [String: Int]

  init(cards: [HeaderCard]) {
    self.cards = cards
    let pairs = cards.enumerated().filter { $1.value != nil }.map { ($1.keyword, $0) }
    positions = Dictionary(pairs) { first, _ in first }
  }

  /// - Parameter records: Records of ``HeaderCard/length`` bytes in front of `END`.
  init(records: [UInt8]) {
    var cards: [HeaderCard] = []
    for start in stride(from: 0, to: records.count, by: HeaderCard.length) {
      let card = HeaderCard(record: records[start..<(start + HeaderCard.length)])
      if let joined = cards.last?.continued(by: card) {
        cards[cards.count - 1] = joined
      } else {
        cards.append(card)
      }
    }
    self.init(cards: cards)
  }

  /// The first card with this keyword; `HIERARCH` keywords without that word.
  public func card(_ keyword: String) -> HeaderCard? { positions[keyword].map { cards[$0] } }

  /// The value of the first card with this keyword.
  public subscript(_ keyword: String) -> CardValue? { card(keyword)?.value }

  /// A string without blanks at its end; `nil` where absent, empty or not a string.
  public func text(_ keyword: String) -> String? {
    guard let value = self[keyword]?.string, !value.isEmpty else { return nil }
    return value
  }

  public func integer(_ keyword: String) -> Int64? { self[keyword]?.integer }

  /// The lines of the `HISTORY` cards.
  public var history: [String] { cards.filter { $0.keyword == "HISTORY" }.map(\.comment) }

  /// The lines of the `COMMENT` cards.
  public var comments: [String] { cards.filter { $0.keyword == "COMMENT" }.map(\.comment) }
}
