extension ValidationReport {
  /// How rows were parted, and whether anything leaked from one part to another.
  var checkSection: ReportSection? {
    guard !context.checks.isEmpty else { return nil }
    let marks: [ReportContext.Check.Verdict: String] = [
      .pass: "✓ passed", .warning: "! warning", .failure: "✗ failed", .information: "",
    ]
    return ReportSection(
      identifier: "split", title: "Split and leakage",
      blocks: [
        .table(
          CaptionedTable(
            title: "Split and leakage check",
            caption: "What the model learnt from and what it is evaluated on must be apart.",
            table: DataTable(
              [.text("Check"), .text("Found"), .text("Verdict")],
              rows: context.checks.map { [$0.name, $0.value, marks[$0.verdict] ?? ""] })))
      ])
  }

  /// Figures from the literature.
  var publishedSection: ReportSection? {
    guard !context.published.isEmpty else { return nil }
    return ReportSection(
      identifier: "published", title: "Published figures",
      blocks: [
        .table(
          CaptionedTable(
            title: "Figures to stand beside",
            caption: "Evaluated on other rows than these; for orientation only.",
            table: DataTable(
              [.text("Data"), .text("Result"), .text("Source")],
              rows: context.published.map { [$0.data, $0.result, $0.source] })))
      ])
  }

  /// What made this report, exactly enough to make it again.
  var provenanceSection: ReportSection? {
    .provenance(context.provenance, inputs: context.inputs)
  }
}
