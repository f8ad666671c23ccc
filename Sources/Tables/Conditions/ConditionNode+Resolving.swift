import Files
import Settings

extension ConditionNode {
  /// With columns and texts spelled as a table has them.
  func resolved(
    _ columns: [String], _ spellings: (_ column: String) -> [String]?
  ) throws(SkysortError) -> ConditionNode {
    switch self {
    case .comparison(let first, let comparison, let second):
      let (own, other) = (first.resolved(columns), second.resolved(columns))
      let node = ConditionNode.comparison(
        own.spelled(as: other.column.flatMap(spellings)), comparison,
        other.spelled(as: own.column.flatMap(spellings)))
      for name in node.columns where !columns.contains(name.name) {
        throw ConditionParser.error(
          name.offset, "there is no column '\(name.name)'",
          Spelling.advice(for: name.name, among: columns))
      }
      return node
    case .and(let first, let second):
      return .and(
        try first.resolved(columns, spellings), try second.resolved(columns, spellings))
    case .or(let first, let second):
      return .or(try first.resolved(columns, spellings), try second.resolved(columns, spellings))
    case .not(let node): return .not(try node.resolved(columns, spellings))
    }
  }
}

/// A side of a comparison before the table is known, and after.
private struct ResolvedOperand {
  let operand: ConditionOperand
  /// The table's column that it names.
  let column: String?

  /// A word beside a column of text is text; texts are written as the column has them.
  func spelled(as texts: [String]?) -> ConditionOperand {
    guard let texts, column == nil else { return operand }
    let word: String
    switch operand.value {
    case .column(let name): word = name
    case .text(let text): word = text
    case .integer(let number): word = String(number)
    case .real: return operand
    case .truth(let truth): word = String(truth)
    }
    let known = texts.contains(word) ? nil : texts.first { $0.lowercased() == word.lowercased() }
    return ConditionOperand(value: .text(known ?? word), offset: operand.offset)
  }
}

extension ConditionOperand {
  fileprivate func resolved(_ columns: [String]) -> ResolvedOperand {
    guard case .column(let name) = value else { return ResolvedOperand(operand: self, column: nil) }
    let found =
      columns.contains(name) ? name : columns.first { $0.lowercased() == name.lowercased() }
    return ResolvedOperand(
      operand: found.map { ConditionOperand(value: .column($0), offset: offset) } ?? self,
      column: found)
  }
}
