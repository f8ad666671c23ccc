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
      networkSection, changeSection, trainingSection, checkSection,
      publishedSection, provenanceSection,
    ].compactMap { $0 }
  }

  /// A page that is also well-formed XML.
  public func html() -> String {
    let sections = sections
    let links = sections.map { section -> Markup in
      "<li><a href=\"#\(section.identifier)\">\(section.title)</a></li>"
    }
    var writer = BlockWriter()
    var body: [Markup] = []
    for section in sections { body.append(writer.markup(section)) }
    let abstract = context.abstract.map { text -> Markup in "<p class=\"abstract\">\(text)</p>\n" }
    let page: Markup = """
      <!DOCTYPE html>
      <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <title>\(context.title)</title>
      <style>
      \(StyleSheet.markup)</style>
      </head>
      <body>
      <header>
      <h1>\(context.title)</h1>
      \(abstract)<nav><ol>\(links)</ol></nav>
      </header>
      <main>
      \(body)</main>
      </body>
      </html>

      """
    return page.text
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
