import ArgumentParser
import Tasks

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what is in a file, and which survey it seems to come from.",
    discussion: """
      Prints HDUs, rows, and each column's type, unit, range and missing values; and how the \
      columns were recognised: identifier, position, bands, labels, and what leaks the class; and \
      of every other column why it is not used. With --describe a survey descriptor is written \
      instead, for --survey; what it guesses is marked.

        skysort inspect survey.fits
        skysort inspect mine.fits --describe > mine.yaml
      """)

  @Argument(help: "FITS, CSV, TSV or ECSV files; .gz and .bz2 too.")
  var files: [String]

  @Option(
    help: """
      Survey whose conventions the tables follow: a name, a YAML file, or a model that keeps one.
      """)
  var survey: String?

  @Flag(help: "Write a survey descriptor of the table, with a comment on everything it guesses.")
  var describe = false

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  private struct Several: Encodable {
    let files: [Inspection]
  }

  func validate() throws {
    guard !describe || files.count == 1 else {
      throw ValidationError("--describe is for one table; found \(files.count) files.")
    }
  }

  func run() throws {
    let inspections = try files.map {
      try Inspection($0, survey: SurveyChoice(survey), hdu: tables.hdu, describes: describe)
    }
    if describe, !common.json {
      for warning in inspections[0].warnings { common.say("warning: \(warning)") }
      return try StandardOutput.print(inspections[0].descriptor ?? "", terminator: "")
    }
    let text = inspections.map(InspectionText.text).joined(separator: "\n\n")
    if inspections.count == 1 {
      try common.report(inspections[0], text: text)
    } else {
      try common.report(Several(files: inspections), text: text)
    }
  }
}
