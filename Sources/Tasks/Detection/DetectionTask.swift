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
  /// Where in the files the images are: a number, a name, or the first.
  public var hdu: String?
  /// Of cubes, from 0; the first where `nil`.
  public var plane: Int?
  /// Pixels that are not 0 are masked; a file, an HDU of the image's own files, or both.
  public var mask: String?
  public var maskHDU: String?
  /// Inverse variance, in the same ways.
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

  /// The sky of an image.
  public struct MeasuredImage: Sendable, Encodable {
    public let path: String
    public let band: String
    /// Mean level of the sky and noise of a pixel, in the image's unit.
    public let level: Float
    public let noise: Float
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
    for plane in try bands.flatMap({ try $0.planes(selector) }) {
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
    let first = try choice.planes(selector, plane: plane ?? 0)[0]
    let tile = try CutoutTile(first.image, plane: first.plane)
    if let neglected = tile.coordinates?.neglected {
      outcome.warnings.append("\(choice.path): \(neglected).")
    }
    var plane = try ready(tile, band: first.band.rawValue, &outcome)
    try interruption.check()
    progress(.init(activity: "searching \(choice.path)", completed: 0, total: nil, unit: "sources"))
    let sources = try extraction.sources(in: &plane)
    let shapes = photometry.shapes(of: sources, in: plane, threads: threads)
    var seeing = photometry.seeing
    if seeing == nil {
      let fluxes = photometry.fluxes(of: sources, shapes: shapes, in: plane, threads: threads)
      seeing = Seeing.estimate(shapes: shapes, fluxes: fluxes)
    }
    return FoundSources(
      tile: tile, plane: plane, sources: sources, shapes: shapes, seeing: seeing)
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
    var plane = try ready(tile, band: band, &outcome)
    plane.adoptOwners(of: found.plane)
    return measure(plane, found, band: band, unit: tile.image.header.text("BUNIT"))
  }

  /// An image without its sky.
  private func ready(
    _ tile: CutoutTile, band: String, _ outcome: inout Outcome
  ) throws -> MeasuringPlane {
    let (width, height, path) = (tile.image.width, tile.image.height, tile.image.path)
    try MeasuringPlane.checkSize(width: width, height: height, path: path)
    let limit = saturation ?? tile.image.header["SATURATE"]?.real
    var plane = try MeasuringPlane(
      ImagePlane(
        width: width, height: height,
        pixels: try tile.image.pixels(Float.self, plane: tile.plane)),
      path: path, mask: try companion(mask, maskHDU, of: tile)?.map { $0 != 0 },
      inverseVariance: try companion(weight, weightHDU, of: tile).map {
        ImagePlane(width: width, height: height, pixels: $0)
      },
      saturation: limit.flatMap { $0 > 0 ? Float($0) : nil })
    plane.gain = gain
    let sky = try BackgroundMap(of: plane, settings: background)
    plane.subtract(sky)
    outcome.images.append(
      MeasuredImage(
        path: path, band: band, level: sky.globalLevel, noise: sky.globalNoise))
    return plane
  }

  /// The pixels of a mask or of weights; a file named is that of the image searched.
  private func companion(
    _ file: String?, _ hdu: String?, of tile: CutoutTile
  ) throws -> [Float]? {
    guard file != nil || hdu != nil else { return nil }
    let choice = ImageChoice(path: file ?? tile.image.path)
    let image = try choice.planes(hdu.map { ImageSelector($0) })[0].image
    guard image.width == tile.image.width, image.height == tile.image.height else {
      throw SkysortError(
        path: image.path,
        problem: "has \(image.width) × \(image.height) pixels, \(tile.image.path) has "
          + "\(tile.image.width) × \(tile.image.height)",
        fix: "Name the mask and the weights of this image.")
    }
    return try image.pixels(Float.self)
  }
}

extension DetectionTask.Outcome {
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
