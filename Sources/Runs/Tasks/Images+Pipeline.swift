import Images
import Settings
import Tasks

extension DetectionTask: PipelineTask {
  init() { self.init(image: "", output: "sources.fits") }

  static let inputSettings: [Setting<DetectionTask>] = [
    .text("image", \.image, "Where sources are looked for.").required,
    .reading("bands", .texts, "Images to measure in, as BAND=FILE.") {
      (task, files: [String]) in task.bands = files.map { ImageChoice($0) }
    },
  ]
  static let settings: [Setting<DetectionTask>] = [
    .number("threshold", \.extraction.threshold, .positive, "In units of the noise."),
    .reading("zero_point", .number(.finite), "The magnitude of a flux of 1, in every band.") {
      $0.zeroPoints[""] = $1
    },
    .text("hdu", \.hdu, "Where the images are in their files, by number or name."),
    .text("output", \.output, "The table's file name; its ending picks the format."),
  ]

  mutating func move(to place: TaskPlace) {
    (image, output) = (place.input(image), place.output(output))
    bands = bands.map(place.input)
    threads = place.threads
  }

  func execute(
    progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> TaskResult {
    let outcome = try run(progress: progress, interruption: interruption)
    return TaskResult(
      summary: "\(outcome.sources) sources", warnings: outcome.warnings,
      metrics: ["sources": Double(outcome.sources)])
  }
}

extension CutoutTask: PipelineTask {
  init() { self.init(images: [], catalog: "", size: 64, output: "cutouts.fits") }

  static let inputSettings: [Setting<CutoutTask>] = [
    .reading("images", .texts, "As FILE or BAND=FILE.") {
      (task, files: [String]) in task.images = files.map { ImageChoice($0) }
    }.required,
    .text("catalog", \.catalog, "The sources' positions.").required,
  ]
  static let settings: [Setting<CutoutTask>] = [
    .count("size", \.size, in: CutoutTask.sizes, "Pixels along each side."),
    .texts("keep", \.kept, "Columns of the catalog to keep; * keeps all."),
    .text("hdu", \.hdu, "Where the images are in their files, by number or name."),
  ]

  mutating func move(to place: TaskPlace) {
    images = images.map(place.input)
    (catalog, output) = (place.input(catalog), place.output(output))
    threads = place.threads
  }

  func execute(
    progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> TaskResult {
    let outcome = try run(progress: progress, interruption: interruption)
    return TaskResult(
      summary: "\(outcome.sources) sources in \(outcome.bands.joined(separator: ", "))",
      warnings: outcome.warnings, metrics: ["sources": Double(outcome.sources)])
  }
}
