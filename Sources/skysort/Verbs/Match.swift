public import ArgumentParser
import Reports
import Tables
public import Tasks

struct Match: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Adds the columns of another catalog's same sources.",
    discussion: """
      Sources are the same where both catalogs have one survey's identifier, it identifies their \
      rows and it agrees, else where their positions lie within the tolerance; partners never lie \
      farther apart. Every cell of the first catalog is kept; \
      the other's columns stand behind them, and `separation` in arcseconds. Names the first \
      catalog has already become match_NAME.

        skysort match photometry.fits spectra.csv --tolerance 1 --keep class,z -o both.fits

      Of several sources within the tolerance, best takes those that are each other's nearest, \
      nearest takes the nearest of every row, all writes a row for every pair.
      """)

  @Argument(help: "The catalog whose rows are written: FITS, CSV, TSV or ECSV.")
  var catalog: String

  @Argument(help: "The catalog whose columns are added.")
  var other: String

  @Option(name: [.short, .customLong("output")], help: "Table to write; its ending is the format.")
  var output: String

  @Option(help: "Arcseconds that positions of one source may differ by.")
  var tolerance = 1.0

  @Option(name: .customLong("by"), help: "What sources are known by: position, id or auto.")
  var key = MatchKey.auto

  @Option(help: "Which sources belong together: best, nearest or all.")
  var mode = MatchMode.best

  @Option(help: "Rows without a partner: left keeps them, inner leaves them out.")
  var join = MatchJoin.left

  @Option(help: "Columns of the other catalog to write, separated by commas; all where absent.")
  var keep: String?

  @Option(name: .customLong("ra"), help: "Column of right ascension, degrees.")
  var rightAscension: String?

  @Option(name: .customLong("dec"), help: "Column of declination, degrees.")
  var declination: String?

  @Option(
    name: .customLong("id"),
    help: "Column of identifiers, or several that identify together, separated by commas.")
  var identifier: String?

  @Option(help: "Where the table is in its file: a number from 0, or a name.")
  var hdu: String?

  @Option(name: .customLong("other-ra"), help: "The same of the other catalog.")
  var otherRightAscension: String?

  @Option(name: .customLong("other-dec"), help: "The same of the other catalog.")
  var otherDeclination: String?

  @Option(name: .customLong("other-id"), help: "The same of the other catalog.")
  var otherIdentifier: String?

  @Option(name: .customLong("other-hdu"), help: "The same of the other catalog.")
  var otherHDU: String?

  @Option(
    help: """
      Survey whose names of columns go before those recognised, in both catalogs: a name, a YAML \
      file, or a model that keeps one.
      """)
  var survey: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    try ValidationError.check(
      "--tolerance", tolerance, in: MatchTask.tolerances, unit: "arcseconds")
    guard (rightAscension == nil) == (declination == nil),
      (otherRightAscension == nil) == (otherDeclination == nil)
    else {
      throw ValidationError("Name both columns: --ra and --dec, or --other-ra and --other-dec.")
    }
  }

  func run() async throws {
    let (progress, finish) = common.progress()
    let signals = SignalWatch()
    let outcome = try await task().run(progress: progress, interruption: signals.interruption)
    finish()
    for warning in outcome.warnings { common.say("warning: \(warning)") }
    try common.report(outcome, text: Self.text(outcome))
  }

  private func task() -> MatchTask {
    var task = MatchTask(catalog: catalog, other: other, output: output)
    task.catalog = Self.input(catalog, hdu, rightAscension, declination, identifier)
    task.other = Self.input(
      other, otherHDU, otherRightAscension, otherDeclination, otherIdentifier)
    task.catalog.survey = SurveyChoice(survey)
    task.other.survey = SurveyChoice(survey)
    (task.key, task.mode, task.join) = (key, mode, join)
    task.tolerance = tolerance
    task.kept = keep.map { $0.split(separator: ",").map(String.init) }
    task.threads = common.threads
    return task
  }

  private static func input(
    _ path: String, _ hdu: String?, _ right: String?, _ declination: String?,
    _ identifier: String?
  ) -> MatchInput {
    var input = MatchInput(path: path)
    input.hdu = hdu.map(HDUSelection.init)
    (input.rightAscension, input.declination) = (right, declination)
    input.identifier = identifier
    return input
  }

  private static func text(_ outcome: MatchTask.Outcome) -> String {
    func line(_ name: String, _ count: Int) -> String {
      "  \(name.padding(to: 24)) \(ProgressLine.grouped(count))"
    }
    var lines = [
      "\(ProgressLine.grouped(outcome.matched)) of \(ProgressLine.grouped(outcome.rows)) rows "
        + "matched by \(outcome.key.rawValue)"
        + (outcome.identifier.isEmpty ? "" : " (\(outcome.identifier.joined(separator: ", ")))"),
      line("ambiguous", outcome.ambiguous), line("wanted more than once", outcome.duplicates),
      line("without a partner", outcome.unmatched),
      line("of the other catalog", outcome.unmatchedOther),
    ]
    if outcome.beyondTolerance > 0 {
      lines.append(line("of one identifier, apart", outcome.beyondTolerance))
    }
    if outcome.unusable + outcome.unusableOther > 0 {
      lines.append(line("that cannot be matched", outcome.unusable + outcome.unusableOther))
    }
    if let median = outcome.medianSeparation {
      lines.append("  \("median separation".padding(to: 24)) \(Numeral.figure(median))″")
    }
    return (lines + outcome.outputs.map(\.path)).joined(separator: "\n")
  }
}

extension MatchKey: ExpressibleByArgument {}
extension MatchMode: ExpressibleByArgument {}
extension MatchJoin: ExpressibleByArgument {}
