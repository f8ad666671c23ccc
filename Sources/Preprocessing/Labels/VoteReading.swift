internal import Files
internal import Tables

/// Reads votes out of a table's columns.
struct VoteReading {
  let table: Table
  let path: String

  /// By answer and row: how many chose it.
  ///
  /// - Parameters:
  ///   - isOfFractions: Whether columns hold fractions of the votes.
  ///   - voters: By row, how many chose the answer that the question follows.
  func votes(
    _ question: Question, isOfFractions: Bool, voters: [Double]?
  ) throws(SkysortError) -> [[Double]] {
    if question.isTag { return try tag(question) }
    var columns: [[Double]] = []
    for answer in question.answers {
      columns.append(try numbers(answer.column, "\(question.name).\(answer.name)"))
    }
    if isOfFractions {
      try checkFractions(columns, question)
    } else {
      try checkCounts(columns, question)
    }
    let asked = isOfFractions ? try self.voters(question) ?? voters : nil
    return columns.map { column in
      column.indices.map { row in
        guard columns.allSatisfy({ !$0[row].isNaN }) else { return 0 }
        let count = asked.map { $0[row] } ?? 1
        return count.isNaN ? 0 : min(column[row], asked == nil ? .infinity : 1) * count
      }
    }
  }

  /// By row, how many were asked; NaN where it is not known.
  private func voters(_ question: Question) throws(SkysortError) -> [Double]? {
    switch question.voters {
    case .number(let number): [Double](repeating: number, count: table.rowCount)
    case .column(let name): try numbers(name, "the voters of \(question.name)")
    case nil: nil
    }
  }

  /// Rounded fractions add up to a little more or less than 1.
  private static let slack = 0.02

  private func checkFractions(
    _ columns: [[Double]], _ question: Question
  ) throws(SkysortError) {
    for (column, answer) in zip(columns, question.answers) {
      if let row = column.firstIndex(where: { $0 > 1.0001 }) {
        throw error(
          answer.column, row, "holds \(column[row]), and a fraction of votes is at most 1",
          fix: "Leave voters away if the columns of \(question.name) count votes.")
      }
    }
    let sums = (0..<table.rowCount).map { row in columns.reduce(0) { $0 + $1[row] } }
    if let row = sums.firstIndex(where: { $0 > 1 + Self.slack }) {
      throw error(
        question.answers[0].column, row,
        "and the other fractions of \(question.name) add up to \(sums[row])",
        fix: "The answers of one question exclude each other.")
    }
  }

  private func checkCounts(
    _ columns: [[Double]], _ question: Question
  ) throws(SkysortError) {
    let known = columns.flatMap { $0 }.filter { !$0.isNaN }
    guard let part = known.first(where: { $0 > 0 && $0 < 1 }), known.allSatisfy({ $0 <= 1 }) else {
      return
    }
    throw SkysortError(
      path: path,
      problem: "the columns of \(question.name) hold fractions, such as \(part), not votes",
      fix: "Name a column or number of voters: `voters: total_votes`.", exitCode: .usage)
  }

  // MARK: Cells

  /// By row, not negative; NaN where empty.
  private func numbers(_ name: String, _ purpose: String) throws(SkysortError) -> [Double] {
    let column = try column(name, purpose)
    guard let values = column.doubles() else { throw notNumeric(column, purpose) }
    if let row = values.firstIndex(where: { $0 < 0 || $0.isInfinite }) {
      throw error(name, row, "holds \(values[row]), which counts no votes")
    }
    return values
  }

  private func column(_ name: String, _ purpose: String) throws(SkysortError) -> Column {
    guard let column = table[name] else {
      throw .missingColumn(name, purpose: purpose, path: path)
    }
    return column
  }

  private func notNumeric(_ column: Column, _ purpose: String) -> SkysortError {
    let texts = column.texts() ?? []
    let row = texts.firstIndex { $0.map { Double($0.trimmingSpaces()) == nil } ?? false }
    guard let row, let text = texts[row], !text.trimmingSpaces().isEmpty else {
      return .notNumeric(column.name, purpose: purpose, path: path)
    }
    return error(column.name, row, "holds '\(text)', which is not a number")
  }

  /// By row 1 and 0 for yes, 0 and 1 for no, 0 and 0 where it is not known.
  private func tag(_ question: Question) throws(SkysortError) -> [[Double]] {
    let name = question.answers[0].column
    guard let texts = try column(name, "the tag \(question.name)").texts() else {
      throw .notNumeric(name, purpose: "the tag \(question.name)", path: path)
    }
    var answers: [[Double]] = [[], []]
    for (row, text) in texts.enumerated() {
      let word = text?.trimmingSpaces().lowercased() ?? ""
      guard let (yes, no) = Self.words[word] else {
        throw error(
          name, row, "holds '\(text ?? "")', which is neither yes nor no",
          fix: "A tag is 1 or 0, true or false, yes or no, or empty where it is not known.")
      }
      answers[0].append(yes)
      answers[1].append(no)
    }
    return answers
  }

  private static let words: [String: (Double, Double)] = {
    var words: [String: (Double, Double)] = ["": (0, 0), "nan": (0, 0)]
    for yes in ["1", "1.0", "true", "t", "yes", "y"] { words[yes] = (1, 0) }
    for no in ["0", "0.0", "false", "f", "no", "n"] { words[no] = (0, 1) }
    return words
  }()

  private func error(
    _ column: String, _ row: Int, _ problem: String, fix: String = ""
  ) -> SkysortError {
    SkysortError(
      path: path, problem: "row \(row + 1), column \(column) \(problem)", fix: fix)
  }
}
