import FITS
import Files
public import Images
import Sky
import Tables

/// Finds the sources of an image and sums their light, in it or in others of the same pixels.
public struct DetectionTask: Sendable {
  /// Where sources are looked for.
  public var image: String
  /// Where their light is summed, a band each; in ``image`` where there are none.
  public var bands: [ImageChoice] = []
  /// Where in the files the images are: a number, a name, a name and its `EXTVER` (`SCI,1`); what
  /// the units' names say where `nil`.
  public var hdu: String?
  /// Of cubes, from 0; the first where `nil`.
  public var plane: Int?
  /// Pixels that are not 0 are masked; a file, an HDU of the image's own files, or both. Where both
  /// are `nil`, what the image's own file holds under a mask's name; `none` leaves that alone.
  public var mask: String?
  public var maskHDU: String?
  /// Inverse variance, in the same ways; variance or standard deviation where the unit's name says
  /// so.
  public var weight: String?
  public var weightHDU: String?
  public var background = BackgroundSettings()
  public var extraction = SourceExtraction()
  public var photometry = SourcePhotometry()
  /// The magnitude of a flux of 1, by band; of the image itself under the empty name.
  public var zeroPoints: [String: Double] = [:]
  /// Photoelectrons per unit of the pixels.
  public var gain: Double?
  /// Pixels at or above are saturated.
  public var saturation: Double?
  /// A table; its ending picks the format.
  public var output: String
  public var threads = 1

  public init(image: String, output: String) {
    self.image = image
    self.output = output
  }

  /// What `detect` prints.
  public struct Outcome: Sendable, Encodable {
    public internal(set) var sources = 0
    public internal(set) var seconds = 0.0
    public internal(set) var images: [MeasuredImage] = []
    /// Full width at half maximum of point sources, in pixels; `nil` where none told it.
    public internal(set) var seeing: Double?
    /// Sources with each bit of `class_flags` set, by the bit's name.
    public internal(set) var flagged: [String: Int] = [:]
    public internal(set) var outputs: [OutputFile] = []
    public internal(set) var warnings: [String] = []
  }

  /// An image that was read, and its sky.
  public struct MeasuredImage: Sendable, Encodable {
    public let path: String
    public let band: String
    /// Where in the file, counted from 0, and its `EXTNAME`.
    public let hdu: Int
    public let name: String?
    /// Pixels.
    public let width: Int
    public let height: Int
    /// Mean level of the sky and noise of a pixel, in the image's unit; `nil` where no pixel holds
    /// a measurement.
    public let level: Float?
    public let noise: Float?
    /// Where its mask and weights are.
    public let pixels: PixelSources
  }

  public func run(
    progress: ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) throws -> Outcome {
    let start = ContinuousClock.now
    try InputFiles([image, mask, weight] + bands.map(\.path)).refuse([output])
    var outcome = Outcome()
    let found = try find(&outcome, progress, interruption)
    var measured: [BandMeasurement] = []
    if bands.isEmpty { measured.append(measure(found.plane, found, band: nil)) }
    for plane in try bandPlanes(&outcome) {
      try interruption.check()
      let name = plane.band.rawValue
      progress(.init(activity: "measuring \(name)", completed: 0, total: nil, unit: "sources"))
      measured.append(try measure(plane, found, &outcome))
    }
    try checkDistinct(measured)
    let table = DetectionColumns(task: self, found: found, bands: measured).table()
    let header = DetectionHeader(task: self, found: found, bands: measured)
    outcome.outputs = [
      try OutputFile(
        TableFile.write(table, to: output, header: header.entries, history: header.history))
    ]
    outcome.fill(found, measured, since: start)
    return outcome
  }
}

extension DetectionTask {
  fileprivate var selector: ImageSelector? { hdu.map { ImageSelector($0) } }

  /// The planes that light is measured in.
  fileprivate func bandPlanes(_ outcome: inout Outcome) throws -> [ImageChoice.Plane] {
    try bands.flatMap { choice in
      let reading = try choice.read(selector)
      outcome.warn(reading.note.map { "\(choice.path): \($0)." })
      return reading.planes
    }
  }

  fileprivate func checkDistinct(_ bands: [BandMeasurement]) throws(SkysortError) {
    let names = bands.compactMap(\.band)
    guard let twin = names.first(where: { name in names.count { $0 == name } > 1 }) else { return }
    throw SkysortError(
      path: "--bands", problem: "two images are of band \(twin)",
      fix: "Tell their bands, as in g=g.fits,r=r.fits.", exitCode: .usage)
  }
}

/// The sources of an image.
struct FoundSources {
  let tile: CutoutTile
  /// The image's own; `nil` where nobody says it.
  let band: String?
  /// With the sky taken away, and the pixels' owners.
  let plane: MeasuringPlane
  let sources: [DetectedSource]
  let shapes: [SourceShape]
  /// Full width at half maximum, in pixels.
  let seeing: Double?
}

/// The light of the sources in one band.
struct BandMeasurement {
  /// `nil` of the image the sources were found in.
  let band: String?
  let unit: String?
  let fluxes: [SourceFluxes]
}

