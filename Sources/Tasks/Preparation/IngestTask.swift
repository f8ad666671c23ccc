import Files
import Settings
package import Tables

/// Makes any table that can be read one of FITS, and says beside it what is in it.
///
/// Every column and keyword stays; `SKYSURV` says which survey the columns were recognised as.
package struct IngestTask: Sendable {
  package var table: String
  /// Which table of a FITS file that holds several; chosen by its columns where `nil`.
  package var hdu: HDUSelection?
  package var output: String
  package var survey = SurveyChoice.recognised
  /// What `inspect` says of the table, as JSON.
  package var summary: String

  package init(table: String, output: String, summary: String) {
    self.table = table
    self.output = output
    self.summary = summary
  }

  package struct Outcome {
    package let rows: Int
    package let survey: String
    package let warnings: [String]
  }

  private static let chunkRows = 65_536

  package func run(progress: ProgressHandler, interruption: Interruption) throws -> Outcome {
    try InputFiles([table, survey.file]).refuse([output])
    let inspection = try Inspection(table, survey: survey, hdu: hdu)
    let reader = try TableFile.open(table, hdu: hdu)
    let recognition = try survey.recognise(reader.schema, path: table, needsPhotometry: false)
    let writer = try TableFile.create(
      output, copying: reader, header: Self.header(recognition.columns),
      history: ["Read from \(Paths.name(of: table)) by \(Version.tool)."])
    var rows = 0
    while let chunk = try reader.next(maximumRows: Self.chunkRows) {
      try interruption.check()
      let nothing = Table(columns: [], rowCount: chunk.rowCount)
      try writer.append(writer.encoder.encode(chunk, adding: nothing))
      rows += chunk.rowCount
      progress(
        .init(
          activity: "reading \(table)", completed: rows, total: reader.rowCount, unit: "rows"))
    }
    let written = try writer.finish()
    try write(inspection)
    return Outcome(
      rows: rows, survey: recognition.columns.survey,
      warnings: inspection.warnings + written.warnings)
  }

  private static func header(_ columns: PhotometryColumns) -> [HeaderEntry] {
    [
      HeaderEntry("SKYTOOL", .text(Version.tool), comment: "read by"),
      HeaderEntry("SKYSURV", .text(columns.survey), comment: "survey of the columns"),
    ]
  }

  /// The folder is left out, so that a run elsewhere writes the same.
  private func write(_ inspection: Inspection) throws {
    let text = CanonicalJSON.encode(inspection)
    let tree = try JSONReader.read(Array(text.utf8)[...], path: table)
    let members = tree.members.map { member in
      member.name == "path"
        ? StructuredValue.Member(
          name: "path", value: .init(.text(Paths.name(of: table)), line: 1)) : member
    }
    try AtomicFile.write(
      StableJSON.text(StructuredValue(.mapping(members), line: 1)), to: summary)
  }
}
