import FITS
import Files
public import Images
import Sky
public import Tables

/// Cuts the sources of a catalog out of images.
public struct CutoutTask: Sendable {
  /// Of one or more bands; several of one band are parts of its sky. A folder stands for its images.
  public var images: [ImageChoice]
  /// As many as images, or none.
  public var masks: [String] = []
  /// Where in the files the images are: a number, a name, a name and its `EXTVER` (`SCI,1`); what
  /// the units' names say where `nil`.
  public var hdu: String?
  /// Where in the files the masks are; without ``masks``, in the images' own files. Where both are
  /// silent, what the files hold under a mask's name; `none` leaves that alone.
  public var maskHDU: String?
  /// Of cubes, from 0; all that name a band where `nil`.
  public var plane: Int?
  public var catalog: String
  public var catalogHDU: HDUSelection?
  public var positions = PositionChoice()
  /// Columns of the catalog to keep besides identifier and label; `*` keeps all.
  public var kept: [String] = []
  public var size: Int
  public var edges = EdgeMode.partial
  public var alignment = CutoutAlignment.firstBand
  public var interpolation = Interpolation.bilinear
  /// One file, or a folder with a file for each source.
  public var output: String
  public var makesFiles = false
  public var threads = 1

  public init(images: [ImageChoice], catalog: String, size: Int, output: String) {
    self.images = images
    self.catalog = catalog
    self.size = size
    self.output = output
  }

  /// What `cutouts` prints.
  public struct Outcome: Sendable, Encodable {
    public internal(set) var sources = 0
    public internal(set) var bands: [String] = []
    /// Sources times bands.
    public internal(set) var cutouts = 0
    public internal(set) var seconds = 0.0
    public internal(set) var cutoutsPerSecond = 0.0
    public internal(set) var size = 0
    /// Whether some cutouts lie on other pixels than their image's.
    public internal(set) var isResampled = false
    /// Sources with each bit of the mask set, by the bit's name.
    public internal(set) var flagged: [String: Int] = [:]
    /// Of a folder, the table alone.
    public internal(set) var outputs: [OutputFile] = []
    /// Files written.
    public internal(set) var files = 0
    public internal(set) var warnings: [String] = []
    /// What was read, in its order.
    public internal(set) var images: [CutImage] = []
    /// Images that could not be used.
    public internal(set) var failed: [FailedInput] = []

    enum CodingKeys: String, CodingKey {
      case sources, bands, cutouts, seconds, size, flagged, outputs, files, warnings, images, failed
      case isResampled = "resampled"
      case cutoutsPerSecond = "cutouts_per_second"
    }
  }

  /// - Throws: ``Incomplete`` where some of many images could not be used; the cutouts of the others
  ///   are there.
  public func run(
    progress: @escaping ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) throws -> Outcome {
    try check()
    try InputFiles([catalog] + images.map(\.path) + masks).refuse([output])
    let start = ContinuousClock.now
    let opened = try CutoutImages(self)
    let bands = opened.bands
    let hasSky = bands.allSatisfy { $0.tiles.allSatisfy { $0.coordinates != nil } }
    let sources = try CutoutCatalog(
      catalog, hdu: catalogHDU, positions, hasSky: hasSky, kept: kept)
    if case .pixels = sources.positions, bands[0].tiles.count > 1 {
      throw SkysortError(
        path: catalog,
        problem: "has positions in pixels, which do not tell of which of "
          + "\(bands[0].tiles.count) images", fix: "Give positions on the sky.")
    }
    let plan = try CutoutPlan(
      sources.positions, bands: bands, size: size, edges: edges, alignment: alignment)
    var extraction = CutoutExtraction(plan)
    extraction.threads = threads
    extraction.interpolation = interpolation
    var outcome = Outcome()
    let (columns, paths) = try write(extraction, sources) { band, done in
      try interruption.check()
      progress(
        .init(
          activity: "cutting \(bands[band].band)", completed: done, total: plan.count,
          unit: "cutouts"))
    }
    outcome.fill(columns, paths, sources, since: start)
    outcome.warnings += opened.warnings + bands.flatMap(\.warnings)
    outcome.images = opened.images
    outcome.failed = opened.failed
    outcome.outputs = [try OutputFile(path: paths[paths.count - 1], rows: plan.count)]
    guard outcome.failed.isEmpty else {
      throw Incomplete(
        outcome: outcome, failed: outcome.failed,
        count: outcome.failed.count + Set(outcome.images.map(\.path)).count, unit: "image")
    }
    return outcome
  }

  /// What a cutout's side may be, pixels.
  public static let sizes = 1...65_536

  private func check() throws(SkysortError) {
    guard !images.isEmpty else {
      throw SkysortError(
        path: "cutouts", problem: "there is no image", fix: "Name one with --image.",
        exitCode: .usage)
    }
    guard Self.sizes.contains(size) else {
      throw SkysortError(
        path: "cutouts",
        problem: "the size \(size) is not in \(Self.sizes.lowerBound) to \(Self.sizes.upperBound)",
        fix: "Give pixels along a side.", exitCode: .usage)
    }
    guard edges != .trim || makesFiles else {
      throw SkysortError(
        path: "cutouts", problem: "trimmed cutouts differ in size and do not fit in one cube",
        fix: "Ask for a file each, or for partial or strict edges.", exitCode: .usage)
    }
  }

  private func write(
    _ extraction: CutoutExtraction, _ sources: CutoutCatalog,
    completed: (Int, Int) throws -> Void
  ) throws -> (CutoutColumns, [String]) {
    let references = CutoutReferences(extraction.plan)
    let history = ["Cut by \(Version.tool) at the positions of \(Paths.name(of: catalog))."]
    guard makesFiles else {
      let file = CutoutFile(
        extraction: extraction, references: references, kept: sources.table,
        identifier: sources.identifier, history: history)
      return (try file.write(to: output, completed: completed), [output])
    }
    let folder = CutoutFolder(
      extraction: extraction, references: references, kept: sources.table,
      identifier: sources.identifier, history: history)
    return try folder.write(to: output, completed: completed)
  }
}

extension CutoutTask.Outcome {
  fileprivate mutating func fill(
    _ columns: CutoutColumns, _ paths: [String], _ catalog: CutoutCatalog,
    since start: ContinuousClock.Instant
  ) {
    let plan = columns.plan
    sources = plan.count
    bands = plan.bands.map(\.band.rawValue)
    cutouts = plan.count * plan.bands.count
    seconds = (ContinuousClock.now - start) / .seconds(1)
    cutoutsPerSecond = Double(cutouts) / max(seconds, 1e-9)
    size = plan.size
    isResampled = plan.isResampled
    files = paths.count
    warnings = catalog.warnings
    let flags = columns.flags
    for bit in QualityFlags.registry {
      flagged[bit.name] = flags.count { $0.contains(bit.flag) }
    }
  }
}

extension CutoutBand {
  /// What the user should know of the images.
  fileprivate var warnings: [String] {
    tiles.compactMap { tile in
      tile.coordinates?.neglected.map { "\(tile.image.path): \($0)." }
    }
  }
}
