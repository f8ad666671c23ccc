import Numbers

/// How an image's value between pixels' centres is found.
public enum Interpolation: String, Sendable, Hashable, CaseIterable {
  /// From the four pixels around; never beyond their values.
  case bilinear
  /// From sixteen, by cubic convolution; sharper, and may overshoot beside bright points.
  /// Bilinear where one of the sixteen is missing.
  ///
  /// - Source: Keys 1981, IEEE Trans. ASSP 29, 1153.
  case bicubic

  /// Pixels on each side that a value may need.
  var reach: Int { self == .bilinear ? 1 : 2 }
}

/// Looks values up in a block of pixels.
@unsafe
struct PixelSampler<Pixel: BinaryFloatingPoint> {
  let block: PixelBlock<Pixel>
  let interpolation: Interpolation

  /// The value at a place in the image; NaN where pixels it needs are missing.
  @inline(__always)
  func value(x: Double, y: Double) -> Double {
    guard unsafe x >= Double(block.columns.lowerBound) - 0.5,
      unsafe x <= Double(block.columns.upperBound) - 0.5,
      unsafe y >= Double(block.rows.lowerBound) - 0.5,
      unsafe y <= Double(block.rows.upperBound) - 0.5
    else { return .nan }
    let (column, row) = (Int(clamping: x.rounded(.down)), Int(clamping: y.rounded(.down)))
    let (u, v) = (x - Double(column), y - Double(row))
    if unsafe interpolation == .bicubic {
      let cubic = unsafe cubic(column, row, u, v)
      if !cubic.isNaN { return cubic }
    }
    return unsafe linear(column, row, u, v)
  }

  /// Half a pixel beyond the outermost centres, the outermost values hold.
  @inline(__always)
  private func linear(_ column: Int, _ row: Int, _ u: Double, _ v: Double) -> Double {
    let (left, right) = unsafe (
      max(column, block.columns.lowerBound), min(column + 1, block.columns.upperBound - 1)
    )
    let (low, high) = unsafe (
      max(row, block.rows.lowerBound), min(row + 1, block.rows.upperBound - 1)
    )
    let (below, above) = unsafe (block.row(low), block.row(high))
    // A pixel of no weight may be missing.
    func mixed(_ first: Double, _ second: Double, _ part: Double) -> Double {
      part == 0 ? first : first * (1 - part) + second * part
    }
    let lower = unsafe mixed(Double(below[left]), Double(below[right]), u)
    guard v != 0 else { return lower }
    return unsafe mixed(lower, mixed(Double(above[left]), Double(above[right]), u), v)
  }

  @inline(__always)
  private func cubic(_ column: Int, _ row: Int, _ u: Double, _ v: Double) -> Double {
    guard unsafe column - 1 >= block.columns.lowerBound,
      unsafe column + 2 < block.columns.upperBound, unsafe row - 1 >= block.rows.lowerBound,
      unsafe row + 2 < block.rows.upperBound
    else { return .nan }
    let (across, up) = (CubicKernel.weights(u), CubicKernel.weights(v))
    var sum = 0.0
    for step in 0..<4 {
      let line = unsafe (block.row(row - 1 + step) + (column - 1))
      let values = unsafe SIMD4(
        Double(line[0]), Double(line[1]), Double(line[2]), Double(line[3]))
      sum += up[step] * (across * values).sum()
    }
    return sum
  }
}

/// Weights of four pixels in a row.
enum CubicKernel {
  /// - Parameter t: Of the way from the second to the third, in `0..<1`.
  @inline(__always)
  static func weights(_ t: Double) -> SIMD4<Double> {
    SIMD4(
      t * (-0.5 + t * (1 - 0.5 * t)), 1 + t * t * (1.5 * t - 2.5), t * (0.5 + t * (2 - 1.5 * t)),
      t * t * (0.5 * t - 0.5))
  }
}
