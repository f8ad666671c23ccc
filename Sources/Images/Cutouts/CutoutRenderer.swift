import FITS
import Numbers
public import Sky

/// What a cutout lacks.
public struct CutoutQuality: Sendable, Hashable {
  /// The fraction of its pixels that are NaN: beyond the edge, or not measured.
  public var missing: Float
  /// The fraction of its pixels that the mask marks.
  public var masked: Float
  public var flags: QualityFlags

  /// Of a cutout that holds nothing.
  static let empty = CutoutQuality(missing: 1, masked: 0, flags: [.truncated, .missingBand])
}

/// Makes the pixels of cutouts from blocks of an image.
struct CutoutRenderer: Sendable {
  let size: Int
  let interpolation: Interpolation
  /// Of the image.
  let width: Int
  let height: Int

  /// Copies a window.
  ///
  /// - Parameters:
  ///   - block: Holds all of the window that lies in the image.
  ///   - cutout: Shape `[size, size]`; NaN beyond the image.
  /// - Returns: Pixels inside the image that are NaN.
  func copy<Pixel: FITSPixel & BitwiseCopyable>(
    _ window: CutoutWindow, from block: PixelBlock<Pixel>,
    into cutout: UnsafeMutableBufferPointer<Pixel>
  ) -> Int {
    let (columns, rows) = window.overlap(width: width, height: height)
    if columns.count < size || rows.count < size {
      unsafe cutout.update(repeating: .nan)
    }
    guard let target = cutout.baseAddress, !columns.isEmpty else { return 0 }
    var missing = 0
    for row in rows {
      let source = unsafe (block.row(row) + columns.lowerBound)
      let line =
        unsafe target
        + ((row - window.firstRow) * size + columns.lowerBound - window.firstColumn)
      unsafe line.update(from: source, count: columns.count)
      for index in 0..<columns.count {
        let value = unsafe source[index]
        missing &+= value == value ? 0 : 1
      }
    }
    return missing
  }

  /// Looks a cutout's pixels up between those of the image.
  ///
  /// - Parameter sampling: Places along each side of a pixel whose mean is taken.
  /// - Returns: Pixels whose places lie beyond the image.
  func resample<Pixel: FITSPixel & BitwiseCopyable>(
    _ grid: CutoutGrid, sampling: Int, from block: PixelBlock<Pixel>,
    into cutout: UnsafeMutableBufferPointer<Pixel>
  ) -> Int {
    let sampler = unsafe PixelSampler(block: block, interpolation: interpolation)
    let offsets = (0..<sampling).map { (Double($0) + 0.5) / Double(sampling) - 0.5 }
    var outside = 0
    for row in 0..<size {
      let lines = offsets.map { grid.line(Double(row) + $0) }
      for column in 0..<size {
        var sum = 0.0
        for line in lines {
          for u in offsets {
            let (x, y) = line.place(Double(column) + u)
            sum += unsafe sampler.value(x: x, y: y)
          }
        }
        if sum.isNaN, !isInside(grid.place(Double(column), Double(row))) { outside += 1 }
        unsafe cutout[row * size + column] = Pixel(sum / Double(sampling * sampling))
      }
    }
    return outside
  }

  private func isInside(_ place: (x: Double, y: Double)) -> Bool {
    place.x >= -0.5 && place.y >= -0.5 && place.x <= Double(width) - 0.5
      && place.y <= Double(height) - 0.5
  }

  /// Pixels of a window that the mask marks.
  func maskedCount(
    _ window: CutoutWindow, in mask: PixelBlock<Float>, _ meaning: MaskMeaning
  ) -> Int {
    let (columns, rows) = window.overlap(width: width, height: height)
    var count = 0
    for row in rows {
      let line = unsafe mask.row(row)
      for column in columns { count &+= unsafe meaning.isFlagged(line[column]) ? 1 : 0 }
    }
    return count
  }

  /// Pixels of a resampled cutout whose nearest pixel the mask marks.
  func maskedCount(
    _ grid: CutoutGrid, in mask: PixelBlock<Float>, _ meaning: MaskMeaning
  ) -> Int {
    var count = 0
    for row in 0..<size {
      for column in 0..<size {
        let place = grid.place(Double(column), Double(row))
        guard isInside(place) else { continue }
        let (x, y) = unsafe (
          min(
            mask.columns.upperBound - 1,
            max(mask.columns.lowerBound, Int(clamping: place.x.rounded()))),
          min(mask.rows.upperBound - 1, max(mask.rows.lowerBound, Int(clamping: place.y.rounded())))
        )
        if unsafe meaning.isFlagged(mask.row(y)[x]) { count += 1 }
      }
    }
    return count
  }
}
