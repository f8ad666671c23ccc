import Files

extension ConditionNode {
  /// What a condition says of a row: `nil` where a missing value leaves it open.
  typealias Evaluation = (_ row: Int) -> Bool?

  func evaluation(on table: Table) throws(SkysortError) -> Evaluation {
    switch self {
    case .comparison(let first, let comparison, let second):
      return try Self.evaluation(first, comparison, second, on: table)
    case .and(let first, let second):
      let (first, second) = (try first.evaluation(on: table), try second.evaluation(on: table))
      return { row in
        guard let own = first(row) else { return second(row) == false ? false : nil }
        return own ? second(row) : false
      }
    case .or(let first, let second):
      let (first, second) = (try first.evaluation(on: table), try second.evaluation(on: table))
      return { row in
        guard let own = first(row) else { return second(row) == true ? true : nil }
        return own ? true : second(row)
      }
    case .not(let node):
      let inner = try node.evaluation(on: table)
      return { row in inner(row).map { !$0 } }
    }
  }

  private static func evaluation(
    _ first: ConditionOperand, _ comparison: ConditionOperator, _ second: ConditionOperand,
    on table: Table
  ) throws(SkysortError) -> Evaluation {
    let (own, other) = (try first.values(in: table), try second.values(in: table))
    switch (own, other) {
    case (.texts(let own), .texts(let other)) where comparison == .contains:
      return { row in
        guard let text = own(row), let part = other(row) else { return nil }
        return text.lowercased().contains(part.lowercased())
      }
    case _ where comparison == .contains:
      throw ConditionParser.error(
        first.offset, "~ finds text within text, not in \(own.explanation)",
        "Compare numbers by =, <, >.")
    case (.integers(let own), .integers(let other)): return comparing(own, comparison, other)
    case (.texts(let own), .texts(let other)): return comparing(own, comparison, other)
    case (.truths(let own), .truths(let other)):
      guard comparison == .equal || comparison == .different else {
        throw ConditionParser.error(
          first.offset, "true and false have no order", "Compare them by = or !=.")
      }
      return comparing(
        { own($0).map { $0 ? 1 : 0 } }, comparison, { other($0).map { $0 ? 1 : 0 } })
    default:
      guard let one = own.reals, let two = other.reals else {
        let isText = if case .texts = own { true } else { false }
        let otherIsText = if case .texts = other { true } else { false }
        throw ConditionParser.error(
          first.offset, "compares \(own.explanation) with \(other.explanation)",
          isText || otherIsText
            ? "Text stands in quotes, a number without." : "Compare what is alike.")
      }
      return comparing(one, comparison, two)
    }
  }

  private static func comparing<Value: Comparable>(
    _ first: @escaping (Int) -> Value?, _ comparison: ConditionOperator,
    _ second: @escaping (Int) -> Value?
  ) -> Evaluation {
    { row in
      guard let one = first(row), let other = second(row) else { return nil }
      return comparison.holds(one, other)
    }
  }
}

/// What a side of a comparison is worth, row by row; `nil` where missing.
private enum ConditionValues {
  case integers((Int) -> Int64?)
  case doubles((Int) -> Double?)
  case texts((Int) -> String?)
  case truths((Int) -> Bool?)

  /// `nil` for what is no number.
  var reals: ((Int) -> Double?)? {
    switch self {
    case .integers(let values): { row in values(row).map(Double.init) }
    case .doubles(let values): values
    case .texts, .truths: nil
    }
  }

  var explanation: String {
    switch self {
    case .integers, .doubles: "numbers"
    case .texts: "text"
    case .truths: "true or false"
    }
  }
}

extension ConditionOperand {
  fileprivate func values(in table: Table) throws(SkysortError) -> ConditionValues {
    switch value {
    case .text(let text): return .texts { _ in text }
    case .integer(let number): return .integers { _ in number }
    case .real(let number): return .doubles { _ in number }
    case .truth(let truth): return .truths { _ in truth }
    case .column(let name):
      guard let column = table[name] else {
        throw ConditionParser.error(offset, "there is no column '\(name)'")
      }
      return try values(of: column)
    }
  }

  private func values(of column: Column) throws(SkysortError) -> ConditionValues {
    switch column.values {
    case .bool(let values): return .truths { column.isValid($0) ? values[$0] : nil }
    case .int64(let values): return .integers { column.isValid($0) ? values[$0] : nil }
    case .uint64(let values):
      return .doubles { column.isValid($0) ? Double(values[$0]) : nil }
    case .float(let values):
      // As it is printed, so that a column's 0.1 is the condition's.
      return .doubles { column.isValid($0) ? Double(values[$0].description) : nil }
    case .double(let values): return .doubles { column.isValid($0) ? values[$0] : nil }
    case .string(let values):
      // Fixed-width columns pad with blanks.
      let trimmed = values.map { text -> String in
        guard let last = text.lastIndex(where: { $0 != " " && $0 != "\0" }) else { return "" }
        return String(text[...last])
      }
      return .texts { column.isValid($0) ? trimmed[$0] : nil }
    case .array:
      throw ConditionParser.error(
        offset, "column '\(column.name)' holds several values in a row",
        "Compare columns of single values.")
    }
  }
}
