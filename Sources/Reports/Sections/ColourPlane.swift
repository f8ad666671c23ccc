import Evaluation
import Glibc
import Numbers

/// Where in the plane of two colours the predictions are wrong.
struct ColourPlane {
  let x: LabelledPredictions.Measurement
  let y: LabelledPredictions.Measurement
  let xRange: ClosedRange<Double>
  let yRange: ClosedRange<Double>
  /// Correct rows by fine cell, line by line.
  private(set) var correct = [Double](repeating: 0, count: fineSize * fineSize)
  /// Rows and errors by coarse cell.
  private(set) var coarse = [(rows: Int, errors: Int)](
    repeating: (0, 0), count: coarseSize * coarseSize)
  /// Misclassified rows in the plane.
  private(set) var errorRows: [Int] = []
  static let fineSize = 56
  static let coarseSize = 8

  /// `nil` where either colour has no extent, or no row has both.
  init?(
    _ predictions: LabelledPredictions, x: LabelledPredictions.Measurement,
    y: LabelledPredictions.Measurement
  ) {
    guard let xRange = Self.core(of: x.values), let yRange = Self.core(of: y.values) else {
      return nil
    }
    (self.x, self.y, self.xRange, self.yRange) = (x, y, xRange, yRange)
    for row in 0..<predictions.rowCount {
      let (a, b) = (Double(x.values[row]), Double(y.values[row]))
      guard xRange.contains(a), yRange.contains(b) else { continue }
      let cell = index(a, b, size: Self.coarseSize)
      coarse[cell].rows += 1
      if predictions.truth[row] == predictions.predicted[row] {
        correct[index(a, b, size: Self.fineSize)] += 1
      } else {
        coarse[cell].errors += 1
        errorRows.append(row)
      }
    }
    guard coarse.contains(where: { $0.rows > 0 }) else { return nil }
  }

  /// Between the 0.5 and 99.5 percentiles, and a margin.
  private static func core(of values: [Float]) -> ClosedRange<Double>? {
    let sorted = values.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return nil }
    let cut = (sorted.count - 1) / 200
    let low = Double(sorted[cut])
    let high = Double(sorted[sorted.count - 1 - cut])
    guard high > low else { return nil }
    let margin = 0.04 * (high - low)
    return low - margin...high + margin
  }

  private func index(_ a: Double, _ b: Double, size: Int) -> Int {
    let column = (a - xRange.lowerBound) / (xRange.upperBound - xRange.lowerBound) * Double(size)
    let line = (b - yRange.lowerBound) / (yRange.upperBound - yRange.lowerBound) * Double(size)
    return min(size - 1, Int(clamping: line)) * size + min(size - 1, Int(clamping: column))
  }

  private func part(_ index: Int, of range: ClosedRange<Double>, size: Int) -> ClosedRange<Double> {
    let width = (range.upperBound - range.lowerBound) / Double(size)
    return range.lowerBound + Double(index) * width...range.lowerBound + Double(index + 1) * width
  }

  var name: String { "\(y.name) against \(x.name)" }

  /// At most `count` errors, evenly picked in row order.
  func pickedErrors(_ count: Int) -> [Int] {
    let step = max(1, (errorRows.count + count - 1) / count)
    return stride(from: 0, to: errorRows.count, by: step).map { errorRows[$0] }
  }

  /// Correct rows, shaded by the logarithm of their number.
  var density: Mark {
    let highest = log1p(correct.max() ?? 1)
    let cells = correct.enumerated().filter { $0.element > 0 }.map { index, count in
      Mark.Cell(
        x: part(index % Self.fineSize, of: xRange, size: Self.fineSize),
        y: part(index / Self.fineSize, of: yRange, size: Self.fineSize),
        weight: 0.62 * log1p(count) / highest)
    }
    return .cells(cells, SeriesStyle(hue: .faint))
  }

  /// Ranges of both colours, rows, errors and their fraction, by coarse cell.
  var tableRows: [[String]] {
    coarse.enumerated().filter { $0.element.rows > 0 }.map { index, cell in
      [
        name, rangeText(index % Self.coarseSize, of: xRange),
        rangeText(index / Self.coarseSize, of: yRange), Numeral.grouped(cell.rows),
        Numeral.grouped(cell.errors), Numeral.percent(Double(cell.errors) / Double(cell.rows)),
      ]
    }
  }

  private func rangeText(_ index: Int, of range: ClosedRange<Double>) -> String {
    let part = part(index, of: range, size: Self.coarseSize)
    return Numeral.fixed(part.lowerBound, 2) + " to " + Numeral.fixed(part.upperBound, 2)
  }
}
