internal import Glibc
internal import Numbers

/// The interval of IRAF's display: shows the sky and what is a little above it.
///
/// A straight line is fitted to a sorted sample of the pixels, those far from it left out; its
/// slope at the median, made steeper by the contrast, gives black and white. Where most pixels
/// had to be left out, these are the sample's extremes.
///
/// - Source: the help page of IRAF's `display` task, section 'zscale algorithm'.
public struct ZScale: Hashable, Sendable {
  /// Pixels that are looked at.
  public var sampleCount = 1000
  /// Above 0 and usually below 1; smaller shows a wider interval.
  public var contrast = 0.25
  /// Pixels farther from the line than so many deviations are left out.
  public var rejection = 2.5
  public var maximumRounds = 5
  /// The fraction of pixels that must stay for the line to count.
  public var keptFraction = 0.5
  /// Pixels that must stay for the line to count.
  public var minimumCount = 5

  public init() {}

  /// - Parameter samples: What is not finite does not count.
  /// - Returns: `nil` where nothing is finite.
  public func limits(of samples: some Collection<Float>) -> ClosedRange<Double>? {
    let finite = samples.filter(\.isFinite)
    let step = max(1, finite.count / sampleCount)
    let sorted = stride(from: 0, to: finite.count, by: step)
      .prefix(sampleCount).map { Double(finite[$0]) }.sorted()
    guard let smallest = sorted.first, let largest = sorted.last else { return nil }
    guard let slope = slope(of: sorted) else { return smallest...largest }
    let middle = (sorted.count - 1) / 2
    let median = (sorted[middle] + sorted[sorted.count / 2]) / 2
    let steep = contrast > 0 ? slope / contrast : slope
    let black = max(smallest, median - Double(middle - 1) * steep)
    let white = min(largest, median + Double(sorted.count - middle) * steep)
    return min(black, white)...max(black, white)
  }

  /// Of the line through what is not far from it; `nil` where too little is left.
  private func slope(of sorted: [Double]) -> Double? {
    let needed = max(minimumCount, Int(clamping: Double(sorted.count) * keptFraction))
    var isKept = [Bool](repeating: true, count: sorted.count)
    var (kept, before) = (sorted.count, sorted.count + 1)
    var slope: Double?
    for _ in 0..<maximumRounds where kept < before && kept >= needed {
      let line = Line(through: sorted, isKept)
      slope = line.slope
      reject(sorted, farFrom: line, &isKept)
      before = kept
      kept = isKept.count { $0 }
    }
    return kept >= needed ? slope : nil
  }

  /// Leaves out pixels far from the line, with some of their neighbours.
  private func reject(_ sorted: [Double], farFrom line: Line, _ isKept: inout [Bool]) {
    let residuals = sorted.indices.map { sorted[$0] - line[$0] }
    let limit = rejection * Self.deviation(of: residuals, isKept)
    let isFar = residuals.indices.map { !isKept[$0] || abs(residuals[$0]) > limit }
    let grown = max(1, sorted.count / 100)
    for index in isFar.indices where isFar[index] {
      let first = max(0, index - (grown - 1) / 2)
      let last = min(sorted.count - 1, index + grown / 2)
      for neighbour in first...last { isKept[neighbour] = false }
    }
  }

  private static func deviation(of values: [Double], _ isKept: [Bool]) -> Double {
    let kept = values.indices.filter { isKept[$0] }.map { values[$0] }
    let mean = kept.reduce(0, +) / Double(kept.count)
    let squares = kept.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(kept.count)).squareRoot()
  }
}

/// Least squares over the values that count, by their place.
private struct Line {
  let slope: Double
  let start: Double

  init(through values: [Double], _ counts: [Bool]) {
    let places = values.indices.filter { counts[$0] }
    let number = Double(places.count)
    let middle = places.reduce(0) { $0 + Double($1) } / number
    let mean = places.reduce(0) { $0 + values[$1] } / number
    let spread = places.reduce(0) { $0 + (Double($1) - middle) * (Double($1) - middle) }
    let common = places.reduce(0) { $0 + (Double($1) - middle) * (values[$1] - mean) }
    slope = spread > 0 ? common / spread : 0
    start = mean - slope * middle
  }

  subscript(_ place: Int) -> Double { start + slope * Double(place) }
}
