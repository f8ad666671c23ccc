import Files

/// A table in a text file, being read.
final class TextReader: TableReader {
  let path: String
  let schema: TableSchema
  let warnings: [String]
  let layout: TextLayout
  /// By column, whether some cell begins a spreadsheet formula.
  let hasFormulas: [Bool]
  private let scan: TextScan
  private var stream: RecordStream

  var format: TableFormat { layout.format }
  var rowCount: Int? { scan.rowCount }

  /// Looks at every cell once, then stands before the first row.
  init(_ layout: TextLayout) throws(SkysortError) {
    self.layout = layout
    path = layout.path
    scan = try TextScan(layout)
    schema = TableSchema(columns: scan.columns(of: layout), metadata: layout.metadata)
    hasFormulas = scan.profiles.map { $0.traits.contains(.formula) }
    warnings = scan.warnings(layout)
    stream = try RecordStream(layout)
  }

  func next(maximumRows: Int) throws(SkysortError) -> (any TableChunk)? {
    precondition(maximumRows > 0, "expected a positive number of rows, found \(maximumRows)")
    guard let block = try stream.next(maximumRows: maximumRows) else { return nil }
    return TextChunk(block: block, layout: layout, schema: schema, hasFormulas: hasFormulas)
  }
}

extension TextScan {
  /// The columns, typed by their header where it says and their cells agree, else by the cells.
  func columns(of layout: TextLayout) -> [ColumnInfo] {
    var columns: [ColumnInfo] = []
    for (index, profile) in profiles.enumerated() {
      var info = layout.declared?[index] ?? ColumnInfo(name: layout.names[index], type: .string)
      if !layout.isTyped || (layout.format != .ecsv && !profile.fits(info.type)) {
        info.type = profile.type
      }
      if info.type == .string { info.width = profile.width }
      columns.append(info)
    }
    return columns
  }

  func warnings(_ layout: TextLayout) -> [String] {
    zip(layout.names, profiles).compactMap { name, profile in
      guard profile.holdsRoundedIdentifiers else { return nil }
      return "Column \(name) holds large numbers in exponent form, as a spreadsheet leaves of "
        + "identifiers: they are no longer unique."
    }
  }
}
