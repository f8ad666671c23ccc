import Files

/// A table in a text file, being read.
final class TextReader: TableReader {
  let path: String
  let schema: TableSchema
  let warnings: [String]
  let layout: TextLayout
  /// By column, whether some cell begins a spreadsheet formula.
  let hasFormulas: [Bool]
  /// By column.
  let notations: [NumberNotation]
  private let scan: TextScan
  private var stream: RecordStream

  var format: TableFormat { layout.format }
  var rowCount: Int? { scan.rowCount }

  /// Looks at every cell once, then stands before the first row.
  init(_ layout: TextLayout) throws(SkysortError) {
    self.layout = layout
    path = layout.path
    scan = try TextScan(layout)
    notations = try scan.notations(layout)
    schema = TableSchema(
      columns: scan.columns(of: layout, notations), metadata: layout.metadata)
    hasFormulas = scan.profiles.map { $0.traits.contains(.formula) }
    warnings =
      layout.notes + scan.warnings(layout) + scan.notationWarnings(layout, notations)
    stream = try RecordStream(layout)
  }

  func next(maximumRows: Int) throws(SkysortError) -> (any TableChunk)? {
    precondition(maximumRows > 0, "expected a positive number of rows, found \(maximumRows)")
    guard let block = try stream.next(maximumRows: maximumRows) else { return nil }
    return TextChunk(
      block: block, layout: layout, schema: schema, hasFormulas: hasFormulas,
      notations: notations)
  }
}

extension TextScan {
  /// The columns, typed by their header where it says and their cells agree, else by the cells.
  func columns(of layout: TextLayout, _ notations: [NumberNotation]) -> [ColumnInfo] {
    var columns: [ColumnInfo] = []
    for (index, profile) in profiles.enumerated() {
      var info = layout.declared?[index] ?? ColumnInfo(name: layout.names[index], type: .string)
      if !layout.isTyped
        || (layout.format != .ecsv && !profile.fits(info.type, notations[index]))
      {
        info.type = profile.type(notations[index])
      }
      if info.type == .string { info.width = profile.width }
      columns.append(info)
    }
    return columns
  }

  func warnings(_ layout: TextLayout) -> [String] {
    var warnings: [String] = []
    if layout.form.encoding != .utf8 {
      warnings.append("The text is in \(layout.form.encoding.rawValue), and read as such.")
    }
    if layout.form.endsLinesWithReturns {
      warnings.append("Lines end with a carriage return alone, and are read as such.")
    }
    if foreignBytes > 0 {
      warnings.append(
        "\(foreignBytes) bytes are no UTF-8, and read as Windows-1252 (Latin-1): check letters "
          + "beyond ASCII.")
    }
    return warnings
      + zip(layout.names, profiles).compactMap { name, profile in
        guard profile.holdsRoundedIdentifiers else { return nil }
        return "Column \(name) holds large numbers in exponent form, as a spreadsheet leaves of "
          + "identifiers: they are no longer unique."
      }
  }
}
