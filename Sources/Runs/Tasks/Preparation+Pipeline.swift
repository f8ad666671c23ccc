import Preprocessing
import Settings
import Tasks

extension IngestTask: PipelineTask, TableReading {
  init() { self.init(table: "", output: "table.fits", summary: "summary.json") }

  static let inputSettings: [Setting<IngestTask>] = [
    .text("table", \.table, "A table in any format that can be read.").required
  ]
  static let settings: [Setting<IngestTask>] = Setting.tableChoices

  mutating func move(to place: TaskPlace) {
    table = place.input(table)
    (output, summary) = (place.output(output), place.output(summary))
  }

  func execute(
    progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> TaskResult {
    let outcome = try run(progress: progress, interruption: interruption)
    return TaskResult(
      summary: "\(outcome.rows) rows, \(outcome.survey)", warnings: outcome.warnings,
      metrics: ["rows": Double(outcome.rows)])
  }
}

extension SplitTask: PipelineTask, TableReading, TableDividing {
  init() { self.init(table: "", output: "table.fits") }

  static let inputSettings: [Setting<SplitTask>] = [
    .text("table", \.table, "The table that is divided.").required
  ]
  static let settings: [Setting<SplitTask>] =
    Setting.divisionChoices + [
      .text("column", \.column, "The new column's name."),
      .seed("seed", \.split.seed, "Seed of the division; the run's by default."),
      .text("output", \.output, "The table's file name; its ending picks the format."),
    ] + Setting.tableChoices

  mutating func move(to place: TaskPlace) {
    (table, output) = (place.input(table), place.output(output))
    split.seed = place.seed ?? split.seed
  }

  func execute(
    progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> TaskResult {
    let outcome = try run()
    let parts = SplitPart.allCases.map { ($0.rawValue, outcome.rows[$0] ?? 0) }
    return TaskResult(
      summary: parts.map { "\($1) \($0)" }.joined(separator: ", "), warnings: outcome.warnings,
      metrics: Dictionary(uniqueKeysWithValues: parts.map { ("\($0)_rows", Double($1)) }))
  }
}

/// What tasks that divide a table have in common.
protocol TableDividing: PipelineTask {
  var split: SplitOptions { get set }
}

extension Setting where Group: TableDividing {
  /// How the table is divided.
  static var divisionChoices: [Setting] {
    [
      .part("split", \.split.strategy, "How rows are divided."),
      .number(
        "test_fraction", \.split.testFraction, .fractionOrOne,
        "The fraction of rows that the test takes."),
      .number(
        "validation_fraction", \.split.validationFraction, .fractionOrOne,
        "The fraction of rows that the validation takes."),
      .text("group", \.split.groupColumn, "A column whose equal values stay together."),
      .number(
        "group_radius", \.split.groupRadius, .upTo(3600),
        "Arcseconds within which rows are one source."),
    ]
  }
}

extension TableDividing {
  /// Fractions that leave nothing to train on.
  var conflict: (name: String, problem: String)? {
    guard split.testFraction + split.validationFraction >= 1 else { return nil }
    return (
      "test_fraction",
      "and validation_fraction, \(split.testFraction) and \(split.validationFraction), must add up"
        + " to less than 1 to leave something to train on"
    )
  }
}
