import FITS
import Files

/// Writes one band of a field: the image, its inverse variance and its mask.
///
/// | HDU | holds |
/// |---|---|
/// | 0 | the image, nanomaggies, sky subtracted |
/// | 1 `INVVAR` | inverse variance, 0 where nothing can be said |
/// | 2 `MASK` | bits, named in the header |
public struct FieldImageFile: Sendable {
  public let field: SkyField
  /// Position in ``SkyField/exposures``.
  public let exposure: Int
  /// Lines for the header's history.
  public var history: [String] = []
  /// Rows made at once on each thread; what is written does not depend on them.
  public var stripRows: Int

  private static let stripPixels = 1 << 20

  public init(_ field: SkyField, exposure: Int) {
    self.field = field
    self.exposure = exposure
    stripRows = max(1, min(256, Self.stripPixels / field.configuration.width))
  }

  /// - Parameters:
  ///   - path: A new file, or one to replace.
  ///   - threads: How many strips are made at once.
  ///   - completed: Told the rows done so far, from any thread; may throw to stop.
  /// - Throws: `SkysortError`, or what `completed` throws.
  public func write(
    to path: String, threads: Int, completed: @escaping @Sendable (Int) throws -> Void = { _ in }
  ) async throws {
    var output = try FITSOutput(path: path)
    let planes = try append(to: &output)
    _ = try forEachStrip(
      of: field.configuration.height, rows: stripRows, threads: threads, completed: completed
    ) { rows in
      try planes.write(field.strip(exposure: exposure, rows: rows))
    }
    try output.finish()
  }

  private struct Planes: Sendable {
    let image, weight, mask: ImageOutput

    func write(_ strip: SkyField.Strip) throws(SkysortError) {
      let offset = strip.rows.lowerBound * image.shape[0]
      try image.write(strip.image, at: offset)
      try weight.write(strip.inverseVariance, at: offset)
      try mask.write(strip.mask, at: offset)
    }
  }

  private func append(to output: inout FITSOutput) throws(SkysortError) -> Planes {
    let shape = [field.configuration.width, field.configuration.height]
    let taken = field.exposures[exposure]
    let coordinates = FieldHeader.coordinates(field.plane)
    let image = try output.appendImage(
      shape: shape, .init(.float32),
      cards: coordinates + FieldHeader.camera(taken)
        + [FieldHeader.seed(field.configuration.sky.seed)], history: history)
    let filter = [OutputEntry("FILTER", .string(taken.band))]
    let unit = [OutputEntry("BUNIT", .string("nanomaggy-2"))]
    let weight = try output.appendImage(
      shape: shape, .init(.float32), name: "INVVAR", cards: coordinates + filter + unit)
    let mask = try output.appendImage(
      shape: shape, .init(.uint8), name: "MASK", cards: coordinates + filter + FieldHeader.mask)
    return Planes(image: image, weight: weight, mask: mask)
  }
}
