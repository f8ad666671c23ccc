import Sky
import Synchronization
import Tables

/// Two columns as places on a map.
///
/// The two columns of a position make a map of the sky. Magnitudes that go up the map are negative
/// there, so that the brighter lie above the fainter.
struct MapAxes: Sendable {
  let horizontal: [Float]
  let vertical: [Float]
  /// Of a map of the sky.
  let projection: SkyProjection?
  /// Whether numbers grow downward.
  let isUpsideDown: Bool

  /// `nil` where a column is missing or holds no numbers.
  init?(_ table: LatentTable, horizontal: String, vertical: String) {
    if horizontal == table.parts.rightAscension, vertical == table.parts.declination,
      let positions = table.positions
    {
      let projection = SkyProjection(of: positions.lazy.compactMap(\.self))
      var (x, y): ([Float], [Float]) = ([], [])
      x.reserveCapacity(table.rowCount)
      y.reserveCapacity(table.rowCount)
      for position in positions {
        let place = position.map(projection.place) ?? (.nan, .nan)
        x.append(Float(place.x))
        y.append(Float(place.y))
      }
      (self.horizontal, self.vertical, isUpsideDown) = (x, y, false)
      self.projection = projection
      return
    }
    guard let first = table[horizontal]?.values.floats(),
      let second = table[vertical]?.values.floats()
    else { return nil }
    isUpsideDown = table.holdsMagnitudes(vertical)
    (self.horizontal, self.vertical) = (first, isUpsideDown ? second.map { -$0 } : second)
    projection = nil
  }

  var count: Int { horizontal.count }

  @inline(__always)
  func isPlaced(_ row: Int) -> Bool {
    horizontal[row].isFinite && vertical[row].isFinite
  }

  /// Rows with a place.
  var placedCount: Int { (0..<count).count { isPlaced($0) } }

  /// What the map shows whole: the sky, or all that has a place; `nil` where nothing has.
  var extent: MapBox? {
    if let whole = projection?.whole { return whole }
    var box: MapBox?
    for row in 0..<count where isPlaced(row) {
      let (x, y) = (horizontal[row], vertical[row])
      let known = box ?? MapBox(left: x, right: x, bottom: y, top: y)
      box = MapBox(
        left: min(known.left, x), right: max(known.right, x), bottom: min(known.bottom, y),
        top: max(known.top, y))
    }
    return box
  }

  /// Rows within a box, ascending, but no more than a limit; and how many there are.
  ///
  /// - Parameter matches: By row, whether it is meant; all are where `nil`.
  func rows(in box: MapBox, limit: Int, of matches: [Bool]? = nil) -> (rows: [Int32], total: Int) {
    var rows: [Int32] = []
    var total = 0
    for row in 0..<count
    where box.contains(horizontal[row], vertical[row]) && matches?[row] ?? true {
      total += 1
      if total <= limit { rows.append(Int32(row)) }
    }
    return (rows, total)
  }

  /// Rows within a closed line, ascending, but no more than a limit; and how many there are.
  func rows(
    in polygon: MapPolygon, limit: Int, of matches: [Bool]? = nil
  ) -> (rows: [Int32], total: Int) {
    var rows: [Int32] = []
    var total = 0
    for row in 0..<count
    where polygon.box.contains(horizontal[row], vertical[row])
      && polygon.contains(horizontal[row], vertical[row]) && matches?[row] ?? true
    {
      total += 1
      if total <= limit { rows.append(Int32(row)) }
    }
    return (rows, total)
  }
}

/// A part of a map, its edges included.
struct MapBox: Sendable, Hashable, Encodable {
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

/// The maps and the rows that were asked for last, so that moving about costs no sum twice.
final class MapMemory: Sendable {
  private struct Entry<Value: Sendable>: Sendable {
    let key: [String]
    let value: Value
  }

  private static let capacity = 4

  private let axes = Mutex<[Entry<MapAxes>]>([])
  private let matches = Mutex<[Entry<[Bool]>]>([])

  /// `nil` where a column is missing or holds no numbers.
  func axes(_ table: LatentTable, horizontal: String, vertical: String) -> MapAxes? {
    Self.value([horizontal, vertical], in: axes) {
      MapAxes(table, horizontal: horizontal, vertical: vertical)
    }
  }

  /// The rows a filter means, by a text that tells it from every other.
  func matches<Failure: Error>(
    _ key: [String], making: () throws(Failure) -> [Bool]
  ) throws(Failure) -> [Bool] {
    if let known = matches.withLock({ $0.first { $0.key == key }?.value }) { return known }
    let made = try making()
    matches.withLock { Self.insert(Entry(key: key, value: made), into: &$0) }
    return made
  }

  private static func value<Value: Sendable>(
    _ key: [String], in memory: borrowing Mutex<[Entry<Value>]>, making: () -> Value?
  ) -> Value? {
    if let known = memory.withLock({ $0.first { $0.key == key }?.value }) { return known }
    guard let made = making() else { return nil }
    memory.withLock { insert(Entry(key: key, value: made), into: &$0) }
    return made
  }

  private static func insert<Value>(_ entry: Entry<Value>, into entries: inout [Entry<Value>]) {
    entries.insert(entry, at: 0)
    if entries.count > capacity { entries.removeLast() }
  }
}
