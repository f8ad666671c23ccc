import FITS
import FoundationEssentials
import Glibc
import Images
import Random
import Tables

/// Runs `skysort cutouts` from a mosaic and a catalog to a file of cutouts, as a user would.
struct CutoutWork {
  let program: String
  let folder: String
  /// Cutouts.
  let count: Int
  /// Pixels along a cutout's side.
  let side: Int
  /// Pixels along the mosaic's side.
  let mosaicSide: Int
  let threads: Int
  let seed: UInt64

  /// Where files are in memory, on Linux.
  private static let memory = "/dev/shm"

  struct Figures: Encodable {
    let work = "cutouts"
    /// From the program's start to its end, the output a file in memory.
    let cutoutsS: Int
    /// The same with the output on the disk, written out before the end.
    let writtenS: Int
    /// Largest resident memory of either, in 10⁹ bytes.
    let peakGb: Double
    let seconds: Double
    let writtenSeconds: Double
    let cutouts: Int
    let side: Int
    let threads: Int
  }

  func run() throws -> Figures {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    let mosaic = folder + "/mosaic.fits"
    if !FileManager.default.fileExists(atPath: mosaic) { try writeMosaic(mosaic) }
    let catalog = folder + "/mosaic-sources-\(count).fits"
    if !FileManager.default.fileExists(atPath: catalog) { try writeCatalog(catalog, of: mosaic) }
    let kept = try cut(mosaic, catalog, into: Self.memory)
    let written = try cut(mosaic, catalog, into: folder)
    return Figures(
      cutoutsS: Int(Double(count) / kept.seconds), writtenS: Int(Double(count) / written.seconds),
      peakGb: (Double(max(kept.peakBytes, written.peakBytes)) / 1e7).rounded() / 100,
      seconds: (kept.seconds * 100).rounded() / 100,
      writtenSeconds: (written.seconds * 100).rounded() / 100, cutouts: count, side: side,
      threads: threads)
  }

  private func cut(
    _ mosaic: String, _ catalog: String, into folder: String
  ) throws -> ChildProcess.Outcome {
    let output = "\(folder)/skysort-cutouts-\(getpid()).fits"
    defer { try? FileManager.default.removeItem(atPath: output) }
    return try ChildProcess.run(
      program,
      [
        "cutouts", "--image", mosaic, "--catalog", catalog, "--size", "\(side)", "-o", output,
        "--quiet", "--threads", "\(threads)",
      ])
  }

  /// Noise in single precision with coordinates on the sky.
  private func writeMosaic(_ path: String) throws {
    let middle = Double(mosaicSide + 1) / 2
    let scale = 0.2 / 3600
    let cards = [
      OutputEntry("CTYPE1", .string("RA---TAN")), OutputEntry("CTYPE2", .string("DEC--TAN")),
      OutputEntry("CRPIX1", .real(middle)), OutputEntry("CRPIX2", .real(middle)),
      OutputEntry("CRVAL1", .real(150)), OutputEntry("CRVAL2", .real(2.2)),
      OutputEntry("CD1_1", .real(-scale)), OutputEntry("CD2_2", .real(scale)),
    ]
    var output = try FITSOutput(path: path)
    let image = try output.appendImage(
      shape: [mosaicSide, mosaicSide], PixelStorage(.float32), cards: cards)
    var state = seed &+ 1
    for row in 0..<mosaicSide {
      let line = (0..<mosaicSide).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int32(truncatingIfNeeded: state >> 32)) * 0x1p-28
      }
      try image.write(line, at: row * mosaicSide)
    }
    try output.finish()
  }

  /// Positions that are spread evenly over the mosaic.
  private func writeCatalog(_ path: String, of mosaic: String) throws {
    let header = try FITSFile(mosaic).image().header
    guard let coordinates = try WorldCoordinates(header, path: mosaic) else {
      throw BenchmarkError("\(mosaic) has no coordinates on the sky.")
    }
    var random = RandomStream(seed: seed, purpose: .bootstrap, stream: 0)
    let pixels = (0..<2 * count).map { _ in random.nextUnit() * Double(mosaicSide) }
    let sky = coordinates.skyAngles(ofPixels: pixels)
    let columns = [("ra", 0), ("dec", 1)].map { name, part in
      Column(
        info: ColumnInfo(name: name, type: .double, unit: "deg"),
        values: .double(stride(from: part, to: sky.count, by: 2).map { sky[$0] }))
    }
    let identifiers = Column(
      info: ColumnInfo(name: "id", type: .int64), values: .int64((0..<count).map(Int64.init)))
    try TableFile.write(Table(columns: [identifiers] + columns), to: path)
  }
}
