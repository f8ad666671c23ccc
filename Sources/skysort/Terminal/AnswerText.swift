import Evaluation
import Reports
import Tasks

/// What a person reads of a training on questions.
enum AnswerText {
  static func lines(_ outcome: TrainedClassifier) -> [String] {
    let parts = [("validation", outcome.validationAnswers), ("test", outcome.testAnswers)]
    let headlines = parts.compactMap { name, metrics in
      metrics.map { "  \(name.padding(to: 18)) \(headline($0))" }
    }
    guard let evaluated = outcome.testAnswers ?? outcome.validationAnswers else { return headlines }
    return headlines + evaluated.questions.flatMap(lines)
  }

  private static func headline(_ metrics: AnswerMetrics) -> String {
    let rows = "\(ProgressLine.grouped(metrics.rows)) rows"
    guard metrics.fractionError.value.value != nil else { return rows }
    var text = "RMSE \(figure(metrics.fractionError)) on \(rows)"
    if let all = metrics.fractionErrorOfAll { text += "; of all voters \(figure(all))" }
    return text
  }

  private static func lines(_ question: QuestionFigures) -> [String] {
    if let tag = question.tag {
      let precision = tag.ranking.averagePrecision.value.map { Numeral.figure($0) } ?? "–"
      let f1 = tag.f1.value.map { Numeral.figure($0) } ?? "–"
      return [
        "    \(question.name.padding(to: 30)) average precision \(precision), F1 \(f1), "
          + "\(tag.positives) of \(question.rows)"
      ]
    }
    return question.answers.map { answer in
      "    \("\(question.name).\(answer.name)".padding(to: 30)) RMSE "
        + "\(figure(answer.fractionError)) on \(question.rows)"
    }
  }

  private static func figure(_ error: AnswerMetrics.FractionError) -> String {
    guard let value = error.value.value else { return "–" }
    return Numeral.figure(value) + (error.ofUsual.map { " (mean \(Numeral.figure($0)))" } ?? "")
  }
}

extension TrainedClassifier {
  /// Classes, or questions.
  var targets: [String] {
    classes.isEmpty ? (testAnswers ?? validationAnswers)?.questions.map(\.name) ?? [] : classes
  }
}
