import ArgumentParser
import Simulation
import Tasks

struct Simulate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a survey with truth: stars, galaxies and quasars; tables or images.",
    discussion: """
      Writes DIR/labelled.csv (photometry, class and redshift: what one trains on) and \
      DIR/survey.fits (photometry of other sources, and true_class to evaluate by).

        skysort simulate -o sky --rows 20000 --labelled 20000

      With --images, writes DIR/image-BAND.fits (image, inverse variance and mask), \
      DIR/truth.fits (every source with its true magnitudes and shape) and DIR/catalog.fits \
      (magnitudes measured on the images). With --cutouts N, writes DIR/cutouts.fits: images of \
      N galaxies and their morphology.

        skysort simulate -o field --images --width 2000 --height 2000 --bands g,r,i
        skysort simulate -o cutouts --cutouts 5000 --side 64
      """)

  @Option(name: [.short, .customLong("output")], help: "Folder to write to.")
  var output: String

  @Option(help: "Rows of survey.fits.")
  var rows = 20_000

  @Option(help: "Rows of labelled.csv.")
  var labelled = 20_000

  @Option(help: "Faintest r magnitude; 22 in tables, 24 in images where absent.")
  var faint: Double?

  @Option(help: "Fraction of cells not observed, in each band but r.")
  var missing = 0.01

  @Option(help: "Fractions of the classes, as STAR=0.5,GALAXY=0.4,QSO=0.1; natural where absent.")
  var mixture: PriorArgument?

  @OptionGroup(title: "Images") var images: ImageOptions

  @OptionGroup var common: CommonOptions

  func validate() throws {
    try ValidationError.check("--rows", rows, in: SimulationTask.rowCounts)
    try ValidationError.check("--labelled", labelled, in: SimulationTask.rowCounts)
    try ValidationError.check("--faint", faint, in: 10...25, unit: "magnitudes")
    try ValidationError.check("--missing", missing, in: 0...0.9)
  }

  private struct Result: Encodable {
    let outputs: [OutputFile]
    let seed: UInt64
  }

  private static func classes(_ mixture: PriorArgument) throws -> [SourceClass: Double] {
    var fractions: [SourceClass: Double] = [:]
    for (name, fraction) in mixture.fractions {
      guard let sourceClass = SourceClass(rawValue: name.uppercased()) else {
        let known = SourceClass.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--mixture knows \(known), found '\(name)'.")
      }
      fractions[sourceClass] = fraction
    }
    return fractions
  }

  func run() async throws {
    let (progress, finish) = common.progress()
    let signals = SignalWatch()
    let outputs =
      images.areAsked
      ? try await imageTask().run(progress: progress, interruption: signals.interruption)
      : try table().run(progress: progress, interruption: signals.interruption)
    finish()
    try common.report(
      Result(outputs: outputs, seed: common.seed),
      text: outputs.map { "\($0.path): \(ProgressLine.grouped($0.rows)) rows" }
        .joined(separator: "\n"))
  }

  private func table() throws -> SimulationTask {
    var task = SimulationTask(folder: output)
    task.surveyRows = rows
    task.labelledRows = labelled
    task.configuration.seed = common.seed
    task.configuration.missingFraction = missing
    task.configuration.mixture = try mixture.map(Self.classes)
    try limit(&task.configuration)
    return task
  }

  private func imageTask() throws -> ImageSimulationTask {
    var task = ImageSimulationTask(folder: output)
    try images.apply(to: &task)
    task.configuration.sky.seed = common.seed
    if let mixture { task.configuration.sky.mixture = try Self.classes(mixture) }
    try limit(&task.configuration.sky)
    task.threads = common.threads
    return task
  }

  private func limit(_ configuration: inout SimulationConfiguration) throws {
    let bright = configuration.magnitudes.lowerBound
    guard let faint else { return }
    guard faint > bright else {
      throw ValidationError("--faint must be fainter than \(bright).")
    }
    configuration.magnitudes = bright...faint
  }
}

/// What images to make.
struct ImageOptions: ParsableArguments {
  @Flag(help: "Make images of a field, not tables.")
  var images = false

  @Option(help: "Columns of pixels.")
  var width = 2000

  @Option(help: "Rows of pixels.")
  var height = 2000

  @Option(help: "Filters, of u,g,r,i,z.")
  var bands = "g,r,i"

  @Option(help: "Sources per square arcminute; natural where absent.")
  var density: Double?

  @Option(help: "Sources in the images, in the place of a density.")
  var sources: Int?

  @Option(help: "Arcseconds of a pixel's side.")
  var pixelScale = 0.396

  @Option(help: "Full width at half maximum of a star in r, arcseconds.")
  var seeing = 1.4

  @Option(help: "Right ascension of the images' middle, degrees.")
  var ra = 150.1

  @Option(parsing: .unconditional, help: "Declination of the images' middle, degrees.")
  var dec = 2.2

  @Flag(help: "No stars and no quasars.")
  var galaxiesOnly = false

  @Option(help: ArgumentHelp("Make images of single galaxies.", valueName: "N"))
  var cutouts: Int?

  @Option(help: "Pixels of a cutout's side.")
  var side = 64

  var areAsked: Bool { images || cutouts != nil }

  func validate() throws {
    let sides = FieldConfiguration.sides
    try ValidationError.check("--width", width, in: sides, unit: "pixels")
    try ValidationError.check("--height", height, in: sides, unit: "pixels")
    try ValidationError.check("--density", density, in: 0...1e6)
    try ValidationError.check("--sources", sources, in: FieldConfiguration.sourceCounts)
    try ValidationError.check("--pixel-scale", pixelScale, in: 0.01...60, unit: "arcseconds")
    try ValidationError.check("--seeing", seeing, in: 0.02...6000, unit: "arcseconds")
    try ValidationError.check("--ra", ra, in: 0...360, unit: "degrees")
    try ValidationError.check("--dec", dec, in: -90...90, unit: "degrees")
    try ValidationError.check("--cutouts", cutouts, in: GalaxyCutouts.counts)
    try ValidationError.check("--side", side, in: GalaxyCutouts.sides, unit: "pixels")
    guard density == nil || sources == nil else {
      throw ValidationError("--density and --sources exclude each other.")
    }
  }

  func apply(to task: inout ImageSimulationTask) throws {
    task.makesField = images
    task.cutoutCount = cutouts ?? 0
    task.cutoutSide = side
    task.configuration.width = width
    task.configuration.height = height
    task.configuration.bands = bands.split(separator: ",").map(String.init)
    task.configuration.pixelScale = pixelScale
    task.configuration.seeing = seeing
    task.configuration.rightAscension = ra
    task.configuration.declination = dec
    if let density { task.configuration.population = .density(density) }
    if let sources { task.configuration.population = .count(sources) }
    if galaxiesOnly { task.configuration.sky.mixture = [.galaxy: 1] }
  }
}
