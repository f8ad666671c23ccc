import Evaluation
import Sky

extension ValidationReport {
  /// Accuracy of trusted and doubtful rows.
  var flagSection: ReportSection? {
    guard let flags = metrics.flags, metrics.rows > 0 else { return nil }
    let groups =
      [
        ("no flag", "class_flags = 0", flags.unflagged),
        ("any flag", "class_flags ≠ 0", flags.flagged),
      ]
      + flags.bits.map { group in
        let known = QualityFlags.registry.first { $0.name == group.name }
        return (group.name, known?.description ?? "", group)
      }
    let rows = groups.map { name, meaning, group in
      [
        name, meaning, Numeral.grouped(group.rows),
        Numeral.percent(Double(group.rows) / Double(metrics.rows)),
        Numeral.full(group.accuracy, 3),
      ]
    }
    return ReportSection(
      identifier: "flags", title: "Flags",
      blocks: [
        .table(
          CaptionedTable(
            title: "Accuracy by flag",
            caption: "A row may carry several flags. Intervals are Wilson's.",
            table: DataTable(
              [
                .text("Flag"), .text("Meaning"), .number("Rows"), .number("Fraction"),
                .number("Accuracy"),
              ], rows: rows)))
      ])
  }
}
