public import Evaluation
import Files
import Reports
import Tables

/// Evaluates a labelled catalog against a column of true classes.
public struct ValidationTask: Sendable {
  /// A catalog of ours, or any table with a column of predicted classes.
  public var catalog: String
  /// The column of true classes.
  public var truth: String
  /// The column of predicted classes; `skysort_class` or `class` where `nil`.
  public var predicted: String?
  public var survey = SurveyChoice.recognised
  /// The mix of classes to state purity for, besides the catalog's own.
  public var prior: ClassPrior?
  /// A folder for `report.html` and `report.json`; none is written where `nil`.
  public var reportFolder: String?
  /// Seed of the bootstrap.
  public var seed: UInt64 = 0

  public init(catalog: String, truth: String) {
    self.catalog = catalog
    self.truth = truth
  }

  /// What `validate` prints.
  public struct Outcome: Sendable {
    public let metrics: ClassificationMetrics
    /// Rows of the catalog, evaluated or not.
    public let rowCount: Int
    /// Rows left out because they have no true or no predicted class.
    public let unlabelledRows: Int
    /// The page, where one was written.
    public let reportPath: String?
    /// What was done to make truth and predictions comparable.
    public let notes: [String]
  }

  public func run() throws -> Outcome {
    let labelled = try LabelledCatalog(
      path: catalog, truth: truth, predicted: predicted, survey: survey)
    var options = EvaluationOptions()
    options.prior = prior
    options.seed = seed
    let report = ValidationReport(
      labelled.predictions, options: options, context: try context(labelled))
    let page = try reportFolder.map { try ReportFolder($0).write(report) }
    return Outcome(
      metrics: report.metrics, rowCount: labelled.rowCount,
      unlabelledRows: labelled.unlabelledRows, reportPath: page, notes: labelled.notes)
  }

  private func context(_ labelled: LabelledCatalog) throws -> ReportContext {
    var context = ReportContext()
    context.title = "Validation of \(Paths.name(of: catalog))"
    context.inputs = [
      .init(
        path: Paths.name(of: catalog), sha256: try Digest.sha256(ofFile: catalog),
        rows: labelled.rowCount)
    ]
    if labelled.unlabelledRows > 0 {
      context.checks = [
        .init(
          "Rows without a true or predicted class", "\(labelled.unlabelledRows), left out",
          verdict: .warning)
      ]
    }
    context.checks += labelled.notes.map { .init("Names of classes", $0, verdict: .warning) }
    context.provenance = [
      .init("Tool", Version.tool), .init("True class", truth),
      .init("Seed of the bootstrap", "\(seed)"),
    ]
    return context
  }
}
