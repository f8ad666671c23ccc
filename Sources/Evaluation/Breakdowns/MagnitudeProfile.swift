import Glibc
import Numbers

/// Purity and completeness of every class against magnitude.
public struct MagnitudeProfile: Hashable, Sendable {
  /// One class in one magnitude bin, with Wilson's intervals.
  public struct Cell: Hashable, Sendable {
    /// Rows of the class.
    public let support: Int
    /// Rows called the class.
    public let predicted: Int
    /// Rows of the class called so.
    public let correct: Int
    /// Undefined where no row is called the class.
    public var purity: Estimate { .proportion(correct, of: predicted) }
    /// Undefined where no row is of the class.
    public var completeness: Estimate { .proportion(correct, of: support) }
  }

  public let magnitudeName: String
  /// Shape `[bins + 1]`, ascending, magnitudes.
  public let edges: [Double]
  /// Shape `[classes][bins]`.
  public let cells: [[Cell]]
  /// Rows whose magnitude is missing.
  public let missingCount: Int

  /// - Parameters:
  ///   - predicted: Shape `[rows]`; rows with `nil` are left out.
  ///   - edges: As made by ``binEdges(of:)``.
  init(
    _ predictions: LabelledPredictions, magnitude: LabelledPredictions.Measurement,
    predicted: [Int?], edges: [Double]
  ) {
    magnitudeName = magnitude.name
    self.edges = edges
    let binCount = edges.count - 1
    let classCount = predictions.classes.count
    var matrices = [[Int]](
      repeating: Array(repeating: 0, count: 3 * classCount), count: binCount)
    var missing = 0
    for (row, value) in magnitude.values.enumerated() {
      guard let bin = Self.bin(of: value, edges: edges), let called = predicted[row] else {
        missing += value.isFinite ? 0 : 1
        continue
      }
      let truth = predictions.truth[row]
      matrices[bin][3 * truth] += 1
      matrices[bin][3 * called + 1] += 1
      if called == truth { matrices[bin][3 * truth + 2] += 1 }
    }
    missingCount = missing
    cells = (0..<classCount).map { index in
      matrices.map { counts in
        Cell(
          support: counts[3 * index], predicted: counts[3 * index + 1],
          correct: counts[3 * index + 2])
      }
    }
  }

  /// Where a magnitude falls; `nil` for NaN.
  static func bin(of value: Float, edges: [Double]) -> Int? {
    guard value.isFinite else { return nil }
    let position = (Double(value) - edges[0]) / (edges[1] - edges[0])
    return Int(clamping: min(Double(edges.count - 2), max(0, position)))
  }

  /// Equal bins of a round width between the 0.1 and 99.9 percentiles; what lies beyond
  /// belongs to the first or the last one. `nil` without two different values.
  ///
  /// - Parameter values: Magnitudes; NaN is passed over.
  public static func binEdges(of values: [Float]) -> [Double]? {
    let sorted = values.filter(\.isFinite).sorted()
    guard let first = sorted.first, let last = sorted.last, last > first else { return nil }
    let low = Double(sorted[(sorted.count - 1) / 1000])
    let high = Double(sorted[sorted.count - 1 - (sorted.count - 1) / 1000])
    let span = max(high - low, 1e-3)
    let widths = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100]
    let width = widths.first { span / $0 <= 24 } ?? span / 24
    let start = (low / width).rounded(.down)
    let end = max(start + 1, (high / width).rounded(.up))
    return stride(from: start, through: end, by: 1).map { $0 * width }
  }
}
