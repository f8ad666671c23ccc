import FITS
import Synchronization

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
  /// - Throws: ``FITSError``, or what `completed` throws.
  public func write(
    to path: String, threads: Int, completed: @escaping @Sendable (Int) throws -> Void = { _ in }
  ) async throws {
    var output = try FITSOutput(path: path)
    let planes = try append(to: &output)
    let queue = StripQueue(height: field.configuration.height, stripRows: stripRows)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<max(1, threads) {
        group.addTask {
          while let rows = queue.next() {
            try planes.write(field.strip(exposure: exposure, rows: rows))
            try completed(queue.finish(rows))
          }
        }
      }
      try await group.waitForAll()
    }
    try output.finish()
  }

  private struct Planes: Sendable {
    let image, weight, mask: ImageOutput

    func write(_ strip: SkyField.Strip) throws(FITSError) {
      let offset = strip.rows.lowerBound * image.shape[0]
      try image.write(strip.image, at: offset)
      try weight.write(strip.inverseVariance, at: offset)
      try mask.write(strip.mask, at: offset)
    }
  }

  private func append(to output: inout FITSOutput) throws(FITSError) -> Planes {
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

/// Hands out the rows of an image, strip by strip, to any number of threads.
final class StripQueue: Sendable {
  private let height, stripRows: Int
  private let start = Atomic<Int>(0)
  private let done = Atomic<Int>(0)

  init(height: Int, stripRows: Int) {
    self.height = height
    self.stripRows = stripRows
  }

  /// The next rows; `nil` where none are left.
  func next() -> Range<Int>? {
    let first = start.add(stripRows, ordering: .relaxed).oldValue
    return first < height ? first..<min(height, first + stripRows) : nil
  }

  /// - Returns: Rows finished so far.
  func finish(_ rows: Range<Int>) -> Int {
    done.add(rows.count, ordering: .relaxed).newValue
  }
}
