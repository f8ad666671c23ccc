import ArgumentParser
import Evaluation
import Reports
import Tables
import Tasks

struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Evaluates a labelled catalog against known classes.",
    discussion: """
      Works on any table with a column of predicted and one of true classes; probabilities \
      (p_NAME), flags, magnitudes and positions are used where they are.

        skysort validate catalog.fits --truth true_class --report report
      """)

  @Argument(help: "A labelled catalog: FITS, CSV, TSV or ECSV.")
  var catalog: String

  @Option(help: "Column of the true classes.")
  var truth: String

  @Option(help: "Column of the predicted classes; skysort_class or class where absent.")
  var predicted: String?

  @Option(help: "Folder for report.html and report.json.")
  var report: String?

  @Option(help: "Survey whose conventions the table follows: a name or a YAML file.")
  var survey: String?

  @Option(help: "Mix of classes to state purity for, as A=0.7,B=0.3.")
  var prior: PriorArgument?

  @Option(
    name: .customLong("where"), help: "Which rows to evaluate, as \"part = 'test' and r < 20\".")
  var condition: String?

  @Option(
    help: """
      Model that labelled the catalog, which knows the rows it learned from; the one beside the \
      catalog where absent.
      """)
  var model: String?

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    var task = ValidationTask(catalog: catalog, truth: truth)
    task.condition = try condition.map { try RowCondition($0) }
    task.model = model
    task.predicted = predicted
    task.survey = SurveyChoice(survey)
    task.hdu = tables.hdu
    task.prior = prior.flatMap { ClassPrior($0.fractions) }
    task.reportFolder = report
    task.seed = common.seed
    if let warning = prior?.warning { common.say(warning) }
    let outcome = try task.run()
    for note in outcome.notes { common.say(note) }
    if outcome.unlabelledRows > 0 {
      common.say("\(outcome.unlabelledRows) rows without a class were left out.")
    }
    for warning in outcome.warnings { common.say("warning: \(warning)") }
    try common.report(
      outcome, text: Summary.text(outcome.metrics, page: outcome.reportPath))
  }
}

/// A mix of classes as the command line has it: `STAR=0.7,GALAXY=0.3`.
struct PriorArgument: ExpressibleByArgument {
  let fractions: [String: Double]

  init?(argument: String) {
    var fractions: [String: Double] = [:]
    for part in argument.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1)
      guard sides.count == 2, let value = Double(sides[1]), value >= 0, value.isFinite,
        fractions.updateValue(value, forKey: String(sides[0])) == nil
      else { return nil }
    }
    guard fractions.values.contains(where: { $0 > 0 }) else { return nil }
    self.fractions = fractions
  }

  /// Where the fractions are scaled because they do not sum to 1.
  var warning: String? {
    // Sorted, for a dictionary has another order every time.
    let sum = fractions.values.sorted().reduce(0, +)
    guard abs(sum - 1) > 1e-6 else { return nil }
    return "warning: --prior sums to \(Numeral.figure(sum)), not 1; its fractions are scaled to 1."
  }
}
