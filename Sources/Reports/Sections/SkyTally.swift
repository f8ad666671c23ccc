import Evaluation
import Glibc
import Numbers
import Sky

/// The part of the sky that positions cover, cut by meridians and parallels into cells of
/// equal area.
struct SkyField {
  /// Degrees; the upper bound exceeds 360 where the field lies across right ascension 0.
  let rightAscension: ClosedRange<Double>
  /// Degrees.
  let declination: ClosedRange<Double>
  let isWholeSky: Bool
  let columns: Int
  let lines: Int
  var cellCount: Int { columns * lines }

  /// Fields wider than this are drawn on a map of the whole sky. Degrees.
  private static let widestLocalField = 60.0

  /// `nil` without positions.
  init?(around positions: [SkyPosition]) {
    guard let first = positions.first else { return nil }
    var (south, north) = (first.declination, first.declination)
    for position in positions {
      south = min(south, position.declination)
      north = max(north, position.declination)
    }
    let range = Self.shortestArc(positions.map(\.rightAscension))
    let equator = cos((south <= 0 && north >= 0 ? 0 : min(abs(south), abs(north))) * .pi / 180)
    let width = (range.upperBound - range.lowerBound) * equator
    isWholeSky =
      max(width, north - south) > Self.widestLocalField || max(abs(south), abs(north)) > 85
    lines = isWholeSky ? 18 : Self.localLines(rows: positions.count)
    columns = isWholeSky ? 36 : lines * 5 / 4
    let margin = 1e-6 + 0.01 * max(north - south, width)
    rightAscension =
      isWholeSky
      ? 0...360 : range.lowerBound - margin / equator...range.upperBound + margin / equator
    declination = isWholeSky ? -90...90 : max(-90, south - margin)...min(90, north + margin)
  }

  /// Few enough that a cell holds about 60 rows.
  private static func localLines(rows: Int) -> Int {
    max(3, min(16, Int(clamping: (Double(rows) / 75).squareRoot())))
  }

  /// The arc that leaves out the widest gap between right ascensions. Degrees.
  private static func shortestArc(_ angles: [Double]) -> ClosedRange<Double> {
    let sorted = angles.sorted()
    var start = 0
    var gap = sorted[0] + 360 - sorted[sorted.count - 1]
    for index in sorted.indices.dropFirst() where sorted[index] - sorted[index - 1] > gap {
      gap = sorted[index] - sorted[index - 1]
      start = index
    }
    return sorted[start]...sorted[start] + 360 - gap
  }

  func cell(of position: SkyPosition) -> Int {
    let east = (position.rightAscension - rightAscension.lowerBound + 720)
      .truncatingRemainder(dividingBy: 360)
    let width = rightAscension.upperBound - rightAscension.lowerBound
    let column = Int(clamping: east / width * Double(columns))
    let (low, high) = (height(declination.lowerBound), height(declination.upperBound))
    let line = Int(clamping: (height(position.declination) - low) / (high - low) * Double(lines))
    return min(lines - 1, max(0, line)) * columns + min(columns - 1, max(0, column))
  }

  /// Degrees; may exceed 360.
  func rightAscension(ofCell index: Int) -> ClosedRange<Double> {
    let width = (rightAscension.upperBound - rightAscension.lowerBound) / Double(columns)
    let start = rightAscension.lowerBound + Double(index % columns) * width
    return start...start + width
  }

  /// Degrees.
  func declination(ofCell index: Int) -> ClosedRange<Double> {
    let (low, high) = (height(declination.lowerBound), height(declination.upperBound))
    let edge = { (line: Int) in
      asin(min(1, max(-1, low + (high - low) * Double(line) / Double(lines)))) * 180 / .pi
    }
    return edge(index / columns)...edge(index / columns + 1)
  }

  /// Area grows evenly with it.
  private func height(_ declination: Double) -> Double { sin(declination * .pi / 180) }
}

/// Evaluated and misclassified rows by cell.
struct SkyTally {
  let field: SkyField
  /// Shape `[cells]`, from south to north, each line by rising right ascension.
  private(set) var rows: [Int]
  private(set) var errors: [Int]

  /// `nil` where no row has a position.
  init?(_ predictions: LabelledPredictions, positions: [SkyPosition?]) {
    guard let field = SkyField(around: positions.compactMap { $0 }) else { return nil }
    self.field = field
    rows = Array(repeating: 0, count: field.cellCount)
    errors = rows
    for (row, position) in positions.enumerated() {
      guard let position else { continue }
      let cell = field.cell(of: position)
      rows[cell] += 1
      if predictions.truth[row] != predictions.predicted[row] { errors[cell] += 1 }
    }
  }

  var occupied: [Int] { rows.indices.filter { rows[$0] > 0 } }

  func errorRate(of cell: Int) -> Double { Double(errors[cell]) / Double(rows[cell]) }
}
