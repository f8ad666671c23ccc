public import Evaluation
import FoundationEssentials

/// How good a classification is, for people (`html`) and for programs (`json`).
///
/// The page is one file: drawings and style are inside, nothing is fetched and no script runs.
/// The same predictions, options and context give the same bytes.
public struct ValidationReport: Sendable {
  public let metrics: ClassificationMetrics
  public let context: ReportContext
  let predictions: LabelledPredictions
  let curves: EvaluationCurves

  public init(
    _ predictions: LabelledPredictions, options: EvaluationOptions = .init(),
    context: ReportContext = .init()
  ) {
    self.predictions = predictions
    self.context = context
    metrics = ClassificationMetrics(of: predictions, options: options)
    curves = EvaluationCurves(of: predictions, options: options)
  }

  /// Sections in reading order; those without data are left out.
  private var sections: [ReportSection] {
    [
      summarySection, confusionSection, rankingSection, calibrationSection, magnitudeSection,
      baselineSection, colourSection, skySection, flagSection, mistakeSection, pictureSection,
      networkSection, trainingSection, checkSection,
      publishedSection, provenanceSection,
    ].compactMap { $0 }
  }

  /// A page that is also well-formed XML.
  public func html() -> String {
    ReportPage(title: context.title, abstract: context.abstract, sections: sections).html()
  }

  /// One object: `metrics` as `validate` prints them, `curves` and `context`.
  public func json() -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      let content = Content(metrics: metrics, curves: curves, context: context)
      return String(decoding: try encoder.encode(content), as: UTF8.self) + "\n"
    } catch {
      preconditionFailure("expected an encodable report, found \(error)")
    }
  }

  private struct Content: Encodable {
    let metrics: ClassificationMetrics
    let curves: EvaluationCurves
    let context: ReportContext
  }
}
