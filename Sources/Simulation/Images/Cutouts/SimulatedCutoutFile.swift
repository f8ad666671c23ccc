import FITS
import Files
import Tables

/// Writes cutouts of galaxies: a cube of images, and what they show.
///
/// | HDU | holds |
/// |---|---|
/// | 0 | the images, shape `[count, bands, side, side]`, nanomaggies |
/// | 1 `TRUTH` | a row for each, in their order; `morphology` is the label |
public struct SimulatedCutoutFile: Sendable {
  public let cutouts: GalaxyCutouts
  /// Lines for the header's history.
  public var history: [String] = []

  public init(_ cutouts: GalaxyCutouts) { self.cutouts = cutouts }

  /// - Parameters:
  ///   - path: A new file, or one to replace.
  ///   - threads: How many cutouts are made at once.
  ///   - completed: Told the cutouts done so far, from any thread; may throw to stop.
  /// - Throws: `SkysortError`, `SkysortError`, or what `completed` throws.
  public func write(
    to path: String, threads: Int, completed: @escaping @Sendable (Int) throws -> Void = { _ in }
  ) async throws {
    var output = try FITSOutput(path: path)
    let (side, bands) = (cutouts.side, cutouts.exposures.count)
    let cube = try output.appendImage(
      shape: [side, side, bands, cutouts.count], .init(.float32), cards: cards, history: history)
    _ = try forEachStrip(of: cutouts.count, rows: 64, threads: threads, completed: completed) {
      some in
      try cube.write(
        some.flatMap { image(index: $0) }, at: some.lowerBound * bands * side * side)
    }
    try output.appendTable(TruthTable.table(of: cutouts), name: "TRUTH")
    try output.finish()
  }

  /// All bands of one cutout, shape `[bands, side, side]`.
  private func image(index: Int) -> [Float] {
    cutouts.exposures.indices.flatMap { cutouts.image(index: index, exposure: $0) }
  }

  private var cards: [OutputEntry] {
    let scale = cutouts.configuration.pixelScale
    var cards = [
      OutputEntry("BUNIT", .string("nanomaggy"), comment: "1 at an AB magnitude of 22.5"),
      OutputEntry("MAGZERO", .real(22.5), comment: "[mag] of a flux of 1"),
      OutputEntry("PIXSCALE", .real(scale), comment: "[arcsec] of a pixel's side"),
    ]
    for (number, exposure) in cutouts.exposures.enumerated() {
      cards.append(
        OutputEntry("BAND\(number + 1)", .string(exposure.band), comment: "filter of plane"))
    }
    return cards + [FieldHeader.seed(cutouts.configuration.sky.seed)]
  }
}
