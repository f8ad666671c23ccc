public import Files
public import Tables

/// How many voters chose each answer, row by row.
public struct VoteTable: Hashable, Sendable {
  public let questionnaire: Questionnaire
  public let rowCount: Int
  /// Shape `[rows, answers]`: votes, not always whole; all 0 at a question that nobody was asked
  /// or whose answer is not known.
  public let votes: [Float]

  /// - Parameters:
  ///   - table: With every column of the questionnaire.
  ///   - path: The table, for messages.
  /// - Throws: `SkysortError` naming column and row where votes are no votes.
  public init(
    _ table: Table, _ questionnaire: Questionnaire, path: String
  ) throws(SkysortError) {
    let reading = VoteReading(table: table, path: path)
    var byQuestion: [String: [[Double]]] = [:]
    var isOfFractions: [String: Bool] = [:]
    for index in Self.parentsFirst(questionnaire) {
      let question = questionnaire.questions[index]
      let parent = question.after.flatMap { byQuestion[$0.question] }
      let chosen = questionnaire.parents[index].map { place in
        place.answer - questionnaire.ranges[place.question].lowerBound
      }
      let fractions =
        question.voters != nil || question.after.flatMap { isOfFractions[$0.question] } ?? false
      isOfFractions[question.name] = fractions
      byQuestion[question.name] = try reading.votes(
        question, isOfFractions: fractions,
        voters: parent.flatMap { votes in chosen.map { votes[$0] } })
    }
    let columns = questionnaire.questions.flatMap { byQuestion[$0.name] ?? [] }
    self.questionnaire = questionnaire
    rowCount = table.rowCount
    votes = (0..<table.rowCount).flatMap { row in columns.map { Float($0[row]) } }
  }

  /// Places of questions, each behind the one it follows.
  private static func parentsFirst(_ questionnaire: Questionnaire) -> [Int] {
    let parents = questionnaire.parents
    func depth(_ index: Int) -> Int { parents[index].map { depth($0.question) + 1 } ?? 0 }
    return parents.indices.sorted { (depth($0), $0) < (depth($1), $1) }
  }

  private init(_ questionnaire: Questionnaire, votes: [Float], rowCount: Int) {
    (self.questionnaire, self.votes, self.rowCount) = (questionnaire, votes, rowCount)
  }

  public var answerCount: Int { questionnaire.answerCount }

  public func selecting(_ rows: [Int]) -> VoteTable {
    VoteTable(questionnaire, votes: rows.flatMap { votes(ofRow: $0) }, rowCount: rows.count)
  }

  /// Shape `[answers]`.
  public func votes(ofRow row: Int) -> ArraySlice<Float> {
    votes[row * answerCount..<(row + 1) * answerCount]
  }

  /// Whether any question has a vote.
  public func isAnswered(_ row: Int) -> Bool { votes(ofRow: row).contains { $0 > 0 } }

  /// By row, an answer's fraction of the question's votes; NaN where it was not asked.
  public func fractions(ofAnswer answer: Int) -> [Float] {
    let range = questionnaire.ranges.first { $0.contains(answer) } ?? 0..<0
    return (0..<rowCount).map { row in
      let start = row * answerCount
      let total = range.reduce(Float(0)) { $0 + votes[start + $1] }
      return total > 0 ? votes[start + answer] / total : .nan
    }
  }

  /// The mean fraction of every answer among rows that were asked; equal fractions where none was.
  public var meanFractions: [Float] {
    questionnaire.ranges.flatMap { range -> [Float] in
      range.map { answer in
        let known = fractions(ofAnswer: answer).filter { !$0.isNaN }
        return known.isEmpty
          ? 1 / Float(range.count) : known.reduce(0, +) / Float(known.count)
      }
    }
  }

  /// The mean fraction of every answer among all voters, of rows whose first question was asked.
  public var meanFractionsOfAll: [Float] {
    var (sums, counts) = ([Float](repeating: 0, count: answerCount), [Float]())
    counts = sums
    let (ranges, roots) = (questionnaire.ranges, roots)
    for row in 0..<rowCount {
      for (range, root) in zip(ranges, roots) {
        let voters = total(ranges[root], row: row)
        guard voters > 0 else { continue }
        for answer in range {
          sums[answer] += min(1, votes[row * answerCount + answer] / voters)
          counts[answer] += 1
        }
      }
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
  }

  /// By question, the one at the root of its tree.
  private var roots: [Int] {
    let parents = questionnaire.parents
    return parents.indices.map { index -> Int in
      var root = index
      while let parent = parents[root] { root = parent.question }
      return root
    }
  }

  private func total(_ range: Range<Int>, row: Int) -> Float {
    range.reduce(0) { $0 + votes[row * answerCount + $1] }
  }

  /// What a network learns from, shape `[rows, answers]`.
  ///
  /// A question with concentrations learns votes. A question with fractions learns votes divided by
  /// the voters of the question at the root, so that one asked of few counts for little.
  public var targets: [Float] {
    let (ranges, roots) = (questionnaire.ranges, roots)
    var result = votes
    for row in 0..<rowCount {
      for (index, question) in questionnaire.questions.enumerated()
      where !questionnaire.hasConcentration(question) {
        let voters = max(total(ranges[roots[index]], row: row), total(ranges[index], row: row))
        guard voters > 0 else { continue }
        for answer in ranges[index] { result[row * answerCount + answer] /= voters }
      }
    }
    return result
  }
}
