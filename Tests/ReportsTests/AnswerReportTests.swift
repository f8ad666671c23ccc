import Evaluation
import Reports
import Testing

struct AnswerReportTests {
  private static func report(rows: Int) -> ValidationReport {
    let made = (0..<rows).map { Float($0 % 97) / 96 }
    let questions = [
      AnsweredQuestions.Question(
        name: "form & more", answers: ["round", "<flat>"], isTag: false, hasConcentration: true,
        parent: nil),
      .init(
        name: "edge", answers: ["yes", "no"], isTag: false, hasConcentration: true,
        parent: .init(question: 0, answer: 1)),
      .init(
        name: "bar", answers: ["yes", "no"], isTag: true, hasConcentration: false, parent: nil),
    ]
    func votes(_ fraction: Float) -> [Float] {
      let tag: Float = fraction > 0.5 ? 1 : 0
      return [
        30 * fraction, 30 - 30 * fraction, 15 - 15 * fraction, 15 - 15 * fraction, tag, 1 - tag,
      ]
    }
    func fractions(_ fraction: Float) -> [Float] {
      [0.9 * fraction, 1 - 0.9 * fraction, 0.4, 0.6, fraction * fraction, 1 - fraction * fraction]
    }
    let half = [Float](repeating: 0.5, count: 6)
    let answered = AnsweredQuestions(
      questions: questions, votes: made.flatMap(votes), fractions: made.flatMap(fractions),
      concentrations: made.flatMap { _ in [Float](arrayLiteral: 40, 20, .nan) },
      usualFractions: .init(ofAsked: half, ofAll: half))
    var context = ReportContext()
    context.title = "Made answers"
    context.checks = [.init("Split", "random")]
    return ValidationReport(answered, context: context)
  }

  /// Few rows are drawn as points, many as shades.
  @Test(arguments: [40, 4000])
  func `questions and tags have tables and figures on a sound page`(rows: Int) {
    let page = Self.report(rows: rows).html()
    let reader = PageReader(page)
    #expect(reader.failure == nil)
    let sections = reader.all("section").compactMap { $0.attributes["id"] }
    #expect(sections == ["summary", "fractions", "tags", "split"])
    for words in ["form &amp; more", "&lt;flat&gt;", "Precision–recall of tags", "of all voters"] {
      #expect(page.contains(words), "\(words)")
    }
    for word in ["confusion", "nan"] { #expect(!page.contains(word), "\(word)") }
  }

  @Test func `the figures are those that programs read`() {
    let json = Self.report(rows: 40).json()
    for key in [
      "\"answers\"", "\"rmse_of_training_mean\"", "\"average_precision\"", "\"log_loss\"",
    ] {
      #expect(json.contains(key), "\(key)")
    }
    #expect(!json.contains("confusion"))
  }
}
