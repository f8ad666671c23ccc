public import FITS
import Files
import Synchronization

/// Cuts what a plan says, band by band, out of images that may be larger than memory.
///
/// Sources are taken by rows: a strip of rows moves once upwards through each image, every
/// thread makes and writes cutouts from it, and each goes to its source's place in the output.
///
///     let plan = try CutoutPlan(.sky(positions), bands: [g, r], size: 64)
///     let extraction = CutoutExtraction(plan)
///     let cube = try output.appendImage(shape: extraction.shape, extraction.storage)
///     let quality = try extraction.cut(band: 0, into: cube)
public struct CutoutExtraction: Sendable {
  public let plan: CutoutPlan
  public var interpolation = Interpolation.bilinear
  public var threads = 1
  /// Bytes of an image in memory at once; more where a few rows are larger.
  public var stripSize = 32 << 20

  public init(_ plan: CutoutPlan) { self.plan = plan }

  /// Of the output, fastest axis first: `[size, size, bands, sources]`.
  public var shape: [Int] { [plan.size, plan.size, plan.bands.count, plan.count] }

  /// Of the output: single precision where every image fits it without rounding.
  public var storage: PixelStorage {
    let images = plan.bands.flatMap { $0.tiles.map(\.image) }
    return PixelStorage(images.allSatisfy { $0.format.fitsFloat } ? .float32 : .float64)
  }

  /// Writes the cutouts of one band.
  ///
  /// - Parameters:
  ///   - cube: Of ``shape`` and ``storage``.
  ///   - completed: Told how many of the band are done, now and then; may throw to stop.
  /// - Returns: By source.
  /// - Throws: `SkysortError` where an image cannot be read or the output not written, or what
  ///   `completed` throws.
  public func cut(
    band: Int, into cube: ImageOutput, completed: (Int) throws -> Void = { _ in }
  ) throws -> [CutoutQuality] {
    precondition(
      cube.shape == shape && cube.storage == storage,
      "expected an output of \(shape), \(storage), found \(cube.shape), \(cube.storage)")
    return storage.format == .float32
      ? try BandCutter<Float>(self, band: band, cube: cube).run(completed)
      : try BandCutter<Double>(self, band: band, cube: cube).run(completed)
  }
}

/// Cuts one band.
struct BandCutter<Pixel: FITSPixel & OutputPixel> {
  private let extraction: CutoutExtraction
  private let band: Int
  private let cube: ImageOutput

  init(_ extraction: CutoutExtraction, band: Int, cube: ImageOutput) {
    self.extraction = extraction
    self.band = band
    self.cube = cube
  }

  private var plan: CutoutPlan { extraction.plan }
  private var cutoutSize: Int { plan.size * plan.size }

  func run(_ completed: (Int) throws -> Void) throws -> [CutoutQuality] {
    var qualities = [CutoutQuality](repeating: .empty, count: plan.count)
    var isCut = [Bool](repeating: false, count: plan.count)
    var done = 0
    for tile in plan.bands[band].tiles.indices {
      let jobs = CutoutJobs(
        plan: plan, band: band, tile: tile, interpolation: extraction.interpolation,
        threads: extraction.threads
      ).sorted()
      guard !jobs.isEmpty else { continue }
      let cutter = TileCutter<Pixel>(extraction, band: band, tile: tile, cube: cube)
      try cutter.run(jobs) { made in
        for (source, quality) in made {
          qualities[source] = quality
          isCut[source] = true
        }
        done += made.count
        try completed(done)
      }
    }
    try fillGaps(isCut)
    return qualities
  }

  /// Cutouts that were not made are NaN.
  private func fillGaps(_ isCut: [Bool]) throws {
    let nothing = [Pixel](repeating: .nan, count: cutoutSize)
    for source in isCut.indices where !isCut[source] {
      try cube.write(nothing, at: plan.place(source, band))
    }
  }
}
