import ArgumentParser
import Images
import Reports
import Tasks

struct Detect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Finds the sources of an image and measures their light.",
    discussion: """
      Works as SExtractor does: subtracts the sky, finds groups of pixels above a threshold, \
      parts those that overlap, and sums the light in ellipses and circles. Positions x and y \
      count the first pixel as 1.

        skysort detect r.fits -o sources.fits --zero-point 22.5 --apertures 5,10
        skysort detect r.fits --bands g=g.fits,r=r.fits -o sources.fits

      With --bands, sources are found in the image and measured in each band's, which must have \
      the same pixels; columns get the band's name: mag_auto_g.
      """)

  @Argument(help: "FITS image to find sources in.")
  var image: String

  @Option(
    name: [.short, .customLong("output")], help: "Table; its ending picks FITS, CSV or ECSV.")
  var output: String

  @Option(help: "Images to measure in, as BAND=FILE with commas between.")
  var bands: String?

  @OptionGroup(title: "Images") var input: DetectionInput
  @OptionGroup(title: "Detection") var search: SearchOptions
  @OptionGroup(title: "Photometry") var light: PhotometryOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    var task = DetectionTask(image: image, output: output)
    task.bands = bands.map(ImageChoice.list) ?? []
    input.apply(to: &task)
    try search.apply(to: &task)
    try light.apply(to: &task)
    task.threads = common.threads
    let (progress, finish) = common.progress()
    let signals = SignalWatch()
    let outcome = try task.run(progress: progress, interruption: signals.interruption)
    finish()
    for warning in outcome.warnings { common.say("warning: \(warning)") }
    try common.report(outcome, text: Self.text(outcome))
  }

  private static func text(_ outcome: DetectionTask.Outcome) -> String {
    var lines = ["\(ProgressLine.grouped(outcome.sources)) sources"]
    for image in outcome.images {
      lines.append("  \(Self.text(image))")
    }
    if let seeing = outcome.seeing {
      lines.append("  point sources are \(Numeral.figure(seeing)) pixels wide")
    }
    for (name, count) in outcome.flagged.sorted(by: { $0.key < $1.key }) where count > 0 {
      lines.append("  \("flag \(name)".padding(to: 24)) \(ProgressLine.grouped(count))")
    }
    return (lines + outcome.outputs.map(\.path)).joined(separator: "\n")
  }

  private static func text(_ image: DetectionTask.MeasuredImage) -> String {
    let place = "HDU \(image.hdu)\(image.name.map { " (\($0))" } ?? "")"
    let sky = [("sky", image.level), ("noise", image.noise)].compactMap { word, value in
      value.map { "\(word) \(Numeral.figure(Double($0)))" }
    }
    let size = "\(image.width) × \(image.height) pixels"
    let weight = image.pixels.weightKind.map { "weights of \($0.rawValue)" }
    let mask = image.pixels.maskedFraction.map {
      $0 == 0 ? "nothing masked" : "\(Numeral.figure(100 * $0)) % masked"
    }
    let parts = [place, size] + sky + [weight, mask].compactMap(\.self)
    return "\(image.path): \(parts.joined(separator: ", "))"
  }
}

/// Where images, masks and weights are.
struct DetectionInput: ParsableArguments {
  @Option(
    help: "Where the images are in their files: a number from 0, a name, or both parts of SCI,1.")
  var hdu: String?

  @Option(help: "Plane of images that are cubes, from 0.")
  var plane: Int?

  @Option(
    help: "Image whose pixels not 0 are bad; the file's own DQ or MASK where absent; none.")
  var mask: String?

  @Option(name: .customLong("mask-hdu"), help: "Where the mask is; alone, in the images' files.")
  var maskHDU: String?

  @Option(
    help: """
      Image of inverse variance, or of what its name says: VAR, ERR; the file's own where \
      absent; none.
      """)
  var weight: String?

  @Option(name: .customLong("weight-hdu"), help: "Where it is; alone, in the images' files.")
  var weightHDU: String?

  @Option(help: "Pixels at or above are saturated; SATURATE of the header where absent.")
  var saturation: Double?

  func validate() throws {
    try ValidationError.check("--plane", plane, in: 0...1_000_000_000)
    try ValidationError.check("--saturation", saturation, in: -1e30...1e30)
  }

  func apply(to task: inout DetectionTask) {
    (task.hdu, task.plane) = (hdu, plane)
    (task.mask, task.maskHDU) = (mask, maskHDU)
    (task.weight, task.weightHDU) = (weight, weightHDU)
    task.saturation = saturation
  }
}

