public import Evaluation

/// How good a classification is, or answers to questions.
public struct ValidationReport: Reportable {
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

  private var sections: [ReportSection?] {
    if answered != nil {
      return [
        answerSummarySection, fractionSection, tagSection, networkSection, trainingSection,
        checkSection, publishedSection, provenanceSection,
      ]
    }
    return [
      summarySection, confusionSection, rankingSection, calibrationSection, magnitudeSection,
      baselineSection, colourSection, skySection, flagSection, mistakeSection, imageSection,
      networkSection, changeSection, learningCurveSection, trainingSection, checkSection,
      publishedSection, provenanceSection,
    ]
  }

  /// With `metrics` as `validate` prints them, `curves` and `context`; of questions with `answers`
  /// as `train` prints them, and `context`.
  public var report: Report {
    Report(
      title: context.title, abstract: context.abstract, sections: sections,
      payload: answerMetrics.map { Content(answers: $0, context: context) }
        ?? Content(metrics: metrics, curves: curves, context: context))
  }

  private struct Content: Encodable, Sendable {
    var metrics: ClassificationMetrics?
    var curves: EvaluationCurves?
    var answers: AnswerMetrics?
    let context: ReportContext
  }
}
