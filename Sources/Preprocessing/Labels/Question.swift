/// Something people were asked about a source, or that is said of it.
///
/// A question has two answers or more, with a column for each that counts how many chose it, or
/// that gives their fraction where it is known how many were asked. A tag is a question of yes or no
/// that one voter answered.
public struct Question: Hashable, Sendable {
  public var name: String
  public var answers: [Answer]
  /// Whether it is a column of yes and no; ``answers`` are then `yes` and `no` of that column.
  public var isTag: Bool
  /// How many were asked, where columns hold fractions; `nil` where they hold counts, or where the
  /// fractions are of those that chose ``after``.
  public var voters: Voters?
  /// Which answer of another question had to be chosen for this one to be asked.
  public var after: Parent?

  public struct Answer: Hashable, Sendable {
    public var name: String
    public var column: String

    public init(_ name: String, column: String) {
      self.name = name
      self.column = column
    }
  }

  public enum Voters: Hashable, Sendable {
    case column(String)
    case number(Double)
  }

  public struct Parent: Hashable, Sendable, CustomStringConvertible {
    public var question: String
    public var answer: String
    public var description: String { "\(question).\(answer)" }

    public init(_ question: String, _ answer: String) {
      self.question = question
      self.answer = answer
    }
  }

  /// A question that was put to a vote.
  public init(_ name: String, answers: [Answer], voters: Voters? = nil, after: Parent? = nil) {
    self.name = name
    self.answers = answers
    self.voters = voters
    self.after = after
    isTag = false
  }

  /// A question that a column answers by yes or no.
  public init(_ name: String, tag column: String) {
    self.name = name
    answers = [Answer("yes", column: column), Answer("no", column: column)]
    isTag = true
  }

  /// Every column it is read from.
  public var columns: [String] {
    var names = isTag ? [answers[0].column] : answers.map(\.column)
    if case .column(let name) = voters { names.append(name) }
    return names
  }
}

/// What a network that answers questions by votes learns to say.
public enum VoteLoss: String, Hashable, Sendable, CaseIterable {
  /// Every answer's concentration: how the votes are shared, and how sure that is.
  case dirichletMultinomial = "dirichlet_multinomial"
  /// Every answer's fraction of the votes alone.
  case crossEntropy = "cross_entropy"
}

/// The questions a model answers, in the order of its outputs, and how it learns them.
public struct Questionnaire: Hashable, Sendable {
  public let questions: [Question]
  public let loss: VoteLoss

  public init(_ list: QuestionList, loss: VoteLoss) {
    questions = list.questions
    self.loss = loss
  }

  /// Answers of all questions.
  public var answerCount: Int { questions.reduce(0) { $0 + $1.answers.count } }

  /// By question, the places of its answers among all.
  public var ranges: [Range<Int>] {
    var start = 0
    return questions.map { question in
      defer { start += question.answers.count }
      return start..<start + question.answers.count
    }
  }

  /// Whether a question's answers have concentrations.
  public func hasConcentration(_ question: Question) -> Bool {
    loss == .dirichletMultinomial && !question.isTag
  }

  /// `question.answer` for every answer.
  public var answerNames: [String] {
    questions.flatMap { question in question.answers.map { "\(question.name).\($0.name)" } }
  }

  /// Every column the answers are read from, each once.
  public var columns: [String] {
    var seen: Set<String> = []
    return questions.flatMap(\.columns).filter { seen.insert($0).inserted }
  }

  /// By question, the place of the question before and of its answer among all answers.
  public var parents: [(question: Int, answer: Int)?] {
    let ranges = ranges
    return questions.map { question in
      guard let after = question.after,
        let parent = questions.firstIndex(where: { $0.name == after.question }),
        let answer = questions[parent].answers.firstIndex(where: { $0.name == after.answer })
      else { return nil }
      return (parent, ranges[parent].lowerBound + answer)
    }
  }
}
