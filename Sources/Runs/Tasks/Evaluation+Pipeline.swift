import Evaluation
import Files
import Reports
import Settings
import Tables
import Tasks

extension ValidationTask: PipelineTask, TableReading {
  init() { self.init(catalog: "", truth: "true_class") }

  static let inputSettings: [Setting<ValidationTask>] = [
    .text("catalog", \.catalog, "A catalog with true classes.").required,
    .text("model", \.model, "The model that made it, which knows the rows it learned from."),
  ]
  static let settings: [Setting<ValidationTask>] =
    [
      .text("truth", \.truth, "The column of true classes."),
      .text("predicted", \.predicted, "The column of predicted classes."),
      .reading("prior", .part, "The mix of classes to evaluate for, by class.") {
        guard let prior = ClassPrior($1) else {
          throw SkysortError(
            path: "", problem: "needs numbers of 0 or more that are not all 0", exitCode: .usage)
        }
        $0.prior = prior
      },
      .reading("where", .text, "Which rows are evaluated.") {
        $0.condition = try RowCondition($1)
      },
    ] + Setting.tableChoices

  mutating func move(to place: TaskPlace) {
    catalog = place.input(catalog)
    model = model.map(place.input)
    reportFolder = place.folder
    seed = place.seed ?? seed
  }

  func execute(
    progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> TaskResult {
    let metrics = try run().metrics
    var result = TaskResult()
    result.summary = metrics.accuracy.value.map { "accuracy \(Numeral.figure($0))" } ?? ""
    result.metrics["accuracy"] = metrics.accuracy.value
    result.metrics["balanced_accuracy"] = metrics.balancedAccuracy.value
    return result
  }
}

extension ComparisonTask: PipelineTask, TableReading {
  init() { self.init(catalogs: []) }

  static let inputSettings: [Setting<ComparisonTask>] = [
    .texts("catalogs", \.catalogs, "The others are compared with the first.").required,
    .text("images", \.images, "Images of the first catalog's rows."),
  ]
  static let settings: [Setting<ComparisonTask>] =
    [
      .text("truth", \.truth, "The column of true classes; agreement alone is told without."),
      .texts("names", \.names, "What the catalogs are called."),
      .text("predicted", \.predicted, "The column of predicted classes."),
      .text("identifier", \.identifier, "The column that names an object."),
      .text("magnitude", \.magnitude, "The column to compare by brightness."),
      .number(
        "completeness", \.completeness, .fractionOrOne, "At which purities are compared."),
      .number("tolerance", \.tolerance, .positive, "Arcseconds within which positions match."),
      .reading("where", .text, "Which rows are compared.") {
        $0.condition = try RowCondition($1)
      },
    ] + Setting.tableChoices

  mutating func move(to place: TaskPlace) {
    catalogs = catalogs.map(place.input)
    images = images.map(place.input)
    reportFolder = place.folder
    seed = place.seed ?? seed
  }

  func execute(
    progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> TaskResult {
    let runs = try ComparedRuns(catalogs, task: nil)
    var task = self
    task.catalogs = runs.catalogs
    task.names = names ?? runs.names
    task.differences = runs.differences
    return TaskResult(summary: "\(try task.run().comparison.rows.rowCount) objects")
  }
}
