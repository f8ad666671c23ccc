import Files
import Sky

/// Which sources belong together where several are near each other.
public enum MatchMode: String, Sendable, Hashable, CaseIterable, Encodable {
  /// Each other's nearest: no source has two partners.
  case best
  /// Of every row the nearest, which several rows may fraction.
  case nearest
  /// Every pair.
  case all
}

/// What happens to rows without a partner.
public enum MatchJoin: String, Sendable, Hashable, CaseIterable {
  /// They are left out.
  case inner
  /// They are kept, the other catalog's columns empty.
  case left
}

/// The rows of one catalog and their partners in another.
struct RowMatching {
  /// Where each row's partners begin among ``partners``; one more than there are rows, or `nil`
  /// where every row has one entry.
  private(set) var starts: [Int32]?
  /// Rows of the other catalog; −1 for none.
  private(set) var partners: [Int32]
  /// Arcseconds, by partner; NaN where unknown.
  private(set) var separations: [Double]
  /// What was matched by.
  let key: MatchKey
  private(set) var counts = MatchCounts()

  /// Half of the known separations are not above it; of an even number the upper of the two in the
  /// middle, which is one that was found. Arcseconds.
  var medianSeparation: Double? {
    let known = separations.filter(\.isFinite).sorted()
    return known.isEmpty ? nil : known[known.count / 2]
  }

  /// The entries of a row among ``partners``.
  func entries(of row: Int) -> Range<Int> {
    guard let starts else { return row..<row + 1 }
    return Int(starts[row])..<Int(starts[row + 1])
  }

  /// By position.
  init(
    _ first: SkyPoints, _ second: SkyPoints, mode: MatchMode, matcher: SkyMatcher
  ) throws {
    key = .position
    let matches = matcher.match(first, second)
    counts.unusable = matches.first.unusableCount
    counts.unusableOther = matches.second.unusableCount
    counts.ambiguous = matches.first.ambiguousCount
    counts.countDuplicates(matches.first.nearest, otherCount: second.count)
    switch mode {
    case .nearest:
      (partners, separations) = (matches.first.nearest, matches.first.separations)
    case .best:
      (partners, separations) = (matches.mutual.map { Int32($0 ?? -1) }, matches.first.separations)
    case .all:
      guard let pairs = matcher.pairs(first, second, limit: Self.pairLimit) else {
        throw SkysortError(
          path: "match", problem: "more than \(Self.pairLimit) pairs are within the tolerance",
          fix: "Make it smaller.", exitCode: .usage)
      }
      (partners, separations) = (
        pairs.map { Int32($0.second) }, pairs.map(\.separation)
      )
      starts = Self.starts(pairs.map(\.first), rowCount: first.count)
    }
    for entry in partners.indices where partners[entry] < 0 { separations[entry] = .nan }
    finish(rowCount: first.count, otherCount: second.count)
  }

  /// Of catalogs of which one has no rows.
  init(rowCount: Int, otherCount: Int, mode: MatchMode, key: MatchKey) {
    self.key = key
    partners = mode == .all ? [] : Array(repeating: -1, count: rowCount)
    starts = mode == .all ? Array(repeating: 0, count: rowCount + 1) : nil
    separations = partners.map { _ in .nan }
    finish(rowCount: rowCount, otherCount: otherCount)
  }

