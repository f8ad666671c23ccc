import FITS
import Files
import Parallel

/// A rectangle of an image's pixels in memory.
@unsafe
struct PixelBlock<Pixel> {
  let columns: Range<Int>
  let rows: Range<Int>
  /// The first column of the first row; rows follow each other without a gap.
  let start: UnsafePointer<Pixel>

  /// A row's pixels, counted by the image's columns.
  @inline(__always)
  func row(_ row: Int) -> UnsafePointer<Pixel> {
    unsafe start + ((row - rows.lowerBound) * columns.count - columns.lowerBound)
  }
}

/// Some rows of an image, which move upwards through it; each row is read once.
@safe
final class RowStrip<Pixel: FITSPixel & BitwiseCopyable> {
  private let image: FITSImage
  private let plane: Int
  private let threads: Int
  private let pixels: UnsafeMutablePointer<Pixel>
  private let capacity: Int
  private(set) var rows = 0..<0

  /// - Parameter capacity: Rows held at once.
  init(_ image: FITSImage, plane: Int, capacity: Int, threads: Int) {
    self.image = image
    self.plane = plane
    self.capacity = capacity
    self.threads = threads
    unsafe pixels = .allocate(capacity: capacity * image.width)
  }

  deinit { unsafe pixels.deallocate() }

  var block: PixelBlock<Pixel> {
    unsafe PixelBlock(columns: 0..<image.width, rows: rows, start: UnsafePointer(pixels))
  }

  /// Brings rows into memory; those that are there already are moved, not read again.
  ///
  /// - Parameter wanted: At most as many as are held, none in front of the ones before.
  func load(_ wanted: Range<Int>) throws(SkysortError) {
    precondition(
      wanted.count <= capacity && wanted.lowerBound >= rows.lowerBound,
      "expected at most \(capacity) rows from \(rows.lowerBound), found \(wanted)")
    let kept = wanted.clamped(to: rows)
    if !kept.isEmpty {
      let from = (kept.lowerBound - rows.lowerBound) * image.width
      unsafe pixels.update(from: pixels + from, count: kept.count * image.width)
    }
    let end = max(wanted.upperBound, kept.isEmpty ? 0 : kept.upperBound)
    rows = wanted.lowerBound..<end
    try read(kept.isEmpty ? wanted : kept.upperBound..<end)
  }

  /// Reads rows to their place, a fraction on each thread.
  private func read(_ missing: Range<Int>) throws(SkysortError) {
    guard !missing.isEmpty else { return }
    let fractions = min(threads, max(1, missing.count / 64))
    let (image, plane, width, first) = (image, plane, image.width, rows.lowerBound)
    nonisolated(unsafe) let pixels = unsafe pixels
    do {
      _ = try parallelMap(fractions, threads: fractions) { fraction throws(SkysortError) in
        let low = missing.lowerBound + missing.count * fraction / fractions
        let high = missing.lowerBound + missing.count * (fraction + 1) / fractions
        try unsafe image.read(
          plane: plane, rows: low..<high,
          into: UnsafeMutableBufferPointer(
            start: pixels + (low - first) * width, count: (high - low) * width))
      }
    } catch {
      rows = rows.lowerBound..<rows.lowerBound
      throw error
    }
  }
}
