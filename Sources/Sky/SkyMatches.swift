/// A source of one catalog and one of another, near each other.
public struct SkyPair: Hashable, Sendable {
  /// Position in the first catalog.
  public let first: Int
  /// Position in the second catalog.
  public let second: Int
  /// Arcseconds.
  public let separation: Double

  public init(first: Int, second: Int, separation: Double) {
    self.first = first
    self.second = second
    self.separation = separation
  }
}

/// For every source of a catalog, what the other catalog has near it.
public struct SkyNeighbours: Hashable, Sendable {
  /// By source, the nearest one's position in the other catalog; −1 where none is near enough.
  public private(set) var nearest: [Int32]
  /// By source, arcseconds to the nearest; infinite where none is near enough.
  public private(set) var separations: [Double]
  /// By source, how many are within the tolerance; 255 stands for as many or more.
  public private(set) var counts: [UInt8]
  /// Sources whose positions are no directions; they have no neighbours.
  public internal(set) var unusableCount = 0

  init(count: Int) {
    nearest = Array(repeating: -1, count: count)
    separations = Array(repeating: .infinity, count: count)
    counts = Array(repeating: 0, count: count)
  }

  init(capacity: Int) {
    self.init(count: 0)
    nearest.reserveCapacity(capacity)
    separations.reserveCapacity(capacity)
    counts.reserveCapacity(capacity)
  }

  public var count: Int { nearest.count }

  /// Sources with a neighbour.
  public var matchedCount: Int { nearest.count { $0 >= 0 } }
  /// Sources with more than one neighbour.
  public var ambiguousCount: Int { counts.count { $0 > 1 } }

  @inline(__always)
  mutating func observe(_ other: Int32, _ separation: Double, at source: Int) {
    if counts[source] < .max { counts[source] += 1 }
    let best = separations[source]
    if separation < best || (separation == best && other < nearest[source]) {
      separations[source] = separation
      nearest[source] = other
    }
  }

  /// Adds sources behind those already there.
  mutating func append(_ other: SkyNeighbours) {
    nearest += other.nearest
    separations += other.separations
    counts += other.counts
    unusableCount += other.unusableCount
  }

  /// Takes in what the same sources have among further ones of the other catalog.
  mutating func merge(_ other: SkyNeighbours) {
    for source in nearest.indices where other.counts[source] > 0 {
      let sum = counts[source].addingReportingOverflow(other.counts[source])
      counts[source] = sum.overflow ? .max : sum.partialValue
      let (nearer, index) = (other.separations[source], other.nearest[source])
      let best = separations[source]
      if nearer < best || (nearer == best && index < nearest[source]) {
        separations[source] = nearer
        nearest[source] = index
      }
    }
  }
}

/// What two catalogs have near each other.
public struct SkyMatches: Hashable, Sendable {
  /// By source of the first catalog.
  public let first: SkyNeighbours
  /// By source of the second catalog.
  public let second: SkyNeighbours

  /// The same with the catalogs exchanged.
  var swapped: SkyMatches { SkyMatches(first: second, second: first) }

  /// By source of the first catalog, its nearest in the second; `nil` where there is none.
  public var nearest: [Int?] {
    first.nearest.map { $0 < 0 ? nil : Int($0) }
  }

  /// By source of the first catalog, the one in the second that is its nearest and whose nearest
  /// it is; `nil` where there is none. No source has two partners.
  public var mutual: [Int?] {
    first.nearest.enumerated().map { source, other in
      guard other >= 0, second.nearest[Int(other)] == source else { return nil }
      return Int(other)
    }
  }
}
