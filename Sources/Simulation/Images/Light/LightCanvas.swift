import Glibc
import Numbers

/// Rows of an image onto which Gaussians are added.
///
/// A row's pixels depend on the Gaussians and on the row alone, not on which rows are drawn
/// together.
struct LightCanvas {
  let width: Int
  let rows: Range<Int>
  /// Shape `[rows, width]`.
  private(set) var pixels: [Float]

  /// Gaussians end where this many deviations out, or farther where they are still brighter than
  /// the limit.
  private static let leastReach = 4.0

  init(width: Int, rows: Range<Int>) {
    self.width = width
    self.rows = rows
    pixels = [Float](repeating: 0, count: width * rows.count)
  }

  /// Deviations out to which a Gaussian of a peak is drawn.
  static func reach(peak: Double, limit: Double) -> Double {
    guard peak > limit, limit > 0 else { return leastReach }
    return max(leastReach, (2 * log(peak / limit)).squareRoot())
  }

  /// Adds a Gaussian.
  ///
  /// - Parameters:
  ///   - component: In pixels; its fraction counts as a factor of `light`.
  ///   - x: Of the source, pixel centres at integers; likewise `y`.
  ///   - limit: Brightness that may be left out, per pixel.
  mutating func add(
    _ component: GaussianComponent, light: Double, x: Double, y: Double, limit: Double
  ) {
    let determinant = component.xx * component.yy - component.xy * component.xy
    let peak = light * component.fraction / (2 * .pi * determinant.squareRoot())
    guard peak != 0, determinant > 0 else { return }
    let reach = Self.reach(peak: abs(peak), limit: limit)
    let height = reach * component.yy.squareRoot()
    let center = y + component.y
    let first = max(rows.lowerBound, Int(clamping: (center - height).rounded(.up)))
    let last = min(rows.upperBound - 1, Int(clamping: (center + height).rounded(.down)))
    guard first <= last else { return }
    let line = GaussianLine(
      component: component, determinant: determinant, peak: peak, reach: reach, x: x + component.x)
    for row in first...last {
      let start = (row - rows.lowerBound) * width
      unsafe pixels.withUnsafeMutableBufferPointer { buffer in
        unsafe line.add(
          at: Double(row) - center,
          to: UnsafeMutableBufferPointer(
            rebasing: buffer[start..<(start + width)]))
      }
    }
  }
}

/// A Gaussian cut into rows; neighbouring pixels follow from each other by two products.
private struct GaussianLine {
  /// Of the inverse covariance.
  private let a, b: Double
  private let yy, peak, reach, x: Double
  /// exp(−a), and its 64th power.
  private let curvature, farCurvature: Double

  init(component: GaussianComponent, determinant: Double, peak: Double, reach: Double, x: Double) {
    a = component.yy / determinant
    b = -component.xy / determinant
    yy = component.yy
    self.peak = peak
    self.reach = reach
    self.x = x
    curvature = exp(-a)
    farCurvature = exp(-64 * a)
  }

  /// - Parameters:
  ///   - distance: Of the row from the centre.
  ///   - pixels: The row.
  func add(at distance: Double, to pixels: UnsafeMutableBufferPointer<Float>) {
    let rest = reach * reach - distance * distance / yy
    guard rest > 0 else { return }
    let halfWidth = (rest / a).squareRoot()
    let middle = x - b * distance / a
    let first = max(0, Int(clamping: (middle - halfWidth).rounded(.up)))
    let last = min(pixels.count - 1, Int(clamping: (middle + halfWidth).rounded(.down)))
    guard first <= last else { return }
    let offset = Double(first) - middle
    let start = peak * exp(-0.5 * (a * offset * offset + distance * distance / yy))
    unsafe run(from: start, step: exp(-a * (offset + 0.5)), first, last, pixels)
  }

  /// - Parameters:
  ///   - start: The value at `first`.
  ///   - step: What leads from there to the next.
  private func run(
    from start: Double, step: Double, _ first: Int, _ last: Int,
    _ pixels: UnsafeMutableBufferPointer<Float>
  ) {
    var values = SIMD8<Double>.zero
    var steps = SIMD8<Double>.zero
    var (value, ratio) = (start, step)
    for lane in 0..<8 {
      values[lane] = value
      steps[lane] = ratio
      value *= ratio
      ratio *= curvature
    }
    // From lane to lane eight pixels on: eight steps, each a power of the curvature more.
    steps = eighthPower(steps)
    steps *=
      eighthPower(curvature) * eighthPower(curvature) * eighthPower(curvature)
      * curvature * curvature * curvature * curvature
    var index = first
    while index + 8 <= last + 1 {
      for lane in 0..<8 { unsafe pixels[index + lane] += Float(values[lane]) }
      values *= steps
      steps *= farCurvature
      index += 8
    }
    for lane in 0..<max(0, last + 1 - index) { unsafe pixels[index + lane] += Float(values[lane]) }
  }

  @inline(__always)
  private func eighthPower(_ base: SIMD8<Double>) -> SIMD8<Double> {
    let square = base * base
    let fourth = square * square
    return fourth * fourth
  }

  private func eighthPower(_ base: Double) -> Double {
    let fourth = base * base * base * base
    return fourth * fourth
  }
}
