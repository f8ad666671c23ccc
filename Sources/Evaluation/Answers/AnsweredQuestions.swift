/// What a model says people would answer, beside what they did.
public struct AnsweredQuestions: Sendable {
  public struct Question: Hashable, Sendable {
    public let name: String
    public let answers: [String]
    /// Whether it is a column of yes and no; its first answer is yes.
    public let isTag: Bool
    /// Whether its fractions come with a concentration.
    public let hasConcentration: Bool
    /// The question it follows, and the place of that question's answer among all answers.
    public let parent: Parent?

    public struct Parent: Hashable, Sendable {
      public let question: Int
      public let answer: Int

      public init(question: Int, answer: Int) {
        self.question = question
        self.answer = answer
      }
    }

    public init(
      name: String, answers: [String], isTag: Bool, hasConcentration: Bool, parent: Parent?
    ) {
      self.name = name
      self.answers = answers
      self.isTag = isTag
      self.hasConcentration = hasConcentration
      self.parent = parent
    }
  }

  public let questions: [Question]
  /// Shape `[rows, answers]`, not negative; all 0 at a question that was not asked.
  public let votes: [Float]
  /// Shape `[rows, answers]`: the predicted fractions of those that were asked.
  public let fractions: [Float]
  /// Shape `[rows, questions]`: sums of concentrations; not looked at where a question has none.
  public let concentrations: [Float]
  /// Shape `[answers]`: the mean fractions of the training rows, to stand beside; `nil` for none.
  public let usualFractions: BaselineFractions?
  public let rowCount: Int

  /// What always saying the same amounts to.
  public struct BaselineFractions: Hashable, Sendable {
    /// Of those that were asked; shape `[answers]`.
    public let ofAsked: [Float]
    /// Of all voters; shape `[answers]`.
    public let ofAll: [Float]

    public init(ofAsked: [Float], ofAll: [Float]) {
      self.ofAsked = ofAsked
      self.ofAll = ofAll
    }
  }

  public init(
    questions: [Question], votes: [Float], fractions: [Float], concentrations: [Float],
    usualFractions: BaselineFractions? = nil
  ) {
    let answerCount = questions.reduce(0) { $0 + $1.answers.count }
    precondition(
      answerCount > 0 && votes.count == fractions.count && votes.count % answerCount == 0,
      "expected rows of \(answerCount) votes and fractions, found \(votes.count), \(fractions.count)"
    )
    rowCount = votes.count / answerCount
    precondition(
      concentrations.count == rowCount * questions.count,
      "expected \(rowCount * questions.count) concentrations, found \(concentrations.count)")
    self.questions = questions
    self.votes = votes
    self.fractions = fractions
    self.concentrations = concentrations
    self.usualFractions = usualFractions
  }

  var answerCount: Int { rowCount == 0 ? ranges.last?.upperBound ?? 0 : votes.count / rowCount }

  /// By question, the places of its answers.
  public var ranges: [Range<Int>] {
    var start = 0
    return questions.map { question in
      defer { start += question.answers.count }
      return start..<start + question.answers.count
    }
  }

  /// The votes of one question in one row.
  func votes(_ row: Int, _ range: Range<Int>) -> [Double] {
    let start = row * answerCount
    return range.map { Double(votes[start + $0]) }
  }

  func fractions(_ row: Int, _ range: Range<Int>) -> [Double] {
    let start = row * answerCount
    return range.map { Double(fractions[start + $0]) }
  }

  /// Rows that were asked a question.
  func rows(asked range: Range<Int>) -> [Int] {
    (0..<rowCount).filter { row in
      range.contains { votes[row * answerCount + $0] > 0 }
    }
  }

  /// For every row, what fraction of the votes an answer had and what was predicted; rows that were
  /// not asked are left out.
  public func pairs(ofAnswer answer: Int) -> [(predicted: Double, observed: Double)] {
    let range = ranges.first { $0.contains(answer) } ?? 0..<0
    return rows(asked: range).map { row in
      let votes = votes(row, range)
      return (
        Double(fractions[row * answerCount + answer]),
        votes[answer - range.lowerBound] / votes.reduce(0, +)
      )
    }
  }
}