  /// By identifier.
  ///
  /// - Parameters:
  ///   - first: By row; `nil` for none.
  ///   - second: By row; `nil` for none.
  ///   - points: Of both; rows that lie farther apart than the tolerance are no partners.
  ///   - tolerance: Arcseconds.
  init<Key: Hashable>(
    _ first: [Key?], _ second: [Key?], mode: MatchMode, points: (SkyPoints, SkyPoints)?,
    tolerance: Double
  ) throws {
    key = .id
    var rows: [Key: [Int32]] = [:]
    for (row, key) in second.enumerated() {
      if let key { rows[key, default: []].append(Int32(row)) }
    }
    let named = first.map { $0.flatMap { rows[$0] } ?? [] }
    let near = points.map { Self.near(named, $0, tolerance: tolerance) }
    let found = near?.found ?? named
    (counts.measured, counts.apart) = (near?.measured ?? 0, near?.apart ?? 0)
    counts.unusable = first.count { $0 == nil }
    counts.unusableOther = second.count { $0 == nil }
    counts.ambiguous = found.count { $0.count > 1 }
    let nearest = found.map { $0.first ?? -1 }
    counts.countDuplicates(nearest, otherCount: second.count)
    switch mode {
    case .nearest: partners = nearest
    case .best:
      var taken: Set<Int32> = []
      partners = nearest.map { $0 >= 0 && taken.insert($0).inserted ? $0 : -1 }
    case .all:
      guard found.reduce(0, { $0 + $1.count }) <= Self.pairLimit else {
        throw SkysortError(
          path: "match", problem: "more than \(Self.pairLimit) pairs share an identifier",
          fix: "Are these identifiers? Name the columns by --id and --other-id.")
      }
      partners = found.flatMap(\.self)
      starts = found.reduce(into: [0]) { $0.append($0[$0.count - 1] + Int32($1.count)) }
    }
    separations = Array(repeating: .nan, count: partners.count)
    if let points { measure(points.0, points.1, rowCount: first.count) }
    finish(rowCount: first.count, otherCount: second.count)
  }

  /// Of the rows that have each row's name, those that do not lie farther from it than the
  /// tolerance; how many distances are known, and how many are too large.
  private static func near(
    _ named: [[Int32]], _ points: (SkyPoints, SkyPoints), tolerance: Double
  ) -> (found: [[Int32]], measured: Int, apart: Int) {
    var (found, measured, apart) = (named, 0, 0)
    for row in named.indices where !named[row].isEmpty && points.0.isUsable(row) {
      found[row] = named[row].filter { partner in
        guard points.1.isUsable(Int(partner)) else { return true }
        measured += 1
        return points.0.separation(row, from: Int(partner), of: points.1) <= tolerance
      }
      apart += named[row].count - found[row].count
    }
    return (found, measured, apart)
  }

  /// Entries of a table in memory.
  private static let pairLimit = 1 << 28

  private static func starts(_ rows: [Int], rowCount: Int) -> [Int32] {
    var starts = [Int32](repeating: 0, count: rowCount + 1)
    for row in rows { starts[row + 1] += 1 }
    for row in 0..<rowCount { starts[row + 1] += starts[row] }
    return starts
  }

  private mutating func measure(_ first: SkyPoints, _ second: SkyPoints, rowCount: Int) {
    for row in 0..<rowCount {
      for entry in entries(of: row) where partners[entry] >= 0 {
        separations[entry] = first.separation(row, from: Int(partners[entry]), of: second)
      }
    }
  }

  private mutating func finish(rowCount: Int, otherCount: Int) {
    counts.matched = (0..<rowCount).count { row in
      entries(of: row).contains { partners[$0] >= 0 }
    }
    counts.unmatched = rowCount - counts.matched
    var isTaken = [Bool](repeating: false, count: otherCount)
    for partner in partners where partner >= 0 { isTaken[Int(partner)] = true }
    counts.unmatchedOther = isTaken.count { !$0 }
  }
}

/// How a match went.
struct MatchCounts: Sendable, Hashable {
  /// Rows with a partner.
  var matched = 0
  /// Rows that several of the other catalog could be the partner of.
  var ambiguous = 0
  /// Rows of the other catalog that several rows would have as partner.
  var duplicates = 0
  var unmatched = 0
  var unmatchedOther = 0
  /// Rows without an identifier, or whose position is none.
  var unusable = 0
  var unusableOther = 0
  /// Pairs of one identifier whose separation is known, and those of them beyond the tolerance.
  var measured = 0
  var apart = 0

  /// - Parameter nearest: By row, what it would have; −1 for none.
  mutating func countDuplicates(_ nearest: [Int32], otherCount: Int) {
    var wanted = [UInt8](repeating: 0, count: otherCount)
    for other in nearest where other >= 0 && wanted[Int(other)] < 2 { wanted[Int(other)] += 1 }
    duplicates = wanted.count { $0 > 1 }
  }
}
