extension ReportSection {
  /// What made this report, exactly enough to make it again.
  static func provenance(
    _ provenance: [ReportContext.Entry], inputs: [ReportContext.InputFile]
  ) -> ReportSection? {
    var blocks: [Block] = []
    if !provenance.isEmpty {
      blocks.append(
        .table(
          CaptionedTable(
            title: "Provenance", caption: "",
            table: DataTable(
              [.text("What"), .code("Value")],
              rows: provenance.map { [$0.name, $0.value] }), isHeaded: false)))
    }
    if !inputs.isEmpty {
      blocks.append(
        .table(
          CaptionedTable(
            title: "Inputs", caption: "",
            table: DataTable(
              [.code("File"), .number("Rows"), .code("SHA-256")],
              rows: inputs.map {
                [$0.path, $0.rows.map(Numeral.grouped) ?? Numeral.undefined, $0.sha256]
              }))))
    }
    guard !blocks.isEmpty else { return nil }
    return ReportSection(identifier: "provenance", title: "Provenance", blocks: blocks)
  }
}
