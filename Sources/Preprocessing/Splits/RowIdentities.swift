public import Sky
public import Tables

/// Which rows of a table are one source.
///
/// Rows form a group that share an identity, lie at one place, show exactly the same photometry,
/// or have one value in a column that the user names; a split never parts a group. The identity
/// is the id column where it tells rows apart, else position and photometry. Names that repeat at
/// one place, or where no positions are known, are one source's too; a name that stands for none,
/// and names that repeat far apart, are no sign of one source.
public struct RowIdentities: Hashable, Sendable {
  /// What identifies a row.
  public enum Kind: String, Codable, Hashable, Sendable {
    case identifier
    case positionAndPhotometry = "position_and_photometry"
  }

  public let kind: Kind
  /// By row, independent of the other rows and of their order.
  public let identities: [UInt64]
  /// By row; equal where every magnitude is, `nil` where a row has none.
  public let photometry: [UInt64?]
  /// By row: the smallest identity in its group.
  public let groups: [UInt64]
  /// Whether an id column was there but does not tell rows apart.
  public let hasAmbiguousIdentifiers: Bool
  /// Rows that have an earlier row's name, lie at an earlier row's place, or have its value in the
  /// column of groups.
  public let repeatedIdentifiers: Int
  public let repeatedPositions: Int
  public let repeatedGroupNames: Int

  /// - Parameters:
  ///   - identifiers: By row, `nil` where missing; `nil` for a table without an id column.
  ///   - positions: By row; `nil` for a table without positions.
  ///   - magnitudes: Shape `[bands][rows]`, NaN where absent.
  ///   - groupRadius: Arcseconds within which rows are one source; 0 for rows that need not lie
  ///     near each other to be told apart.
  ///   - groupNames: By row, `nil` where missing: what the user says stays together.
  public init(
    rowCount: Int, identifiers: [String?]?, positions: [SkyPosition?]?, magnitudes: [[Float]],
    groupRadius: Double = SplitOptions.usualGroupRadius, groupNames: [String?]? = nil
  ) {
    let photometry = Self.photometryHashes(rowCount: rowCount, magnitudes: magnitudes)
    let points = positions.map(Self.points)
    let check = identifiers.map { names in
      IdentifierCheck(
        .texts(names), points: points,
        tolerance: groupRadius > 0 ? groupRadius : SplitOptions.usualGroupRadius)
    }
    let names = check?.keys.texts
    let isTelling = names.map(Self.isTelling) ?? false
    kind = isTelling ? .identifier : .positionAndPhotometry
    hasAmbiguousIdentifiers = identifiers != nil && !isTelling
    self.photometry = photometry
    identities = (0..<rowCount).map { row in
      var hash = StableHash()
      if isTelling, let identifier = names?[row] {
        hash.combine(identifier)
        return hash.value
      }
      hash.combine(positions?[row]?.rightAscension ?? .nan)
      hash.combine(positions?[row]?.declination ?? .nan)
      hash.combine(photometry[row] ?? 0)
      return hash.value
    }
    var joined = JoinedRows(count: rowCount)
    joined.join(equal: identities.map(Optional.some))
    joined.join(equal: photometry)
    repeatedIdentifiers =
      check.map { $0.isScattered ? 0 : joined.join(equal: $0.keys.texts) } ?? 0
    repeatedPositions =
      points.map { points in
        groupRadius > 0
          ? joined.join(SkyMatcher(tolerance: groupRadius).groups(points)) : 0
      } ?? 0
    repeatedGroupNames = groupNames.map { joined.join(equal: $0) } ?? 0
    groups = joined.smallest(of: identities)
  }

  /// Of a table with at least the columns named.
  ///
  /// - Parameter magnitudes: Shape `[bands][rows]`, NaN where absent.
  public init(
    _ table: Table, columns: PhotometryColumns, magnitudes: [[Float]], groupRadius: Double,
    groupNames: [String?]?
  ) {
    let names = columns.identifierScope + [columns.identifier].compactMap(\.self)
    let found = names.compactMap { table[$0] }
    self.init(
      rowCount: table.rowCount,
      identifiers: columns.identifier.flatMap { table[$0] == nil ? nil : SourceKeys(found)?.texts },
      positions: columns.positions(in: table), magnitudes: magnitudes, groupRadius: groupRadius,
      groupNames: groupNames)
  }

  private static func points(_ positions: [SkyPosition?]) -> SkyPoints {
    SkyPoints(
      rightAscensions: positions.map { $0?.rightAscension ?? .nan },
      declinations: positions.map { $0?.declination ?? .nan })
  }

  /// At least 99 of 100 identifiers differ; a spreadsheet's `1.24E+18` fails this.
  private static func isTelling(_ identifiers: [String?]) -> Bool {
    let present = identifiers.compactMap(\.self)
    guard present.count * 100 >= identifiers.count * 99 else { return false }
    return Set(present).count * 100 >= present.count * 99
  }

  private static func photometryHashes(rowCount: Int, magnitudes: [[Float]]) -> [UInt64?] {
    (0..<rowCount).map { row in
      var hash = StableHash(seed: 1)
      var present = 0
      for band in magnitudes {
        hash.combine(Double(band[row]))
        present += band[row].isNaN ? 0 : 1
      }
      // One or two equal magnitudes are chance; three are a copy.
      return present >= min(3, magnitudes.count) && present > 0 ? hash.value : nil
    }
  }
}

/// Rows on their way to being groups.
private struct JoinedRows {
  private var sets: DisjointSets
  private let count: Int

  init(count: Int) {
    sets = DisjointSets(count: count)
    self.count = count
  }

  /// Joins rows that have the same key.
  ///
  /// - Returns: Rows that have an earlier row's key.
  @discardableResult
  mutating func join<Key: Hashable>(equal keys: [Key?]) -> Int {
    var firsts: [Key: Int] = [:]
    var repeated = 0
    for (row, key) in keys.enumerated() {
      guard let key else { continue }
      if let first = firsts[key] {
        sets.join(first, row)
        repeated += 1
      } else {
        firsts[key] = row
      }
    }
    return repeated
  }

  /// Joins rows with the first of their group.
  ///
  /// - Returns: Rows that are not the first.
  mutating func join(_ firsts: [Int]) -> Int {
    for (row, first) in firsts.enumerated() where first != row { sets.join(first, row) }
    return firsts.enumerated().count { $0.offset != $0.element }
  }

  /// By row, the smallest value in its group.
  mutating func smallest(of values: [UInt64]) -> [UInt64] {
    let roots = (0..<count).map { sets.root(of: $0) }
    var smallest: [Int: UInt64] = [:]
    for (row, root) in roots.enumerated() {
      smallest[root] = min(smallest[root] ?? .max, values[row])
    }
    return roots.map { smallest[$0] ?? 0 }
  }
}
