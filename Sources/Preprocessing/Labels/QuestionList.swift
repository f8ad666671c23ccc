public import Settings

/// Questions as settings name them.
///
///     smooth_or_features:
///       answers: {smooth: smooth_fraction, features: features_fraction}
///       voters: total_classifications
///     edge_on:
///       answers: {edge_on: edgeon_yes_fraction, face_on: edgeon_no_fraction}
///       after: smooth_or_features.features
///     bar: {tag: has_bar}
///
/// Without `voters` and `after` the columns count votes. With `voters`, a column or a number, they
/// hold the votes' fractions. With `after` they hold what those that chose the answer said: fractions
/// where the question before has fractions, else counts.
public struct QuestionList: Hashable, Sendable {
  public let questions: [Question]

  /// - Precondition: ``problem(in:)`` finds nothing.
  public init(_ questions: [Question]) {
    self.questions = questions
    precondition(
      Self.problem(in: questions) == nil,
      "expected sound questions: \(Self.problem(in: questions)?.text ?? "")")
  }

  /// What is wrong, and at which question.
  struct Problem: Hashable {
    let question: String
    let text: String
  }

  private static let largestAnswerCount = 256

  static func problem(in questions: [Question]) -> Problem? {
    guard !questions.isEmpty else { return Problem(question: "", text: "must not be empty") }
    return questions.lazy.compactMap { diagnostic(of: $0, among: questions) }.first
      ?? collision(in: questions)
  }

  private static func diagnostic(of question: Question, among all: [Question]) -> Problem? {
    func problem(_ text: String) -> Problem { Problem(question: question.name, text: text) }
    let names = question.answers.map(\.name)
    if let name = ([question.name] + names).first(where: { $0.isEmpty || $0.contains(".") }) {
      return problem("has the name '\(name)', but names are words without points")
    }
    guard names.count > 1, Set(names).count == names.count else {
      return problem("needs two answers or more, each named once")
    }
    if case .number(let number) = question.voters, !(number > 0 && number.isFinite) {
      return problem("must have been put to more than \(number) voters")
    }
    return lineage(of: question, among: all)
  }

  private static func lineage(of question: Question, among all: [Question]) -> Problem? {
    guard let after = question.after else { return nil }
    func problem(_ text: String) -> Problem { Problem(question: question.name, text: text) }
    let known = all.filter { !$0.isTag && $0.name != question.name }
    guard let parent = known.first(where: { $0.name == after.question }) else {
      let advice = Spelling.advice(for: after.question, among: known.map(\.name))
      return problem("follows the unknown question '\(after.question)'. \(advice)")
    }
    let answers = parent.answers.map(\.name)
    guard answers.contains(after.answer) else {
      let advice = Spelling.advice(for: after.answer, among: answers)
      return problem("follows the unknown answer '\(after)'. \(advice)")
    }
    var seen: Set = [question.name]
    var next: Question? = parent
    while let one = next {
      guard seen.insert(one.name).inserted else {
        return problem("follows itself: \(after.question) is asked after it")
      }
      next = one.after.flatMap { after in all.first { $0.name == after.question } }
    }
    return nil
  }

  /// Two questions or answers that could not be told apart in a catalog.
  private static func collision(in questions: [Question]) -> Problem? {
    guard questions.reduce(0, { $0 + $1.answers.count }) <= largestAnswerCount else {
      return Problem(
        question: "", text: "must have at most \(largestAnswerCount) answers altogether")
    }
    var seen: Set<String> = []
    for question in questions {
      let names =
        question.isTag
        ? [question.name] : question.answers.map { "\(question.name)_\($0.name)" }
      guard names.allSatisfy({ seen.insert($0.lowercased()).inserted }) else {
        return Problem(question: question.name, text: "has a name that stands twice")
      }
    }
    return nil
  }
}

// MARK: Settings

/// The order of questions is that of the settings, so a list is kept; a mapping is read as well.
extension QuestionList: Codable {
  public init(from decoder: any Decoder) throws {
    if var list = try? decoder.unkeyedContainer() {
      var found: [Question] = []
      while !list.isAtEnd { found.append(try list.decode(NamedQuestion.self).question) }
      questions = found
    } else {
      let values = try decoder.container(keyedBy: AnyName.self)
      questions = try values.allKeys.map { key in
        try values.decode(QuestionEntry.self, forKey: key).question(named: key.stringValue)
      }
    }
    guard let problem = Self.problem(in: questions) else { return }
    let place = problem.question.isEmpty ? [] : [AnyName(stringValue: problem.question)]
    throw DecodingError.dataCorrupted(
      .init(codingPath: decoder.codingPath + place, debugDescription: problem.text))
  }

  public func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    for question in questions { try list.encode(NamedQuestion(question: question)) }
  }
}

/// What a question's name stands for.
private struct QuestionEntry: Decodable {
  let answers: [Question.Answer]
  let tag: String?
  let voters: Question.Voters?
  let after: Question.Parent?

  enum CodingKeys: String, CodingKey, CaseIterable { case answers, voters, after, tag }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    tag = try values.wordIfPresent(.tag)
    if tag != nil, let other = values.allKeys.first(where: { $0 != .tag }) {
      throw values.diagnostic(other, "does not go with a tag, which is a column of yes and no")
    }
    guard tag == nil else {
      (answers, voters, after) = ([], nil, nil)
      return
    }
    let columns = try values.nestedContainer(keyedBy: AnyName.self, forKey: .answers)
    answers = try columns.allKeys.map {
      Question.Answer($0.stringValue, column: try columns.word($0))
    }
    voters = try values.decodeIfPresent(Question.Voters.self, forKey: .voters)
    after = try values.decodeIfPresent(Question.Parent.self, forKey: .after)
  }

  func question(named name: String) -> Question {
    tag.map { Question(name, tag: $0) }
      ?? Question(name, answers: answers, voters: voters, after: after)
  }
}

/// A question in a list, with its answers in a list, for objects of JSON have no order.
private struct NamedQuestion: Codable {
  let question: Question

  private struct NamedAnswer: Codable { let name, column: String }
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case name, answers, voters, after, tag
  }

  init(question: Question) { self.question = question }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let name = try values.word(.name)
    if let tag = try values.wordIfPresent(.tag) {
      question = Question(name, tag: tag)
      return
    }
    question = Question(
      name,
      answers: try values.decode([NamedAnswer].self, forKey: .answers).map {
        Question.Answer($0.name, column: $0.column)
      }, voters: try values.decodeIfPresent(Question.Voters.self, forKey: .voters),
      after: try values.decodeIfPresent(Question.Parent.self, forKey: .after))
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(question.name, forKey: .name)
    guard !question.isTag else {
      return try values.encode(question.answers[0].column, forKey: .tag)
    }
    try values.encode(
      question.answers.map { NamedAnswer(name: $0.name, column: $0.column) }, forKey: .answers)
    try values.encodeIfPresent(question.voters, forKey: .voters)
    try values.encodeIfPresent(question.after, forKey: .after)
  }
}

extension Question.Voters: Codable {
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else {
      self = .column(try Word(from: decoder).text)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .column(let name): try value.encode(name)
    case .number(let number): try value.encode(number)
    }
  }
}

extension Question.Parent: Codable {
  public init(from decoder: any Decoder) throws {
    let parts = try Word(from: decoder).text
      .split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "must be a question and its answer, such as shape.round"))
    }
    self.init(parts[0], parts[1])
  }

  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    try value.encode(description)
  }
}

extension VoteLoss: SettingsWord {}