/// What counts as a source.
struct SearchOptions: ParsableArguments {
  @Option(help: "Threshold, in units of the noise.")
  var threshold = 1.5

  @Option(help: "Least pixels above the threshold.")
  var minArea = 5

  @Option(help: "Pixels of a mesh cell in which the sky is estimated.")
  var mesh = 64

  @Option(help: "Cells of the median filter of the sky.")
  var meshFilter = 3

  @Option(help: "Filter before the search: pyramid, none, or the width of a Gaussian in pixels.")
  var filter = "pyramid"

  @Option(help: "Levels at which overlapping sources may part.")
  var deblendLevels = 32

  @Option(help: "Fraction of the light a part needs to be a source; 1 parts none.")
  var deblendContrast = 0.005

  @Option(help: "How much of the wings of bright neighbours is dropped; 0 drops none.")
  var clean = 1.0

  func validate() throws {
    try ValidationError.check("--threshold", threshold, in: 1e-6...1e6)
    try ValidationError.check("--min-area", minArea, in: 1...1_000_000, unit: "pixels")
    try ValidationError.check("--mesh", mesh, in: 1...100_000, unit: "pixels")
    try ValidationError.check("--mesh-filter", meshFilter, in: 1...1000, unit: "cells")
    try ValidationError.check("--deblend-levels", deblendLevels, in: 1...64)
    try ValidationError.check("--deblend-contrast", deblendContrast, in: 0...1)
    try ValidationError.check("--clean", clean, in: 0...1000)
  }

  func apply(to task: inout DetectionTask) throws {
    task.background = BackgroundSettings(mesh: mesh, filter: meshFilter)
    task.extraction.threshold = threshold
    task.extraction.minimumArea = minArea
    task.extraction.deblendingLevels = deblendLevels
    task.extraction.deblendingContrast = deblendContrast
    task.extraction.cleans = clean > 0
    task.extraction.cleaning = clean
    task.extraction.kernel = try kernel()
  }

  private func kernel() throws -> SourceExtraction.Kernel {
    switch filter {
    case "pyramid": return .pyramid
    case "none": return .none
    default:
      guard let width = Double(filter), width > 0, width < 50 else {
        throw ValidationError(
          "--filter is pyramid, none, or a width above 0 and below 50 pixels, found '\(filter)'.")
      }
      return .gaussian(width: width)
    }
  }
}

/// How light is summed.
struct PhotometryOptions: ParsableArguments {
  @Option(help: "Diameters of circular apertures in pixels, with commas between.")
  var apertures: String?

  @Option(help: "Magnitude of a flux of 1, as 22.5 or g=22.5,r=22.4; instrumental where absent.")
  var zeroPoint: String?

  @Option(help: "Photoelectrons per unit of the pixels; the sources' own noise where given.")
  var gain: Double?

  @Option(help: "Width of point sources in pixels; estimated where absent.")
  var seeing: Double?

  @Flag(help: "Let apertures count the light of neighbours too.")
  var countNeighbours = false

  func validate() throws {
    try ValidationError.check("--gain", gain, in: 1e-12...1e12)
    try ValidationError.check("--seeing", seeing, in: 0.01...1000, unit: "pixels")
  }

  func apply(to task: inout DetectionTask) throws {
    task.photometry.apertures = try (apertures?.split(separator: ",") ?? []).map { word in
      guard let diameter = Double(word), diameter > 0, diameter < 10_000 else {
        throw ValidationError(
          "--apertures are diameters above 0 and below 10000 pixels, found '\(word)'.")
      }
      return diameter
    }
    task.zeroPoints = try zeroPoints()
    (task.gain, task.photometry.seeing) = (gain, seeing)
    task.photometry.leavesOutNeighbours = !countNeighbours
  }

  /// Of all bands under the empty name.
  private func zeroPoints() throws -> [String: Double] {
    var points: [String: Double] = [:]
    for word in zeroPoint?.split(separator: ",") ?? [] {
      let parts = word.split(separator: "=", maxSplits: 1)
      guard let number = parts.last.flatMap({ Double($0) }), abs(number) <= 1000 else {
        throw ValidationError(
          "--zero-point is 22.5 or g=22.5,r=22.4, from -1000 to 1000; found '\(word)'.")
      }
      points[parts.count == 2 ? String(parts[0]) : ""] = number
    }
    return points
  }
}
