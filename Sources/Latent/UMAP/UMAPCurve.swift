import Glibc

/// How alike two points of the map are at a distance: `1 / (1 + a d^(2b))`, the smooth curve that is
/// nearest to 1 up to the minimum distance and an exponential beyond.
struct UMAPCurve: Hashable, Sendable {
  let a: Double
  let b: Double

  private static let samples = 300

  /// Fitted by least squares with damped Gauss-Newton steps.
  ///
  /// - Source: McInnes, Healy & Melville 2018, section 4; Marquardt 1963, SIAM J. 11, 431.
  init(minimumDistance: Double, spread: Double) {
    precondition(
      minimumDistance >= 0 && spread > 0 && minimumDistance < 3 * spread,
      "expected a minimum distance from 0 to below 3 spreads, found \(minimumDistance), \(spread)")
    let distances = (1..<Self.samples).map { Double($0) * 3 * spread / Double(Self.samples - 1) }
    let wanted = distances.map {
      $0 < minimumDistance ? 1 : exp(-($0 - minimumDistance) / spread)
    }
    var (a, b, damping) = (1.0, 1.0, 1e-3)
    var error = Self.error(a, b, distances, wanted)
    for _ in 0..<200 {
      let step = Self.step(a, b, damping, distances, wanted)
      let next = Self.error(a + step.a, b + step.b, distances, wanted)
      if next < error {
        let isDone = error - next < 1e-15 * error
        (a, b, error, damping) = (a + step.a, b + step.b, next, damping / 10)
        if isDone { break }
      } else {
        damping *= 10
        if damping > 1e12 { break }
      }
    }
    self.a = a
    self.b = b
  }

  private static func value(_ a: Double, _ b: Double, _ x: Double) -> Double {
    1 / (1 + a * pow(x, 2 * b))
  }

  private static func error(
    _ a: Double, _ b: Double, _ distances: [Double], _ wanted: [Double]
  ) -> Double {
    guard a > 0 && b > 0 else { return .infinity }
    return zip(distances, wanted).reduce(0) {
      let difference = value(a, b, $1.0) - $1.1
      return $0 + difference * difference
    }
  }

  private static func step(
    _ a: Double, _ b: Double, _ damping: Double, _ distances: [Double], _ wanted: [Double]
  ) -> (a: Double, b: Double) {
    var (aa, ab, bb, ga, gb) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (x, target) in zip(distances, wanted) {
      let y = value(a, b, x)
      let byA = -y * y * pow(x, 2 * b)
      let byB = byA * 2 * a * log(x)
      aa += byA * byA
      ab += byA * byB
      bb += byB * byB
      ga += byA * (target - y)
      gb += byB * (target - y)
    }
    aa *= 1 + damping
    bb *= 1 + damping
    let determinant = aa * bb - ab * ab
    guard determinant > 0 else { return (0, 0) }
    return ((ga * bb - gb * ab) / determinant, (gb * aa - ga * ab) / determinant)
  }
}
