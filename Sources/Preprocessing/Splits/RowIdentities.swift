public import Sky

/// Which rows of a table are one source.
///
/// Rows that share an identity, or that show exactly the same photometry, form a group; a split
/// never parts a group. The identity is the id column where it tells rows apart, else position
/// and photometry.
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

  /// - Parameters:
  ///   - identifiers: By row, `nil` where missing; `nil` for a table without an id column.
  ///   - positions: By row; `nil` for a table without positions.
  ///   - magnitudes: Shape `[bands][rows]`, NaN where absent.
  public init(
    rowCount: Int, identifiers: [String?]?, positions: [SkyPosition?]?, magnitudes: [[Float]]
  ) {
    let photometry = Self.photometryHashes(rowCount: rowCount, magnitudes: magnitudes)
    let isTelling = identifiers.map(Self.isTelling) ?? false
    kind = isTelling ? .identifier : .positionAndPhotometry
    hasAmbiguousIdentifiers = identifiers != nil && !isTelling
    self.photometry = photometry
    identities = (0..<rowCount).map { row in
      var hash = StableHash()
      if isTelling, let identifier = identifiers?[row] {
        hash.combine(identifier)
        return hash.value
      }
      hash.combine(positions?[row]?.rightAscension ?? .nan)
      hash.combine(positions?[row]?.declination ?? .nan)
      hash.combine(photometry[row] ?? 0)
      return hash.value
    }
    groups = Self.groups(identities: identities, photometry: photometry)
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

  /// Joins rows that share an identity or their photometry.
  private static func groups(identities: [UInt64], photometry: [UInt64?]) -> [UInt64] {
    var sets = DisjointSets(count: identities.count)
    var firstByIdentity: [UInt64: Int] = [:]
    var firstByPhotometry: [UInt64: Int] = [:]
    for row in identities.indices {
      if let first = firstByIdentity[identities[row]] {
        sets.join(first, row)
      } else {
        firstByIdentity[identities[row]] = row
      }
      guard let key = photometry[row] else { continue }
      if let first = firstByPhotometry[key] {
        sets.join(first, row)
      } else {
        firstByPhotometry[key] = row
      }
    }
    let roots = identities.indices.map { sets.root(of: $0) }
    var smallest: [Int: UInt64] = [:]
    for (row, root) in roots.enumerated() {
      smallest[root] = min(smallest[root] ?? .max, identities[row])
    }
    return roots.map { smallest[$0] ?? 0 }
  }
}

/// A partition that only ever grows coarser.
private struct DisjointSets {
  private var parents: [Int]

  init(count: Int) { parents = Array(0..<count) }

  mutating func root(of element: Int) -> Int {
    var element = element
    while parents[element] != element {
      parents[element] = parents[parents[element]]
      element = parents[element]
    }
    return element
  }

  mutating func join(_ first: Int, _ second: Int) {
    let roots = (root(of: first), root(of: second))
    parents[max(roots.0, roots.1)] = min(roots.0, roots.1)
  }
}
