/// Two columns as places on a map.
struct MapAxes: Sendable {
  let horizontal: [Float]
  let vertical: [Float]

  /// `nil` where a column is missing or holds no numbers.
  init?(_ table: LatentTable, horizontal: String, vertical: String) {
    guard let first = table[horizontal]?.values.floats(),
      let second = table[vertical]?.values.floats()
    else { return nil }
    (self.horizontal, self.vertical) = (first, second)
  }

  var count: Int { horizontal.count }

  @inline(__always)
  func isPlaced(_ row: Int) -> Bool {
    horizontal[row].isFinite && vertical[row].isFinite
  }

  /// Rows with a place.
  var placedCount: Int { (0..<count).count { isPlaced($0) } }

  /// Rows within a box, ascending, but no more than a limit; and how many there are.
  func rows(in box: MapBox, limit: Int) -> (rows: [Int32], total: Int) {
    var rows: [Int32] = []
    var total = 0
    for row in 0..<count where box.contains(horizontal[row], vertical[row]) {
      total += 1
      if total <= limit { rows.append(Int32(row)) }
    }
    return (rows, total)
  }

  /// Rows within a closed line, ascending, but no more than a limit; and how many there are.
  func rows(in polygon: MapPolygon, limit: Int) -> (rows: [Int32], total: Int) {
    var rows: [Int32] = []
    var total = 0
    for row in 0..<count
    where polygon.box.contains(horizontal[row], vertical[row])
      && polygon.contains(horizontal[row], vertical[row])
    {
      total += 1
      if total <= limit { rows.append(Int32(row)) }
    }
    return (rows, total)
  }
}

/// A part of a map, its edges included.
struct MapBox: Sendable, Hashable {
  var left: Float
  var right: Float
  var bottom: Float
  var top: Float

  /// False for what has no place.
  @inline(__always)
  func contains(_ x: Float, _ y: Float) -> Bool {
    x >= left && x <= right && y >= bottom && y <= top
  }
}

/// A closed line on a map; what it goes around an odd number of times is inside.
struct MapPolygon: Sendable {
  let points: [SIMD2<Float>]
  let box: MapBox

  /// `nil` for fewer than three corners or such as are nowhere.
  init?(_ points: [SIMD2<Float>]) {
    guard points.count >= 3, points.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else {
      return nil
    }
    self.points = points
    let (x, y) = (points.map(\.x), points.map(\.y))
    box = MapBox(
      left: x.min() ?? 0, right: x.max() ?? 0, bottom: y.min() ?? 0, top: y.max() ?? 0)
  }

  /// Counts crossings of a ray to the right; the browser does the same sum.
  func contains(_ x: Float, _ y: Float) -> Bool {
    var isInside = false
    var previous = points[points.count - 1]
    for point in points {
      if (point.y > y) != (previous.y > y) {
        let fraction = Double(y - point.y) / Double(previous.y - point.y)
        if Double(x) < Double(point.x) + fraction * Double(previous.x - point.x) {
          isInside.toggle()
        }
      }
      previous = point
    }
    return isInside
  }
}
