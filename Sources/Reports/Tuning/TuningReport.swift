import Evaluation

/// A search for settings.
public struct TuningReport: Reportable {
  public let record: TuningRecord
  public let title: String
  public let inputs: [ReportContext.InputFile]
  public let provenance: [ReportContext.Entry]
  /// The settings found, as YAML.
  public let settings: String

  public init(
    _ record: TuningRecord, title: String, settings: String,
    inputs: [ReportContext.InputFile] = [], provenance: [ReportContext.Entry] = []
  ) {
    self.record = record
    self.title = title
    self.settings = settings
    self.inputs = inputs
    self.provenance = provenance
  }

  public var report: Report {
    Report(
      title: title,
      sections: [
        resultSection, settingSection, influenceSection, trialSection,
        .provenance(provenance, inputs: inputs),
      ],
      payload: RecordedPayload(record: record, inputs: inputs, provenance: provenance))
  }
}

extension TuningReport {
  private var resultSection: ReportSection {
    var blocks: [Block] = [.paragraph(lead), .table(roundTable)]
    if let test = record.test { blocks.append(.table(testTable(test))) }
    return ReportSection(identifier: "result", title: "Result", blocks: blocks)
  }

  private var lead: Markup {
    let loss = Numeral.fixed(record.bestTrial?.scores.last?.logLoss, 4)
    let given = Numeral.fixed(record.given?.scores.last?.logLoss, 4)
    guard record.best > 0 else {
      return """
        No drawn configuration had a smaller log-loss on the validation rows than the one given, \
        \(given): the best is the one given.
        """
    }
    return """
      Trial \(record.best) has the smallest log-loss on the validation rows, \(loss) against \
      \(given) of the configuration given. It was chosen among many by this very number, which \
      therefore flatters it; the test rows, which no trial saw, do not.
      """
  }

  private var roundTable: CaptionedTable {
    CaptionedTable(
      title: "Rounds",
      caption: """
        Every trial is trained briefly, and the best third of each round goes on to the next, \
        where it is trained anew for longer. The configuration given stands beside the last, \
        trained for as many epochs whatever its recipe says.
        """,
      table: DataTable(
        [.number("Epochs"), .number("Trials"), .number("Least validation log-loss")],
        rows: record.rounds.enumerated().map { index, round in
          let scores = record.drawn.compactMap { trial in
            trial.scores.indices.contains(index) ? trial.scores[index].logLoss : nil
          }
          return [
            String(round.epochs), Numeral.grouped(round.trials),
            Numeral.fixed(scores.min(), 4),
          ]
        }))
  }

  private func testTable(_ test: TuningRecord.Test) -> CaptionedTable {
    let probability = Numeral.short(test.differences.test.probability)
    return CaptionedTable(
      title: "On the test rows",
      caption: """
        Evaluated once, after the choice; 95 % intervals. Those of the differences are from rows \
        drawn in pairs. McNemar's test: counts at least as unequal come about by chance with \
        probability \(probability).
        """,
      table: DataTable(
        [.text("Figure"), .number("Best"), .number("Given"), .number("Best less given")],
        rows: [
          [
            "Accuracy", Numeral.full(test.best.accuracy, 4), Numeral.full(test.given.accuracy, 4),
            Numeral.full(test.differences.accuracy, 4),
          ],
          [
            "Balanced accuracy", Numeral.full(test.best.balancedAccuracy, 4),
            Numeral.full(test.given.balancedAccuracy, 4),
            Numeral.full(test.differences.balancedAccuracy, 4),
          ],
          [
            "Log-loss", Numeral.full(test.best.logLoss, 4), Numeral.full(test.given.logLoss, 4),
            Numeral.full(test.differences.logLoss, 4),
          ],
        ]))
  }

  private var settingSection: ReportSection {
    let lines = settings.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      [line.map { $0 == " " ? "\u{a0}" : String($0) }.joined()]
    }
    return ReportSection(
      identifier: "settings", title: "The settings found",
      blocks: [
        .table(
          CaptionedTable(
            title: "best.yaml", caption: "For --config of train.",
            table: DataTable([.code("Settings")], rows: lines), isHeaded: false))
      ])
  }
}
