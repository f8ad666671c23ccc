extension ReportSection {
  /// What made this report, exactly enough to make it again.
  static func provenance(
    _ provenance: [ReportContext.Entry], inputs: [ReportContext.InputFile]
  ) -> ReportSection? {
    var blocks =
      provenance.isEmpty ? [] : [Block.facts("Provenance", provenance, as: .code("Value"))]
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

  /// Facts alone; `nil` without any.
  static func facts(
    _ identifier: String, title: String, _ entries: [ReportContext.Entry]
  ) -> ReportSection? {
    entries.isEmpty
      ? nil : ReportSection(identifier: identifier, title: title, blocks: [.facts(title, entries)])
  }
}

extension Block {
  /// A name and a value in each line; what has no value has none.
  static func facts(
    _ title: String, _ entries: [ReportContext.Entry],
    as column: DataTable.Column = .text("Value")
  ) -> Block {
    .table(
      CaptionedTable(
        title: title, caption: "",
        table: DataTable(
          [.text("What"), column],
          rows: entries.filter { !$0.value.isEmpty }.map { [$0.name, $0.value] }),
        isHeaded: false))
  }
}
