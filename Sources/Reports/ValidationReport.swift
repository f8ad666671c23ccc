public import Evaluation

/// How good a classification is, or answers to questions, for people (`html`) and for programs
/// (`json`).
///
/// The page is one file: drawings and style are inside, nothing is fetched and no script runs.
/// The same predictions, options and context give the same bytes.
public struct ValidationReport: Sendable {
  public let metrics: ClassificationMetrics
  public let context: ReportContext
  let predictions: LabelledPredictions
  let curves: EvaluationCurves
  /// Where questions are answered instead of classes told.
  public let answerMetrics: AnswerMetrics?
  let answered: AnsweredQuestions?

  public init(
    _ predictions: LabelledPredictions, options: EvaluationOptions = .init(),
    context: ReportContext = .init()
  ) {
    self.predictions = predictions
    self.context = context
    metrics = ClassificationMetrics(of: predictions, options: options)
    curves = EvaluationCurves(of: predictions, options: options)
    (answerMetrics, answered) = (nil, nil)
  }

  /// Of answers to questions.
  public init(
    _ answered: AnsweredQuestions, options: EvaluationOptions = .init(),
    context: ReportContext = .init()
  ) {
    self.context = context
    self.answered = answered
    answerMetrics = AnswerMetrics(of: answered, options: options)
    predictions = LabelledPredictions(classes: [], truth: [], predicted: [])
    metrics = ClassificationMetrics(of: predictions, options: options)
    curves = EvaluationCurves(of: predictions, options: options)
  }

  /// Sections in reading order; those without data are left out.
  private var sections: [ReportSection] {
    if answered != nil {
      return [
        answerSummarySection, fractionSection, tagSection, networkSection, trainingSection,
        checkSection, publishedSection, provenanceSection,
      ].compactMap(\.self)
    }
    return [
      summarySection, confusionSection, rankingSection, calibrationSection, magnitudeSection,
      baselineSection, colourSection, skySection, flagSection, mistakeSection, imageSection,
      networkSection, changeSection, learningCurveSection, trainingSection, checkSection,
      publishedSection, provenanceSection,
    ].compactMap { $0 }
  }

  /// A page that is also well-formed XML.
  public func html() -> String {
    ReportPage(title: context.title, abstract: context.abstract, sections: sections).html()
  }

  /// One object: `metrics` as `validate` prints them, `curves` and `context`; of questions
  /// `answers` as `train` prints them, and `context`.
  public func json() -> String {
    ReportPage.json(
      answerMetrics.map { Content(answers: $0, context: context) }
        ?? Content(metrics: metrics, curves: curves, context: context))
  }

  private struct Content: Encodable {
    var metrics: ClassificationMetrics?
    var curves: EvaluationCurves?
    var answers: AnswerMetrics?
    let context: ReportContext
  }
}
