import Files

/// The doors to tables in text files.
enum TextTable {
  static func open(_ path: String, kind: FileKind) throws(SkysortError) -> any TableReader {
    try refuse(kind, path)
    let sample = try TextSample(path: path)
    var layout =
      ECSVHeader.begins(sample)
      ? try ECSVHeader(sample).layout() : try TextSniffer(sample).layout()
    layout.form = sample.form
    return try TextReader(layout)
  }

  static func create(
    _ path: String, format: TableFormat, isCompressed: Bool, copying input: any TableReader,
    adding added: [ColumnInfo], header: [HeaderEntry], history: [String]
  ) throws(SkysortError) -> any TableWriter {
    let encoder = TextRowEncoder(format: format, copying: input, adding: added)
    var heading: [UInt8] = []
    if format == .ecsv {
      heading +=
        ECSVHeaderText(
          schema: input.schema, added: added, header: header, history: history,
          delimiter: encoder.delimiter
        ).bytes
    }
    heading += encoder.names
    return try TextWriter(
      path: path, heading: heading, isCompressed: isCompressed, encoder: encoder)
  }

  /// Refuses what is not a text, by its name.
  private static func refuse(_ kind: FileKind, _ path: String) throws(SkysortError) {
    switch kind {
    case .text: return
    case .xml:
      throw SkysortError(
        path: path, problem: "this is XML; if it is a VOTable, that format is not read",
        fix: "Convert it to FITS or ECSV, for instance with astropy or TOPCAT.")
    case .empty:
      throw SkysortError(path: path, problem: "the file is empty", fix: "Check its origin.")
    default:
      throw SkysortError(
        path: path, problem: "this is not a table but \(kind.explanation)",
        fix: "Name a FITS, CSV, TSV or ECSV table.")
    }
  }
}
