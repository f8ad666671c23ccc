import ArgumentParser
import Tasks

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what is in a file, and which survey it seems to come from.",
    discussion: """
      Prints HDUs, rows, and each column's type, unit, range and missing values; and how the \
      columns were recognised: identifier, position, bands, labels, and what leaks the class.

        skysort inspect survey.fits
      """)

  @Argument(help: "FITS, CSV, TSV or ECSV files; .gz and .bz2 too.")
  var files: [String]

  @Option(help: "Survey whose conventions the tables follow: a name or a YAML file.")
  var survey: String?

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  private struct Several: Encodable {
    let files: [Inspection]
  }

  func run() throws {
    let inspections = try files.map {
      try Inspection($0, survey: SurveyChoice(survey), hdu: tables.hdu)
    }
    let text = inspections.map(InspectionText.text).joined(separator: "\n\n")
    if inspections.count == 1 {
      try common.report(inspections[0], text: text)
    } else {
      try common.report(Several(files: inspections), text: text)
    }
  }
}
