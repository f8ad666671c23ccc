extension SkyMatcher {
  /// Sources of one catalog that are one by position: each lies within the tolerance of another
  /// of its group.
  ///
  /// A position whose direction is none belongs to no group but its own, and so do positions that
  /// were never filled in: 0, 0 in several rows, or one place that more than half the rows share.
  ///
  /// - Returns: By source, the first one of its group.
  public func groups(_ points: SkyPoints) -> [Int] {
    var sets = DisjointSets(count: points.count)
    // Copies at exactly one place are joined first, so that many of them cost no more than one.
    let places = Place.sources(points)
    let firsts = places.values.filter { !Self.isUnfilled($0, points) }.map { sources in
      for other in sources.dropFirst() { sets.join(sources[0], other) }
      return sources[0]
    }.sorted()
    let distinct = SkyPoints(
      rightAscensions: firsts.map { points.rightAscensions[$0] },
      declinations: firsts.map { points.declinations[$0] })
    let grid = SkyGrid(distinct, reach: reach)
    for first in firsts.indices {
      guard let vector = distinct.vector(first) else { continue }
      grid.forEachSource(near: vector) { second in
        guard second > first,
          distinct.separation(first, from: Int(second), of: distinct) <= tolerance
        else { return }
        sets.join(firsts[first], firsts[Int(second)])
      }
    }
    return (0..<points.count).map { sets.root(of: $0) }
  }

  private static func isUnfilled(_ sources: [Int], _ points: SkyPoints) -> Bool {
    guard let first = sources.first, sources.count > 1 else { return false }
    let isOrigin = points.rightAscensions[first] == 0 && points.declinations[first] == 0
    return isOrigin || (sources.count > 2 && 2 * sources.count > points.count)
  }

  /// A position, bit by bit.
  private struct Place: Hashable {
    let rightAscension: Double
    let declination: Double

    static func sources(_ points: SkyPoints) -> [Place: [Int]] {
      let usable = (0..<points.count).filter { points.isUsable($0) }
      return Dictionary(grouping: usable) { source in
        Place(
          rightAscension: points.rightAscensions[source], declination: points.declinations[source])
      }
    }
  }
}

/// A partition that only ever grows coarser.
public struct DisjointSets: Sendable {
  private var parents: [Int]

  /// Every element alone.
  public init(count: Int) { parents = Array(0..<count) }

  /// The first element of an element's set.
  public mutating func root(of element: Int) -> Int {
    var element = element
    while parents[element] != element {
      parents[element] = parents[parents[element]]
      element = parents[element]
    }
    return element
  }

  public mutating func join(_ first: Int, _ second: Int) {
    let roots = (root(of: first), root(of: second))
    parents[max(roots.0, roots.1)] = min(roots.0, roots.1)
  }
}
