import Evaluation
import Numbers

extension ValidationReport {
  /// How well questions are answered, in words and figures.
  var answerSummarySection: ReportSection? {
    guard let metrics = answerMetrics else { return nil }
    var blocks: [Block] = [
      .paragraph("<span class=\"lead\">\(sentences(metrics))</span>")
    ]
    if metrics.questions.contains(where: { !$0.isTag }) {
      blocks.append(
        .table(
          CaptionedTable(
            title: "Questions put to a vote",
            caption: """
              Root mean square of predicted less observed fraction, of rows whose voters were asked; \
              beside it that of always saying the training rows' mean. The log-loss is of all answers of \
              a question together. Intervals hold 95 %.
              """, table: questionTable(metrics))))
    }
    if metrics.questions.contains(where: \.isTag) {
      blocks.append(
        .table(
          CaptionedTable(
            title: "Tags", caption: "Yes is said from a probability of 0.5 on.",
            table: tagTable(metrics))))
    }
    return ReportSection(identifier: "summary", title: "Summary", blocks: blocks)
  }

  private func sentences(_ metrics: AnswerMetrics) -> String {
    var parts = ["\(Numeral.grouped(metrics.rows)) rows are evaluated."]
    if metrics.fractionError.value.value != nil {
      parts.append(
        "Predicted fractions of votes differ from observed ones by "
          + "\(Numeral.full(metrics.fractionError.value, 4)) (root mean square)"
          + beside(metrics.fractionError) + ".")
    }
    if let all = metrics.fractionErrorOfAll, all.value.value != nil {
      parts.append(
        "As fractions of all voters, asked or not, the difference is "
          + Numeral.full(all.value, 4) + beside(all) + ".")
    }
    return parts.joined(separator: " ")
  }

  private func beside(_ error: AnswerMetrics.FractionError) -> String {
    error.ofUsual.map {
      ", where always saying the training rows' mean gives \(Numeral.fixed($0, 4))"
    } ?? ""
  }

  private func questionTable(_ metrics: AnswerMetrics) -> DataTable {
    DataTable(
      [
        .text("Question"), .text("Answer"), .number("Rows asked"), .number("Mean fraction"),
        .number("RMS difference"), .number("of the mean"), .number("Log-loss"),
      ],
      rows: metrics.questions.filter { !$0.isTag }.flatMap { question in
        question.answers.map { answer in
          [
            question.name, answer.name, Numeral.grouped(question.rows),
            Numeral.fixed(answer.meanFraction, 3),
            Numeral.full(answer.fractionError.value, 4),
            Numeral.fixed(answer.fractionError.ofUsual, 4),
            Numeral.full(question.logLoss, 3),
          ]
        }
      })
  }

  private func tagTable(_ metrics: AnswerMetrics) -> DataTable {
    DataTable(
      [
        .text("Tag"), .number("Rows"), .number("Yes"), .number("Average precision"),
        .number("ROC area"), .number("F1"), .number("Log-loss"),
      ],
      rows: metrics.questions.compactMap { question in
        question.tag.map { tag in
          [
            question.name, Numeral.grouped(question.rows), Numeral.grouped(tag.positives),
            Numeral.full(tag.ranking.averagePrecision, 3),
            Numeral.full(tag.ranking.areaUnderROC, 3), Numeral.full(tag.f1, 3),
            Numeral.full(question.logLoss, 3),
          ]
        }
      })
  }

  // MARK: Questions put to a vote

  /// Predicted against observed fractions, a panel for each question.
  var fractionSection: ReportSection? {
    guard let answered else { return nil }
    let figures = zip(answered.questions, answered.ranges).filter { !$0.0.isTag }
      .map { fractionFigure(answered, $0.0, $0.1) }
    guard !figures.isEmpty else { return nil }
    return ReportSection(
      identifier: "fractions", title: "Predicted and observed fractions",
      blocks: figures.map { .figure($0) })
  }

  private func fractionFigure(
    _ answered: AnsweredQuestions, _ question: AnsweredQuestions.Question, _ range: Range<Int>
  ) -> Figure {
    let pairs = range.map { answered.pairs(ofAnswer: $0) }
    let diagonal = Mark.line(
      [PlotPoint(x: 0, y: 0), PlotPoint(x: 1, y: 1)],
      SeriesStyle(hue: .faint, dash: "1 3", width: 1))
    let panels = pairs.enumerated().map { place, pairs in
      Plot(
        title: question.answers[place], xAxis: .unit("predicted fraction"),
        yAxis: .unit("observed fraction"),
        marks: [
          diagonal, Self.cloud(pairs, SeriesStyle(series: place)),
          .line(Self.course(pairs), SeriesStyle(hue: .ink, width: 1.6)),
        ], width: 240, height: 220)
    }
    return Figure(
      title: question.name,
      caption: """
        Each row that was asked, by the fraction that is predicted of an answer and the fraction it \
        had. The line is the mean observed fraction of rows predicted alike; dotted, where they agree.
        """, panels: panels, twin: courseTable(question, pairs))
  }

  private typealias Pair = (predicted: Double, observed: Double)

  /// Points while there are few, shades of how many once there are many.
  private static func cloud(_ pairs: [Pair], _ style: SeriesStyle) -> Mark {
    guard pairs.count > 1500 else {
      return .points(
        pairs.map { PlotPoint(x: $0.predicted, y: $0.observed) }, style, radius: 1.6)
    }
    let side = 40
    var counts = [Int](repeating: 0, count: side * side)
    func place(_ value: Double) -> Int {
      min(side - 1, max(0, Int(clamping: value * Double(side))))
    }
    for pair in pairs { counts[place(pair.observed) * side + place(pair.predicted)] += 1 }
    let largest = Double(counts.max() ?? 1).squareRoot()
    func edges(_ index: Int) -> ClosedRange<Double> {
      Double(index) / Double(side)...Double(index + 1) / Double(side)
    }
    return .cells(
      counts.indices.filter { counts[$0] > 0 }.map { index in
        Mark.Cell(
          x: edges(index % side), y: edges(index / side),
          weight: Double(counts[index]).squareRoot() / largest)
      }, style)
  }

  /// The mean observed fraction in tenths of the predicted one.
  private static func tenths(_ pairs: [Pair]) -> [(count: Int, predicted: Double, observed: Double)]
  {
    var bins = [(count: Int, predicted: Double, observed: Double)](
      repeating: (0, 0, 0), count: 10)
    for pair in pairs {
      let bin = min(9, max(0, Int(clamping: 10 * pair.predicted)))
      bins[bin].count += 1
      bins[bin].predicted += pair.predicted
      bins[bin].observed += pair.observed
    }
    return bins.map { bin in
      let count = Double(max(1, bin.count))
      return (bin.count, bin.predicted / count, bin.observed / count)
    }
  }

  private static func course(_ pairs: [Pair]) -> [PlotPoint] {
    tenths(pairs).filter { $0.count > 2 }.map { PlotPoint(x: $0.predicted, y: $0.observed) }
  }

  private func courseTable(
    _ question: AnsweredQuestions.Question, _ pairs: [[Pair]]
  ) -> DataTable {
    DataTable(
      [
        .text("Answer"), .number("Rows"), .number("Predicted fraction"),
        .number("Observed fraction"),
      ],
      rows: zip(question.answers, pairs).flatMap { name, pairs in
        Self.tenths(pairs).filter { $0.count > 0 }.map {
          [
            name, Numeral.grouped($0.count), Numeral.fixed($0.predicted, 3),
            Numeral.fixed($0.observed, 3),
          ]
        }
      })
  }
}
