import ArgumentParser
import Evaluation
import Runs
import Tables
import Tasks

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compares labelled catalogs of the same objects.",
    discussion: """
      Objects are matched by identifier, or by position where none identifies the rows of every \
      catalog; they never lie farther apart than the tolerance. Every catalog is compared with the first: which \
      objects changed class and, where true classes are known, by how much the figures differ \
      (bootstraps in pairs), whether by more than chance (McNemar's test), and purity and \
      completeness against magnitude.

        skysort compare cut.fits network.fits --truth true_class --report comparison
        skysort compare runs/a runs/b --truth true_class

      A run's folder stands for the catalog that its latest run labelled; what the records of \
      runs say differently (parameters, settings, inputs, program) is told too.
      """)

  @Argument(help: "Labelled catalogs (FITS, CSV, TSV or ECSV) or folders of runs, two or more.")
  var catalogs: [String]

  @Option(help: "Column of the true classes, in one catalog or more; agreement alone without it.")
  var truth: String?

  @Option(help: "Names for the legend, with commas between; the files' names where absent.")
  var names: String?

  @Option(help: "Task whose catalog to compare, of runs that label several.")
  var task: String?

  @Option(help: "Column of the predicted classes; skysort_class or class where absent.")
  var predicted: String?

  @Option(
    help: """
      Column that tells objects apart, or several that do together, separated by commas; the \
      recognised one where absent.
      """)
  var identifier: String?

  @Option(help: "Arcseconds that rows of one object lie apart at most.")
  var tolerance = 1.0

  @Option(
    name: .customLong("where"),
    help: "Which rows to compare, of catalogs that have the columns, as \"part = 'test'\".")
  var condition: String?

  @Option(help: "Column of magnitudes to plot against; the recognised one where absent.")
  var magnitude: String?

  @Option(help: "Fraction of a class's objects to find where purities are compared.")
  var completeness = 0.95

  @Option(help: "Images of the first catalog's rows: a column, a folder, or a file of cutouts.")
  var images: String?

  @Option(help: "Folder for compare.html, compare.json and flipped.csv.")
  var report: String?

  @Option(help: "Survey whose conventions the tables follow: a name or a YAML file.")
  var survey: String?

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    var task = try ComparisonTask(of: catalogs, task: self.task)
    task.truth = truth
    task.names = names.map { $0.split(separator: ",").map(String.init) } ?? task.names
    task.predicted = predicted
    task.identifier = identifier
    task.tolerance = tolerance
    task.condition = try condition.map { try RowCondition($0) }
    task.magnitude = magnitude
    task.completeness = completeness
    task.images = images
    task.survey = SurveyChoice(survey)
    task.hdu = tables.hdu
    task.reportFolder = report
    task.seed = common.seed
    let outcome = try task.run()
    for warning in outcome.warnings { common.say("warning: \(warning)") }
    try common.report(outcome, text: ComparisonText(outcome).text)
  }
}
