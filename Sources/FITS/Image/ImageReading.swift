public import Files

extension FITSImage {
  /// Bytes read at once.
  private static let blockSize = 1 << 18

  /// Reads a rectangle of one plane: `BZERO + BSCALE · stored`, NaN where `BLANK`.
  ///
  /// Values equal astropy's, read as `Float` where ``PixelFormat/fitsFloat`` and as `Double`
  /// otherwise; `Float` values of other formats are the latter, rounded.
  ///
  /// - Parameters:
  ///   - plane: In `0..<planeCount`; the third axis runs fastest.
  ///   - rows: In `0..<height`, counted from 0 at the FITS bottom.
  ///   - columns: In `0..<width`; all where `nil`.
  ///   - pixels: Shape `[rows, columns]`.
  /// - Throws: `SkysortError` where the disk fails, or an integer is beyond 2^53, which neither
  ///   type holds.
  public func read<Pixel: FITSPixel>(
    plane: Int = 0, rows: Range<Int>, columns: Range<Int>? = nil,
    into pixels: UnsafeMutableBufferPointer<Pixel>
  ) throws(SkysortError) {
    let columns = columns ?? 0..<width
    checkSection(plane: plane, rows: rows, columns: columns, count: pixels.count)
    guard !rows.isEmpty && !columns.isEmpty else { return }
    let first = (plane * height + rows.lowerBound) * width + columns.lowerBound
    if columns.count == width {
      return try unsafe readRun(at: first, into: pixels)
    }
    for row in 0..<rows.count {
      let run = row * columns.count..<(row + 1) * columns.count
      try unsafe readRun(
        at: first + row * width, into: UnsafeMutableBufferPointer(rebasing: pixels[run]))
    }
  }

  /// As above, as an array.
  public func pixels<Pixel: FITSPixel>(
    _: Pixel.Type = Pixel.self, plane: Int = 0, rows: Range<Int>? = nil,
    columns: Range<Int>? = nil
  ) throws(SkysortError) -> [Pixel] {
    let rows = rows ?? 0..<height
    let count = rows.count * (columns?.count ?? width)
    var failure: SkysortError?
    let pixels = unsafe [Pixel](unsafeUninitializedCapacity: count) { buffer, filled in
      let room = unsafe UnsafeMutableBufferPointer(rebasing: buffer[..<count])
      do throws(SkysortError) {
        try unsafe read(plane: plane, rows: rows, columns: columns, into: room)
        filled = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return pixels
  }

  private func checkSection(plane: Int, rows: Range<Int>, columns: Range<Int>, count: Int) {
    precondition(
      (0..<planeCount).contains(plane), "expected a plane of \(planeCount), found \(plane)")
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= height && columns.lowerBound >= 0
        && columns.upperBound <= width,
      "expected a section of \(width) × \(height), found columns \(columns), rows \(rows)")
    precondition(
      count == rows.count * columns.count,
      "expected room for \(rows.count) × \(columns.count) pixels, found \(count)")
  }

  /// Reads pixels that stand behind each other in the file.
  private func readRun<Pixel: FITSPixel>(
    at first: Int, into pixels: UnsafeMutableBufferPointer<Pixel>
  ) throws(SkysortError) {
    if format.byteCount == MemoryLayout<Pixel>.size {
      let raw = UnsafeMutableRawBufferPointer(pixels)
      try unsafe bytes.read(at: offset(of: first), into: raw)
      return try unsafe decode(UnsafeRawBufferPointer(raw), into: pixels)
    }
    let perBlock = min(pixels.count, Self.blockSize / format.byteCount)
    let block = UnsafeMutableRawBufferPointer.allocate(
      byteCount: perBlock * format.byteCount, alignment: 16)
    defer { unsafe block.deallocate() }
    for start in stride(from: 0, to: pixels.count, by: perBlock) {
      let end = min(start + perBlock, pixels.count)
      let stored = unsafe UnsafeMutableRawBufferPointer(
        rebasing: block[..<((end - start) * format.byteCount)])
      try unsafe bytes.read(at: offset(of: first + start), into: stored)
      try unsafe decode(
        UnsafeRawBufferPointer(stored),
        into: UnsafeMutableBufferPointer(rebasing: pixels[start..<end]))
    }
  }

  private func offset(of pixel: Int) -> Int64 {
    dataOffset + Int64(pixel) * Int64(format.byteCount)
  }

  private func decode<Pixel: FITSPixel>(
    _ stored: UnsafeRawBufferPointer, into pixels: UnsafeMutableBufferPointer<Pixel>
  ) throws(SkysortError) {
    let raw = UnsafeMutableRawBufferPointer(pixels)
    do throws(Fault) {
      switch Pixel.self {
      case is Float.Type:
        try unsafe decoder.decode(stored, into: raw.assumingMemoryBound(to: Float.self))
      case is Double.Type:
        try unsafe decoder.decode(stored, into: raw.assumingMemoryBound(to: Double.self))
      default: preconditionFailure("expected Float or Double, found \(Pixel.self)")
      }
    } catch {
      throw error.located(path: path, hdu: index)
    }
  }
}
