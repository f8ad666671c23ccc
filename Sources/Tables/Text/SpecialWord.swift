/// Words with a meaning in a cell; letters' case does not count.
enum SpecialWord: Hashable {
  case missing
  case truth(Bool)
  case infinity(isNegative: Bool)

  private static let longest = 9
  /// The first letters of all words below, in lower case.
  private static let initials = Array("ntfi-+<m".utf8)

  init?(_ bytes: borrowing Span<UInt8>, _ cell: Cell) {
    guard cell.start < cell.end else {
      self = .missing
      return
    }
    guard cell.count <= Self.longest,
      Self.initials.contains(bytes[cell.start] | 0x20)
        || Self.initials.contains(bytes[cell.start])
    else { return nil }
    self.init(cell.text(bytes))
  }

  init?(_ text: String) {
    switch text.lowercased() {
    case "", "nan", "-nan", "null", "na", "n/a", "none", "nil", "-", "--", "---", "<na>",
      "masked":
      self = .missing
    case "true": self = .truth(true)
    case "false": self = .truth(false)
    case "inf", "+inf", "infinity", "+infinity": self = .infinity(isNegative: false)
    case "-inf", "-infinity": self = .infinity(isNegative: true)
    default: return nil
    }
  }
}
