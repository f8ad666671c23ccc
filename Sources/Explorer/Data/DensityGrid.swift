import Numbers

/// How many points lie in each cell of a part of a map, and what colour they have together.
struct DensityGrid: Sendable {
  let columns: Int
  let rows: Int
  /// Shape `[rows, columns]`, row 0 the lowest.
  private(set) var counts: [UInt32]
  /// The mean of the colour column, or the commonest code; NaN where there is none.
  private(set) var colours: [Float]
  /// Points in all cells.
  private(set) var total = 0

  /// Cells along a side.
  static let sides = 1...1024
  /// Codes beyond this are not told apart.
  private static let maximumCodes = 32

  /// - Parameter matches: By row, whether it is counted; all are where `nil`.
  init(
    _ axes: MapAxes, in box: MapBox, columns: Int, rows: Int, colour: ColumnStorage?,
    of matches: [Bool]? = nil
  ) {
    self.columns = columns
    self.rows = rows
    counts = [UInt32](repeating: 0, count: columns * rows)
    colours = [Float](repeating: .nan, count: columns * rows)
    let cells = Self.cells(axes, box, columns, rows, matches)
    for cell in cells where cell >= 0 {
      counts[Int(cell)] += 1
      total += 1
    }
    switch colour {
    case nil, .text: break
    case .category(let coded): colours = commonest(coded.codes, cells)
    case let values?: colours = means(values, cells)
    }
  }

  /// By row of the table, its cell; −1 outside the box.
  private static func cells(
    _ axes: MapAxes, _ box: MapBox, _ columns: Int, _ rows: Int, _ matches: [Bool]?
  ) -> [Int32] {
    let across = Float(columns) / (box.right - box.left)
    let up = Float(rows) / (box.top - box.bottom)
    var cells = [Int32](repeating: -1, count: axes.count)
    for row in 0..<axes.count {
      let (x, y) = (axes.horizontal[row], axes.vertical[row])
      guard box.contains(x, y), matches?[row] ?? true else { continue }
      let column = min(columns - 1, Int(clamping: (x - box.left) * across))
      let line = min(rows - 1, Int(clamping: (y - box.bottom) * up))
      cells[row] = Int32(line * columns + column)
    }
    return cells
  }

  private func means(_ values: ColumnStorage, _ cells: [Int32]) -> [Float] {
    var sums = [Double](repeating: 0, count: counts.count)
    var measured = [UInt32](repeating: 0, count: counts.count)
    for row in cells.indices where cells[row] >= 0 {
      guard let number = values.number(row), number.isFinite else { continue }
      sums[Int(cells[row])] += number
      measured[Int(cells[row])] += 1
    }
    return sums.indices.map { measured[$0] == 0 ? .nan : Float(sums[$0] / Double(measured[$0])) }
  }

  private func commonest(_ codes: [Int32], _ cells: [Int32]) -> [Float] {
    let width = Self.maximumCodes
    var tallies = [UInt32](repeating: 0, count: counts.count * width)
    for row in cells.indices where cells[row] >= 0 && codes[row] >= 0 {
      tallies[Int(cells[row]) * width + min(Int(codes[row]), width - 1)] += 1
    }
    return counts.indices.map { cell in
      var best: (code: Int, count: UInt32) = (-1, 0)
      for code in 0..<width where tallies[cell * width + code] > best.count {
        best = (code, tallies[cell * width + code])
      }
      return best.code < 0 ? .nan : Float(best.code)
    }
  }
}
