public import ArgumentParser
public import Images
import Numbers
import Tables
import Tasks

struct Cutouts: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Cuts sources out of images, in all bands.",
    discussion: """
      Writes one FITS file: the cube CUTOUTS [sources, bands, size, size], the table SOURCES \
      with a row for each, and the coordinates of each band's image. With --files, a folder with \
      a file for each source.

        skysort cutouts --image g=g.fits,r=r.fits --catalog sources.fits --size 64 -o cut.fits

      Pixels are the image's own, those of astropy's Cutout2D, where the bands lie on one grid; \
      others are resampled to the first band's pixels. --pixel-scale brings all bands to planes \
      of that scale, north up and east left, with the source in the centre. Resampling keeps \
      surface brightness. Sources off all images stay as rows without data, and are flagged.

      Of files with several HDUs the image of the sky is taken by name (SCI, not WHT or DQ), all \
      detectors of a mosaic, and the mask beside it. Of many images, those that cannot be read \
      are named in the end, with exit code 65.
      """)

  @Option(
    name: .customLong("image"),
    help: ArgumentHelp(
      "Images or folders, as FILE or BAND=FILE, with commas between; several of one band are its "
        + "parts.",
      valueName: "image"))
  var images: [String]

  @Option(name: .customLong("mask"), help: "Masks, one for each image; pixels not 0 are bad.")
  var masks: [String] = []

  @Option(
    help: "Where the images are in their files: a number from 0, a name, or both parts of SCI,1.")
  var hdu: String?

  @Option(
    name: .customLong("mask-hdu"),
    help: "Where the masks are; alone, in the images' files. Those that say so where absent; none.")
  var maskHDU: String?

  @Option(help: "Plane of images that are cubes, from 0; all that name a band where absent.")
  var plane: Int?

  @Option(help: "Table of sources.")
  var catalog: String

  @Option(name: .customLong("catalog-hdu"), help: "Where the table is in its file.")
  var catalogHDU: String?

  @Option(name: .customLong("ra"), help: "Column of right ascension, degrees.")
  var rightAscension: String?

  @Option(name: .customLong("dec"), help: "Column of declination, degrees.")
  var declination: String?

  @Option(name: .customLong("x"), help: "Column of pixels along a row, of the first image.")
  var x: String?

  @Option(name: .customLong("y"), help: "Column of pixels along a column.")
  var y: String?

  @Option(help: "What --x and --y call the first pixel: 1, or 0 as in Python.")
  var origin = 1

  @Option(help: "Columns of the catalog to keep besides identifier and label; all keeps all.")
  var keep: String?

  @Option(help: "Pixels along a side.")
  var size: Int

  @Option(help: "At the images' edges: partial fills with NaN, strict leaves out, trim cuts off.")
  var edges = EdgeMode.partial

  @Option(help: "Bring all bands to pixels of so many arcseconds.")
  var pixelScale: Double?

  @Flag(help: "Cut each band on its own pixels, also where they differ.")
  var unaligned = false

  @Option(help: "How to resample: bilinear or bicubic.")
  var interpolation = Interpolation.bilinear

  @Option(name: [.short, .customLong("output")], help: "FITS file; with --files, a folder.")
  var output: String

  @Flag(help: "Write a file for each source.")
  var files = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    try ValidationError.check("--size", size, in: CutoutTask.sizes)
    try ValidationError.check("--plane", plane, in: 0...1_000_000_000)
    try ValidationError.check("--origin", origin, in: 0...1)
    try ValidationError.check("--pixel-scale", pixelScale, in: 1e-6...3600, unit: "arcseconds")
    guard pixelScale == nil || !unaligned else {
      throw ValidationError("--pixel-scale aligns all bands; drop --unaligned.")
    }
    guard (x == nil) == (y == nil), (rightAscension == nil) == (declination == nil) else {
      throw ValidationError("Name both columns: --x and --y, or --ra and --dec.")
    }
    guard x == nil || rightAscension == nil else {
      throw ValidationError("Name --x and --y, or --ra and --dec, not both pairs.")
    }
  }

  func run() async throws {
    let (progress, finish) = common.progress()
    let signals = SignalWatch()
    try await common.reporting(Self.text) {
      try task().run(progress: progress, interruption: signals.interruption)
    } finally: { outcome in
      finish()
      for warning in outcome.warnings { common.say("warning: \(warning)") }
    }
  }

  private func task() -> CutoutTask {
    var task = CutoutTask(
      images: images.flatMap(ImageChoice.list), catalog: catalog, size: size, output: output)
    task.masks = masks.flatMap { $0.split(separator: ",").map(String.init) }
    (task.hdu, task.maskHDU, task.plane) = (hdu, maskHDU, plane)
    task.catalogHDU = catalogHDU.map(HDUSelection.init)
    (task.positions.rightAscension, task.positions.declination) = (rightAscension, declination)
    (task.positions.x, task.positions.y, task.positions.origin) = (x, y, origin)
    task.kept = keep.map { $0 == "all" ? ["*"] : $0.split(separator: ",").map(String.init) } ?? []
    (task.edges, task.interpolation, task.makesFiles) = (edges, interpolation, files)
    task.alignment = pixelScale.map { .tangent(scale: $0) } ?? (unaligned ? .none : .firstBand)
    task.threads = common.threads
    return task
  }

  private static func text(_ outcome: CutoutTask.Outcome) -> String {
    let rate = ProgressLine.grouped(Int(clamping: outcome.cutoutsPerSecond))
    var lines = [
      "\(ProgressLine.grouped(outcome.sources)) sources in "
        + "\(outcome.bands.joined(separator: ", ")), \(rate) cutouts/s"
        + (outcome.isResampled ? ", resampled" : "")
    ]
    for (name, count) in outcome.flagged.sorted(by: { $0.key < $1.key }) where count > 0 {
      lines.append("  \("flag \(name)".padding(to: 24)) \(ProgressLine.grouped(count))")
    }
    return (lines + outcome.outputs.map(\.path)).joined(separator: "\n")
  }
}

extension EdgeMode: ExpressibleByArgument {}
extension Interpolation: ExpressibleByArgument {}
