import Settings
import Tables
import Tasks

/// What tasks that put a table through a model have in common.
protocol TableMappingTask: PipelineTask, TableReading {
  var model: String { get set }
  /// One table.
  var inputs: [String] { get set }
  var images: String? { get set }
  var output: String { get set }
  var threads: Int { get set }
}

extension TableMappingTask {
  static var inputSettings: [Setting<Self>] {
    [
      .text("model", \.model, "The model.").required,
      .text("table", \.inputs[0], "The table that is put through it.").required,
      .text("images", \.images, "A column of names, a folder, or a file of cutouts."),
    ]
  }

  var imageTable: (path: String, hdu: HDUSelection?, images: String?)? { (inputs[0], hdu, images) }

  mutating func move(to place: TaskPlace) {
    (model, inputs) = (place.input(model), inputs.map(place.input))
    images = images.map(place.input)
    output = place.output(output)
    threads = place.threads
  }
}

extension ClassificationTask: TableMappingTask {
  init() { self.init(model: "", inputs: [""], output: "catalog.fits") }

  static let settings: [Setting<ClassificationTask>] =
    [
      .part("prior", \.prior, "The mix of classes that is expected, by class."),
      .text("output", \.output, "The catalog's file name; its ending picks the format."),
    ] + Setting.tableChoices

  func execute(
    progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> TaskResult {
    let outcome = try await run(progress: progress, interruption: interruption)
    return TaskResult(
      summary: "\(outcome.rows) rows", warnings: outcome.warnings,
      metrics: ["rows": Double(outcome.rows)])
  }
}

extension EncodingTask: TableMappingTask {
  init() { self.init(model: "", inputs: [""], output: "latent.fits") }

  static let settings: [Setting<EncodingTask>] =
    [
      .choice(
        "test_time_augmentation", \.testTimeAugmentation, of: [1, 4, 8],
        "Ways images are turned and mirrored."),
      .text("output", \.output, "The table's file name; its ending picks the format."),
    ] + Setting.tableChoices

  func execute(
    progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> TaskResult {
    let outcome = try await run(progress: progress, interruption: interruption)
    var result = TaskResult(
      summary: "\(outcome.rows) rows in \(outcome.width) dimensions", warnings: outcome.warnings,
      metrics: ["rows": Double(outcome.rows)])
    result.metrics["reconstruction_error"] = outcome.meanReconstructionError
    return result
  }
}

extension ProjectionTask: PipelineTask, TableReading {
  init() { self.init(input: "", output: "map.fits") }

  static let inputSettings: [Setting<ProjectionTask>] = [
    .text("table", \.input, "The table with the space.").required
  ]
  static let settings: [Setting<ProjectionTask>] =
    [
      .texts("columns", \.columns, "Columns that make the space; the embedding by default."),
      .part("make", \.projections, "What is made of it."),
      .count("neighbours", \.neighbours, in: 2...200, "Neighbours of each row."),
      .number(
        "min_distance", \.minimumDistance, .fractionOrOne, "How near points of the map may be."),
      .count("components", \.components, in: 1...100, "Principal components."),
      .text("label", \.label, "The column of classes that the report colours by."),
      .seed("seed", \.seed, "Seed of the map; the run's by default."),
      .text("output", \.output, "The table's file name; its ending picks the format."),
    ] + Setting.tableChoices

  mutating func move(to place: TaskPlace) {
    (input, output) = (place.input(input), place.output(output))
    reportFolder = place.folder
    seed = place.seed ?? seed
    threads = place.threads
  }

  func execute(
    progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> TaskResult {
    let outcome = try run(progress: progress, interruption: interruption)
    var result = TaskResult(summary: "\(outcome.points) of \(outcome.rows) rows")
    result.metrics["trustworthiness"] = outcome.figures.trustworthiness
    return result
  }
}
