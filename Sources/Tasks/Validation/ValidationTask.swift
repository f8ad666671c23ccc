public import Evaluation
import Files
import Numbers
import Reports
public import Tables

/// Evaluates a labelled catalog against a column of true classes.
public struct ValidationTask: Sendable {
  /// A catalog of ours, or any table with a column of predicted classes.
  public var catalog: String
  /// Which table of a FITS file that holds several; chosen by its columns where `nil`.
  public var hdu: HDUSelection?
  /// The column of true classes.
  public var truth: String
  /// The column of predicted classes; `skysort_class` or `class` where `nil`.
  public var predicted: String?
  public var survey = SurveyChoice.recognised
  /// The mix of classes to state purity for, besides the catalog's own.
  public var prior: ClassPrior?
  /// Which rows are evaluated; all where `nil`.
  public var condition: RowCondition?
  /// The model that labelled the catalog, which knows the rows it learned from; looked for beside
  /// the catalog where `nil`.
  public var model: String?
  /// A folder for `report.html` and `report.json`; none is written where `nil`.
  public var reportFolder: String?
  /// Seed of the bootstrap.
  public var seed: UInt64 = 0

  public init(catalog: String, truth: String) {
    self.catalog = catalog
    self.truth = truth
  }

  /// What `validate` prints.
  public struct Outcome: Sendable, Encodable {
    public let metrics: ClassificationMetrics
    /// Rows of the catalog, evaluated or not.
    public let rowCount: Int
    /// Rows left out because they have no true or no predicted class.
    public let unlabelledRows: Int
    /// The page, where one was written.
    public let reportPath: String?
    /// Of the rows evaluated; `nil` where no model is at hand that knows its rows.
    public let trainedOn: RowsTrainedOn?
    /// The rows that were evaluated, as the user chose them, and how many are meant.
    public let condition: String?
    public let chosenRows: Int
    /// What was done to make truth and predictions comparable.
    public let notes: [String]

    /// What the user should know of the rows.
    public var warnings: [String] {
      guard let trainedOn, trainedOn.isNotable else { return tableWarnings }
      return tableWarnings + ["\(trainedOn.sentence); the figures flatter it"]
    }

    /// Of how the table was read.
    let tableWarnings: [String]

    private enum CodingKeys: String, CodingKey {
      case trainedOn = "trained_on"
      case condition = "where"
      case chosenRows = "chosen_rows"
    }

    /// The figures, and what is said of the rows where there is something to say.
    public func encode(to encoder: any Encoder) throws {
      try metrics.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodeIfPresent(trainedOn, forKey: .trainedOn)
      guard let condition else { return }
      try container.encode(condition, forKey: .condition)
      try container.encode(chosenRows, forKey: .chosenRows)
    }
  }

  public func run() throws -> Outcome {
    try InputFiles([catalog, model, survey.file]).refuse(ReportFolder.files(in: reportFolder))
    let labelled = try LabelledCatalog(
      path: catalog, hdu: hdu, truth: truth, predicted: predicted, survey: survey,
      condition: condition, model: model)
    guard labelled.chosenRows > 0 || labelled.rowCount == 0 else {
      throw SkysortError(
        path: catalog, problem: "has no row where \(condition?.text ?? "")",
        fix: "Check the values of the columns with `skysort inspect`.")
    }
    var options = EvaluationOptions()
    options.prior = prior
    options.seed = seed
    let report = ValidationReport(
      labelled.predictions, options: options, context: try context(labelled))
    let page = try reportFolder.map { try ReportFolder($0).write(report).page }
    return Outcome(
      metrics: report.metrics, rowCount: labelled.rowCount,
      unlabelledRows: labelled.unlabelledRows, reportPath: page, trainedOn: labelled.trainedOn,
      condition: condition?.text, chosenRows: labelled.chosenRows, notes: labelled.notes,
      tableWarnings: labelled.warnings.map { "\(catalog): \($0)" })
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
    if let condition {
      context.checks.append(
        .init(
          "Rows evaluated",
          "\(labelled.chosenRows) of \(labelled.rowCount), where "
            + condition.text))
    }
    if let trainedOn = labelled.trainedOn {
      context.checks.append(
        .init(
          "Rows that \(trainedOn.model) learned from",
          "\(trainedOn.found) of \(trainedOn.rows); "
            + "\(Int(clamping: trainedOn.expectedByChance.rounded())) would seem so by chance",
          verdict: trainedOn.isNotable ? .warning : .pass))
    }
    context.checks += labelled.notes.map { .init("Names of classes", $0, verdict: .warning) }
    context.provenance = [.init("Tool", Version.tool)]
    let stated = [ReportContext.Entry].models(in: labelled.header, of: Paths.name(of: catalog))
    let named = try model.map { path throws(SkysortError) in
      try [ReportContext.Entry].model(path)
    }
    // The header says more of the model, where both are one.
    let isStated = named?.last.map(stated.contains) ?? true
    context.provenance += isStated ? stated : named ?? []
    context.provenance += [
      .init("True class", truth), .init("Predicted class", labelled.predictedColumn),
    ]
    context.provenance += .prior(prior?.fractions)
    if let condition { context.provenance.append(.init("Rows evaluated", condition.text)) }
    context.provenance.append(.init("Seed of the bootstrap", "\(seed)"))
    return context
  }
}
