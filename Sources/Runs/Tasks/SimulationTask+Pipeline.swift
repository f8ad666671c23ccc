import Files
import Settings
import Simulation
import Tasks

/// What a pipeline's `simulate` makes: tables, or images and cutouts of galaxies.
struct PipelineSimulation: PipelineTask {
  var tables = SimulationTask(folder: "")
  /// `nil` where no images are made.
  var field: SimulatedField?
  var cutouts: SimulatedCutouts?

  static let inputSettings: [Setting<PipelineSimulation>] = []
  static let settings: [Setting<PipelineSimulation>] = [
    .count(
      "rows", \.tables.surveyRows, in: SimulationTask.rowCounts, "Rows of the survey's table."),
    .count(
      "labelled", \.tables.labelledRows, in: SimulationTask.rowCounts, "Rows of the labelled table."
    ),
    .reading("faint", .number(.finite), "The faintest magnitude of the tables.") {
      (task, faint: Double) in
      let bright = task.tables.configuration.magnitudes.lowerBound
      task.tables.configuration.magnitudes = bright...max(bright, faint)
    },
    .number(
      "missing", \.tables.configuration.missingFraction, .fractionOrOne,
      "The fraction of values that are missing."),
    .seed("seed", \.tables.configuration.seed, "Seed of the sky; the run's by default."),
    .part("images", \.field, "Images of a field instead of tables."),
    .part("cutouts", \.cutouts, "Images of single galaxies instead of tables."),
  ]

  mutating func move(to place: TaskPlace) {
    tables.folder = place.folder
    tables.configuration.seed = place.seed ?? tables.configuration.seed
    threads = place.threads
  }

  private var threads = 1

  init() {}

  func execute(
    progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> TaskResult {
    let outputs =
      if field != nil || cutouts != nil {
        try await images.run(progress: progress, interruption: interruption)
      } else {
        try tables.run(progress: progress, interruption: interruption)
      }
    return TaskResult(summary: outputs.map { "\($0.rows) rows" }.joined(separator: ", "))
  }

  private var images: ImageSimulationTask {
    var task = ImageSimulationTask(folder: tables.folder)
    task.makesField = field != nil
    task.configuration = field?.configuration ?? task.configuration
    task.cutoutCount = cutouts?.count ?? 0
    task.cutoutSide = cutouts?.side ?? task.cutoutSide
    task.configuration.sky.seed = tables.configuration.seed
    task.threads = threads
    return task
  }
}

/// The images a pipeline's `simulate` makes.
struct SimulatedField: SettingGroup {
  var configuration = FieldConfiguration()
  /// Of settings that exclude each other, how many are stated.
  private var populations = 0
  private var mixtures = 0

  init() {}

  static let settings: [Setting<SimulatedField>] = [
    .count("width", \.configuration.width, in: FieldConfiguration.sides, "Pixels."),
    .count("height", \.configuration.height, in: FieldConfiguration.sides, "Pixels."),
    .texts("bands", \.configuration.bands, "An image is made of each."),
    .reading("density", .number(.positive), "Sources per square arcminute.") {
      $0.configuration.population = .density($1)
      $0.populations += 1
    },
    .reading("sources", .count(FieldConfiguration.sourceCounts), "Sources in all.") {
      $0.configuration.population = .count($1)
      $0.populations += 1
    },
    .number("pixel_scale", \.configuration.pixelScale, .positive, "Arcseconds per pixel."),
    .number(
      "seeing", \.configuration.seeing, .positive, "Full width at half maximum, in arcseconds."),
    .reading("faint", .number(.finite), "The faintest magnitude.") {
      (field, faint: Double) in
      let bright = field.configuration.sky.magnitudes.lowerBound
      field.configuration.sky.magnitudes = bright...max(bright, faint)
    },
    .reading("mixture", .part, "Fractions of the classes; natural by default.") {
      $0.configuration.sky.mixture = try fractions($1)
      $0.mixtures += 1
    },
    .reading("galaxies_only", .truth, "Whether all sources are galaxies.") {
      (field, isOnly: Bool) in
      guard isOnly else { return }
      field.configuration.sky.mixture = [.galaxy: 1]
      field.mixtures += 1
    },
    .number("ra", \.configuration.rightAscension, .finite, "Of the centre, in degrees."),
    .number("dec", \.configuration.declination, .finite, "Of the centre, in degrees."),
  ]

  var conflict: (name: String, problem: String)? {
    if populations > 1 { return ("sources", "and density exclude each other: keep one of them") }
    return mixtures > 1
      ? ("mixture", "and galaxies_only exclude each other: keep one of them") : nil
  }

  private static func fractions(
    _ mixture: [String: Double]
  ) throws(SkysortError) -> [SourceClass: Double] {
    var fractions: [SourceClass: Double] = [:]
    for (name, fraction) in mixture.sorted(by: { $0.key < $1.key }) {
      guard let sourceClass = SourceClass(rawValue: name) else {
        throw SkysortError(
          path: "simulate", problem: "knows no class '\(name)' to mix",
          fix: "Mix \(SourceClass.allCases.map(\.rawValue).joined(separator: ", ")).",
          exitCode: .usage)
      }
      fractions[sourceClass] = fraction
    }
    return fractions
  }
}

/// The images of single galaxies a pipeline's `simulate` makes.
struct SimulatedCutouts: SettingGroup {
  var count = 1000
  var side = 64

  static let settings: [Setting<SimulatedCutouts>] = [
    .count("count", \.count, in: GalaxyCutouts.counts, "How many."),
    .count("side", \.side, in: GalaxyCutouts.sides, "Pixels along each side."),
  ]
}
