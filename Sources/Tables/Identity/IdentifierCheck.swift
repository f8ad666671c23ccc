public import Sky

/// Whether names identify a table's rows, by the names and positions themselves.
///
/// A column called an identifier need not be one: values repeat, one value stands for none
/// (`-1`, `0`), or they count within a brick, a tile, a detector, and begin anew in the next.
public struct IdentifierCheck: Hashable, Sendable {
  /// The names, `nil` also where one stands for none.
  public let keys: SourceKeys
  /// Values that stand for none, by how many rows have them.
  public let placeholders: [String: Int]
  /// Rows that have an earlier row's name.
  public let repeatedRows: Int
  /// Of ``repeatedRows``, those whose distance from the first row of their name is known.
  public let measuredRows: Int
  /// Of ``measuredRows``, those farther from it than the tolerance.
  public let scatteredRows: Int

  /// - Parameters:
  ///   - points: By row; `nil` for a table without positions.
  ///   - tolerance: Arcseconds that rows of one source lie apart at most.
  public init(_ keys: SourceKeys, points: SkyPoints?, tolerance: Double) {
    switch keys {
    case .integers(let values):
      let found = KeyCounts(
        values, points: points, tolerance: tolerance,
        isNone: { Self.isNone($0, rows: $1) })
      self.init(found, keys: .integers(found.keys))
    case .texts(let values):
      let found = KeyCounts(
        values, points: points, tolerance: tolerance,
        isNone: { Self.isNone($0, rows: $1) })
      self.init(found, keys: .texts(found.keys))
    }
  }

  private init(_ found: KeyCounts<some Hashable & Sendable>, keys: SourceKeys) {
    self.keys = keys
    placeholders = found.placeholders
    (repeatedRows, measuredRows) = (found.repeatedRows, found.measuredRows)
    scatteredRows = found.scatteredRows
  }

  /// Rows that have a name.
  public var namedRows: Int {
    switch keys {
    case .integers(let keys): keys.count { $0 != nil }
    case .texts(let keys): keys.count { $0 != nil }
    }
  }

  /// Whether rows of one name lie apart more often than a few mistakes explain.
  public var isScattered: Bool { 10 * scatteredRows > measuredRows }

  /// Whether names repeat so often that nearly unique is no word for them.
  public var isRepeating: Bool { 100 * repeatedRows > namedRows }

  // MARK: Values that stand for none

  private static let negatives: Set<Int64> = [
    -1, -9, -99, -999, -9999, -99999, .min, Int64(Int32.min),
  ]
  /// Of one row they may be a name.
  private static let numbers: Set<Int64> = [
    0, 99, 999, 9999, 99999, .max, Int64(Int32.max),
  ]
  private static let words: Set<String> = [
    "nan", "none", "null", "n/a", "na", "-", "--", "---", "...", "unknown", "unnamed", "anonymous",
    "undefined", "no id", "noid", "missing", "<na>",
  ]

  private static func isNone(_ number: Int64, rows: Int) -> Bool {
    number < 0 ? negatives.contains(number) : rows > 1 && numbers.contains(number)
  }

  private static func isNone(_ text: String, rows: Int) -> Bool {
    if let number = Int64(text) { return isNone(number, rows: rows) }
    return words.contains(text.lowercased())
  }
}

/// How often each name occurs, and where.
private struct KeyCounts<Key: Hashable & Sendable> {
  private(set) var keys: [Key?]
  private(set) var placeholders: [String: Int] = [:]
  private(set) var repeatedRows = 0
  private(set) var measuredRows = 0
  private(set) var scatteredRows = 0

  private struct Occurrence {
    let first: Int
    var rows = 1
    var measured = 0
    var scattered = 0
  }

  /// A value that this many rows have, and five times as many as have any other, stands for none.
  private static var fewest: Int { 10 }

  private static func isCommon(_ rows: Int, next: Int, of all: Int) -> Bool {
    (rows >= fewest && rows >= 5 * max(1, next)) || (rows > 2 && 2 * rows > all)
  }

  init(
    _ given: [Key?], points: SkyPoints?, tolerance: Double, isNone: (Key, _ rows: Int) -> Bool
  ) {
    keys = given
    var found = Self.occurrences(given, points, tolerance)
    var none: Set<Key> = []
    for (key, occurrence) in found where isNone(key, occurrence.rows) { none.insert(key) }
    for key in none { found[key].map { placeholders["\(key)"] = $0.rows } }
    for key in none { found[key] = nil }
    while let (key, rows) = Self.commonest(found) {
      placeholders["\(key)"] = rows
      found[key] = nil
      none.insert(key)
    }
    if !none.isEmpty { keys = given.map { key in key.flatMap { none.contains($0) ? nil : $0 } } }
    for occurrence in found.values {
      repeatedRows += occurrence.rows - 1
      measuredRows += occurrence.measured
      scatteredRows += occurrence.scattered
    }
  }

  private static func occurrences(
    _ keys: [Key?], _ points: SkyPoints?, _ tolerance: Double
  ) -> [Key: Occurrence] {
    var found: [Key: Occurrence] = [:]
    found.reserveCapacity(keys.count)
    for (row, key) in keys.enumerated() {
      guard let key else { continue }
      guard var seen = found[key] else {
        found[key] = Occurrence(first: row)
        continue
      }
      seen.rows += 1
      if let points, points.isUsable(row), points.isUsable(seen.first) {
        seen.measured += 1
        if points.separation(row, from: seen.first, of: points) > tolerance { seen.scattered += 1 }
      }
      found[key] = seen
    }
    return found
  }

  /// The commonest name, where it is so much commoner than the next that it is none, and its rows
  /// do not lie at one place.
  private static func commonest(_ found: [Key: Occurrence]) -> (Key, rows: Int)? {
    var (first, second): (Key?, Int) = (nil, 0)
    var best = 0
    for (key, occurrence) in found {
      if occurrence.rows > best {
        (second, best, first) = (best, occurrence.rows, key)
      } else {
        second = max(second, occurrence.rows)
      }
    }
    let all = found.values.reduce(0) { $0 + $1.rows }
    guard let first, isCommon(best, next: second, of: all), let seen = found[first],
      seen.measured == 0 || 10 * seen.scattered > seen.measured
    else { return nil }
    return (first, best)
  }
}
