public import Files
internal import Settings

/// Which rows of a table are meant, as a user writes it: `part = 'test' and r < 20.5`.
///
/// Columns, numbers, text in quotes, `true` and `false`, compared by `=`, `!=`, `<`, `<=`, `>` and
/// `>=`, text within text found by `~`, joined by `and`, `or`, `not` and parentheses. A column whose name is no word stands in
/// backticks. Names count letter by letter. A comparison with a missing value is neither true nor
/// false, and a row is meant only where the whole is true.
public struct RowCondition: Hashable, Sendable {
  /// As it was written.
  public let text: String
  private let root: ConditionNode

  /// - Throws: `SkysortError` naming the character that is not understood.
  public init(_ text: String) throws(SkysortError) {
    var parser = try ConditionParser(text)
    root = try parser.condition()
    self.text = text
  }

  /// Reads what someone types who has the table before them: `Class = star and R < 20`. A column may
  /// be written in another case, and text without quotes.
  ///
  /// - Parameters:
  ///   - columns: All that there are.
  ///   - spellings: The texts that a column holds, which may be written in another case, as far as
  ///     they are known; `nil` for a column without text.
  /// - Throws: `SkysortError` naming the character that is not understood.
  public init(
    _ text: String, of columns: [String], spellings: (_ column: String) -> [String]?
  ) throws(SkysortError) {
    var parser = try ConditionParser(text)
    root = try parser.condition().resolved(columns, spellings)
    self.text = text
  }

  /// Columns that are looked at, once each.
  public var columnNames: [String] {
    var seen: Set<String> = []
    return root.columns.filter { seen.insert($0.name).inserted }.map(\.name)
  }

  /// Whether a table has every column.
  public func isKnown(in schema: TableSchema) -> Bool {
    columnNames.allSatisfy { schema[$0] != nil }
  }

  /// - Throws: `SkysortError` naming the column that a table does not have.
  public func check(_ schema: TableSchema, path: String) throws(SkysortError) {
    if let missing = root.columns.first(where: { schema[$0.name] == nil }) {
      throw ConditionParser.error(
        missing.offset, "\(path) has no column '\(missing.name)'",
        Spelling.advice(for: missing.name, among: schema.names))
    }
  }

  /// The rows that are meant, in the table's order.
  ///
  /// - Parameter table: With at least ``columnNames``.
  /// - Throws: `SkysortError` where a column holds what it is not compared with.
  public func rows(of table: Table) throws(SkysortError) -> [Int] {
    let isMeant = try root.evaluation(on: table)
    return (0..<table.rowCount).filter { isMeant($0) == true }
  }
}

/// What a condition is made of.
indirect enum ConditionNode: Hashable, Sendable {
  case comparison(ConditionOperand, ConditionOperator, ConditionOperand)
  case and(ConditionNode, ConditionNode)
  case or(ConditionNode, ConditionNode)
  case not(ConditionNode)

  /// Each with its place in the text.
  var columns: [(name: String, offset: Int)] {
    switch self {
    case .comparison(let first, _, let second):
      [first, second].compactMap { operand in
        if case .column(let name) = operand.value { (name, operand.offset) } else { nil }
      }
    case .and(let first, let second), .or(let first, let second):
      first.columns + second.columns
    case .not(let node): node.columns
    }
  }
}

enum ConditionOperator: String, Hashable, Sendable, CaseIterable {
  case equal = "="
  case different = "!="
  case atMost = "<="
  case below = "<"
  case atLeast = ">="
  case above = ">"
  /// Text within text, whatever its case.
  case contains = "~"

  func holds<Value: Comparable>(_ first: Value, _ second: Value) -> Bool {
    switch self {
    // Of texts only, where it is not asked here.
    case .equal, .contains: first == second
    case .different: first != second
    case .atMost: first <= second
    case .below: first < second
    case .atLeast: first >= second
    case .above: first > second
    }
  }
}

/// A side of a comparison, and the character where it begins, from 1.
struct ConditionOperand: Hashable, Sendable {
  enum Value: Hashable, Sendable {
    case column(String)
    case text(String)
    case integer(Int64)
    case real(Double)
    case truth(Bool)
  }

  let value: Value
  let offset: Int
}
