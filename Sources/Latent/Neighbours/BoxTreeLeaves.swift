internal import CVector

/// The corners of the smallest box around some points.
struct Box {
  var low: [Float]
  var high: [Float]

  func joined(with other: Box) -> Box {
    Box(
      low: zip(low, other.low).map { min($0, $1) }, high: zip(high, other.high).map { max($0, $1) })
  }
}

/// How points are halved at the middle of their widest column.
struct WidestColumn: HalvingRule {
  let points: EmbeddingMatrix

  func keys(
    of rows: UnsafeMutablePointer<Int32>, count: Int, part: Int,
    into keys: UnsafeMutablePointer<Float>
  ) {
    unsafe points.values.withUnsafeBufferPointer { values in
      let column = unsafe widest(rows, count, values.baseAddress!)
      for place in 0..<count {
        unsafe keys[place] = values[Int(rows[place]) * points.columns + column]
      }
    }
  }

  private func widest(
    _ rows: UnsafeMutablePointer<Int32>, _ count: Int, _ values: UnsafePointer<Float>
  ) -> Int {
    let columns = points.columns
    return unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * columns) { corners in
      for column in 0..<columns {
        unsafe corners[column] = .infinity
        unsafe corners[columns + column] = -.infinity
      }
      for place in 0..<count {
        let point = unsafe values + Int(rows[place]) * columns
        for column in 0..<columns {
          unsafe corners[column] = min(corners[column], point[column])
          unsafe corners[columns + column] = max(corners[columns + column], point[column])
        }
      }
      var (widest, width) = (0, -Float.infinity)
      for column in 0..<columns {
        let own = unsafe corners[columns + column] - corners[column]
        if own > width { (widest, width) = (column, own) }
      }
      return widest
    }
  }
}

/// The points of each leaf, column by column in runs of 16, and the box around them.
struct LeafPacking {
  let runs: Int
  private(set) var values: [Float]
  private(set) var rows: [Int32]
  private(set) var boxes: [Box] = []

  init(_ points: EmbeddingMatrix, order: [Int32], division: Division) {
    let lanes = Int(vector_tree_fan)
    let (columns, leaves) = (points.columns, division.parts)
    runs = (points.rows + leaves * lanes - 1) / (leaves * lanes)
    values = Array(repeating: .infinity, count: leaves * runs * columns * lanes)
    rows = Array(repeating: .max, count: leaves * runs * lanes)
    boxes.reserveCapacity(leaves)
    for leaf in 0..<leaves {
      var box = Box(
        low: Array(repeating: .infinity, count: columns),
        high: Array(repeating: -.infinity, count: columns))
      for (number, place) in division.range(leaf, after: division.halvings).enumerated() {
        let run = leaf * runs + number / lanes
        let row = Int(order[place])
        rows[run * lanes + number % lanes] = order[place]
        for column in 0..<columns {
          let value = points.values[row * columns + column]
          values[(run * columns + column) * lanes + number % lanes] = value
          box.low[column] = min(box.low[column], value)
          box.high[column] = max(box.high[column], value)
        }
      }
      boxes.append(box)
    }
  }
}