extension DetectionTask {
  private func find(
    _ outcome: inout Outcome, _ progress: ProgressHandler, _ interruption: Interruption
  ) throws -> FoundSources {
    let choice = ImageChoice(image)
    progress(.init(activity: "reading \(choice.path)", completed: 0, total: nil, unit: "sources"))
    let reading = try choice.read(selector, plane: plane ?? 0)
    let first = reading.planes[0]
    outcome.warn(reading.note.map { "\(choice.path): \($0)." })
    if !reading.others.isEmpty {
      outcome.warn(
        "\(choice.path): only \(first.unit.label) was searched of \(1 + reading.others.count) "
          + "images of the sky; name another by --hdu.")
    }
    let tile = try CutoutTile(first.image, plane: first.plane)
    if let neglected = tile.coordinates?.neglected {
      outcome.warnings.append("\(choice.path): \(neglected).")
    }
    var plane = try ready(first, &outcome)
    try interruption.check()
    progress(.init(activity: "searching \(choice.path)", completed: 0, total: nil, unit: "sources"))
    if plane.isBlank {
      outcome.warn("\(choice.path): no pixel holds a measurement, so there are no sources.")
    }
    let sources = plane.isBlank ? [] : try extraction.sources(in: &plane)
    let shapes = photometry.shapes(of: sources, in: plane, threads: threads)
    var seeing = photometry.seeing
    if seeing == nil, !sources.isEmpty {
      let fluxes = photometry.fluxes(of: sources, shapes: shapes, in: plane, threads: threads)
      seeing = Seeing.estimate(shapes: shapes, fluxes: fluxes)
    }
    return FoundSources(
      tile: tile, band: first.isBandStated ? first.band.rawValue : nil, plane: plane,
      sources: sources, shapes: shapes, seeing: seeing)
  }

  private func measure(
    _ plane: MeasuringPlane, _ found: FoundSources, band: String?, unit: String? = nil
  ) -> BandMeasurement {
    var settings = photometry
    settings.seeing = found.seeing
    return BandMeasurement(
      band: band, unit: unit ?? found.tile.image.header.text("BUNIT"),
      fluxes: settings.fluxes(
        of: found.sources, shapes: found.shapes, in: plane, threads: threads))
  }

  private func measure(
    _ source: ImageChoice.Plane, _ found: FoundSources, _ outcome: inout Outcome
  ) throws -> BandMeasurement {
    let tile = try CutoutTile(source.image, plane: source.plane)
    guard tile.showsSame(as: found.tile) else {
      throw SkysortError(
        path: tile.image.path,
        problem: "has other pixels than \(found.tile.image.path), in "
          + "which the sources were found", fix: "Resample it to the same pixels first.")
    }
    let band = source.band.rawValue
    var plane = try ready(source, &outcome)
    guard !plane.isBlank || found.sources.isEmpty else {
      throw SkysortError(
        path: tile.image.path, problem: "no pixel holds a measurement",
        fix: "Look at its mask, its weights and its NaN pixels, or leave band \(band) out.")
    }
    plane.adoptOwners(of: found.plane)
    return measure(plane, found, band: band, unit: tile.image.header.text("BUNIT"))
  }

  /// An image without its sky.
  private func ready(
    _ source: ImageChoice.Plane, _ outcome: inout Outcome
  ) throws -> MeasuringPlane {
    let image = source.image
    let (width, height, path) = (image.width, image.height, image.path)
    try MeasuringPlane.checkSize(width: width, height: height, path: path)
    let limit = saturation ?? image.header["SATURATE"]?.real
    let believed = try BelievedPixels(source, task: self)
    for note in believed.notes { outcome.warn("\(path): \(note).") }
    var plane = try MeasuringPlane(
      believed.pixels, path: path, mask: believed.mask, inverseVariance: believed.inverseVariance,
      saturation: limit.flatMap { $0 > 0 ? Float($0) : nil })
    plane.gain = gain
    let sky = plane.isBlank ? nil : try BackgroundMap(of: plane, settings: background)
    if let sky { plane.subtract(sky) }
    outcome.images.append(
      MeasuredImage(
        path: path, band: source.band.rawValue, hdu: image.index, name: image.name, width: width,
        height: height, level: sky?.globalLevel, noise: sky?.globalNoise,
        pixels: believed.sources))
    return plane
  }
}

extension DetectionTask.Outcome {
  /// Once: an image may be searched and measured.
  fileprivate mutating func warn(_ text: String?) {
    if let text, !warnings.contains(text) { warnings.append(text) }
  }

  fileprivate mutating func fill(
    _ found: FoundSources, _ bands: [BandMeasurement], since start: ContinuousClock.Instant
  ) {
    sources = found.sources.count
    seeing = found.seeing
    let masks = DetectionColumns.classFlags(bands, count: sources)
    for bit in QualityFlags.registry {
      flagged[bit.name] = masks.count { $0.contains(bit.flag) }
    }
    seconds = (ContinuousClock.now - start) / .seconds(1)
  }
}
