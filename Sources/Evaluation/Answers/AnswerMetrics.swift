import Glibc

/// How good predicted answers are.
public struct AnswerMetrics: Hashable, Sendable {
  /// Rows evaluated, each with an answer to one question or more.
  public let rows: Int
  public let questions: [QuestionFigures]
  /// Over all answers to questions put to a vote, of rows that were asked.
  public let fractionError: FractionError
  /// The same as fractions of all voters, whether a row was asked or not, predictions multiplied
  /// down the tree; what the Galaxy Zoo challenge evaluated by. `nil` where no question follows
  /// another.
  ///
  /// - Source: Dieleman, Willett & Dambre 2015, MNRAS 450, 1441, section 3.
  public let fractionErrorOfAll: FractionError?

  /// A root mean square of predicted less observed fractions.
  public struct FractionError: Hashable, Sendable {
    public let value: Estimate
    /// Of always saying the training rows' mean; `nil` where that is not known.
    public let ofUsual: Double?
  }

  public init(of answered: AnsweredQuestions, options: EvaluationOptions = .init()) {
    rows = answered.rowCount
    questions = answered.questions.indices.map { index in
      QuestionFigures(answered, question: index, options: options)
    }
    let asked = answered.errorsOfAsked
    let stream = EvaluationOptions.Stream.answers
    fractionError = FractionError(
      value: asked.rootMean(options.bootstrap, stream: stream),
      ofUsual: answered.usualFractions.flatMap { answered.errors(ofUsual: $0.ofAsked).rootMean })
    let hasTree = answered.questions.contains { $0.parent != nil }
    fractionErrorOfAll =
      hasTree
      ? FractionError(
        value: answered.errorsOfAll(nil).rootMean(options.bootstrap, stream: stream + 1),
        ofUsual: answered.usualFractions.flatMap { answered.errorsOfAll($0.ofAll).rootMean })
      : nil
  }
}

/// One question's figures.
public struct QuestionFigures: Hashable, Sendable {
  public let name: String
  public let isTag: Bool
  /// Rows that were asked.
  public let rows: Int
  public let answers: [AnswerFigures]
  /// The mean negative natural logarithm of the votes' probability.
  public let logLoss: Estimate
  /// Of a tag.
  public let tag: TagFigures?

  public struct AnswerFigures: Hashable, Sendable {
    public let name: String
    /// Mean fraction of the votes.
    public let meanFraction: Double?
    public let fractionError: AnswerMetrics.FractionError
  }

  init(_ answered: AnsweredQuestions, question index: Int, options: EvaluationOptions) {
    let question = answered.questions[index]
    let range = answered.ranges[index]
    let asked = answered.rows(asked: range)
    let stream = EvaluationOptions.Stream.answers + 256 * UInt64(index + 1)
    name = question.name
    isTag = question.isTag
    rows = asked.count
    answers = zip(question.answers, range).enumerated().map { place, pair in
      let (name, answer) = pair
      let pairs = answered.pairs(ofAnswer: answer)
      func errors(_ predicted: Double?) -> MeanOfRows {
        MeanOfRows(pairs.map { MeanOfRows.squared((predicted ?? $0.predicted) - $0.observed) })
      }
      return AnswerFigures(
        name: name,
        meanFraction: pairs.isEmpty
          ? nil : pairs.reduce(0) { $0 + $1.observed } / Double(pairs.count),
        fractionError: .init(
          value: errors(nil).rootMean(options.bootstrap, stream: stream + UInt64(place)),
          ofUsual: answered.usualFractions.flatMap { errors(Double($0.ofAsked[answer])).rootMean }))
    }
    logLoss = MeanOfRows(asked.map { (answered.logLoss($0, question: index), 1) })
      .mean(options.bootstrap, stream: stream + 254)
    tag =
      question.isTag
      ? TagFigures(
        scores: asked.map { answered.fractions[$0 * answered.answerCount + range.lowerBound] },
        isPositive: asked.map { answered.votes[$0 * answered.answerCount + range.lowerBound] > 0 },
        options: options, stream: stream + 255)
      : nil
  }
}

/// How well a tag is told.
public struct TagFigures: Hashable, Sendable {
  public let positives: Int
  public let ranking: RankingFigures
  /// Where `yes` is said from a probability of 0.5 on.
  public let f1: Estimate

  init(scores: [Float], isPositive: [Bool], options: EvaluationOptions, stream: UInt64) {
    positives = isPositive.count { $0 }
    ranking = RankingFigures(
      ScoreRanking(scores: scores, isPositive: isPositive), bootstrap: options.bootstrap,
      stream: stream)
    var cells = [Double](repeating: 0, count: 4)
    for (score, truth) in zip(scores, isPositive) {
      cells[(score >= 0.5 ? 2 : 0) + (truth ? 1 : 0)] += 1
    }
    f1 =
      options.bootstrap.intervals(
        around: [Self.f1(cells)], cells: cells, stream: stream + 1 << 32, bounds: 0...1
      ) { [Self.f1($0)] }[0]
  }

  /// Of rows not said and false, not said and true, said and false, said and true; `nil` where
  /// nothing is said or true.
  private static func f1(_ cells: [Double]) -> Double? {
    let sum = 2 * cells[3] + cells[1] + cells[2]
    return sum > 0 ? 2 * cells[3] / sum : nil
  }
}
