/// What a look at every cell of a column found.
struct ColumnProfile: Hashable, Sendable {
  private(set) var traits: CellTraits = []
  private(set) var missingCount = 0
  /// Bytes of the widest cell.
  private(set) var width = 0
  /// A cell that shows how the column writes numbers, where that is not the plain way.
  private(set) var example: String?

  @inline(__always)
  mutating func observe(_ bytes: borrowing Span<UInt8>, _ cell: Cell) {
    let found = CellTraits(bytes, cell)
    traits.formUnion(found)
    if example == nil, !found.isDisjoint(with: Self.telling) { example = cell.text(bytes) }
    if found == .missing { missingCount += 1 } else { width = max(width, cell.count) }
  }

  private static let telling = CellTraits.foreignNumber.union(.eitherPoint)

  /// The narrowest type that holds every cell without loss.
  ///
  /// | cells | type |
  /// |---|---|
  /// | integers within 64 bits | `int64` |
  /// | integers beyond, or with leading zeros | `string`: they are identifiers or codes |
  /// | integers beyond 2⁵³ among reals | `string`: Double would lose digits |
  /// | numbers | `double` |
  /// | `true`, `false` | `bool` |
  /// | nothing at all | `double` |
  var type: ElementType {
    if traits.contains(.text) { return .string }
    let isNumeric = !traits.isDisjoint(with: [.integer, .real])
    if traits.contains(.truth) { return isNumeric ? .string : .bool }
    if traits.contains(.real) {
      return traits.contains(.beyondDouble) ? .string : .double
    }
    guard traits.contains(.integer) else { return .double }
    return traits.isDisjoint(with: [.beyondInteger, .leadingZero]) ? .int64 : .string
  }

  /// Whether a column can be read as a type its header declares.
  func fits(_ declared: ElementType, _ notation: NumberNotation) -> Bool {
    let type = type(notation)
    return switch declared {
    case .string: true
    case .bool: type == .bool
    case .float, .double: type == .double || type == .int64
    case let integer where integer.isInteger: type == .int64
    default: false
    }
  }

  /// Whether each value looks like an identifier that a spreadsheet rounded.
  var holdsRoundedIdentifiers: Bool {
    traits.contains(.roundedIdentifier)
      && traits.isDisjoint(with: [.plainReal, .text, .truth])
  }
}
