/// The points nearest to each of some points.
public struct NeighbourGraph: Hashable, Sendable {
  public let rows: Int
  /// Neighbours of each row.
  public let count: Int
  /// Shape `[rows, count]`: rows of the matrix that was searched, the nearest first, the first of
  /// equally near ones first.
  public let indices: [Int32]
  /// Shape `[rows, count]`.
  public let distances: [Float]

  public init(rows: Int, count: Int, indices: [Int32], distances: [Float]) {
    precondition(
      indices.count == rows * count && distances.count == rows * count,
      "expected \(rows)×\(count) neighbours, found \(indices.count) and \(distances.count)")
    self.rows = rows
    self.count = count
    self.indices = indices
    self.distances = distances
  }

  public func neighbours(of row: Int) -> ArraySlice<Int32> {
    indices[row * count..<(row + 1) * count]
  }

  public func distances(of row: Int) -> ArraySlice<Float> {
    distances[row * count..<(row + 1) * count]
  }

  /// The same with fewer neighbours.
  public func prefix(_ fewer: Int) -> NeighbourGraph {
    guard fewer < count else { return self }
    return NeighbourGraph(
      rows: rows, count: fewer, indices: (0..<rows).flatMap { neighbours(of: $0).prefix(fewer) },
      distances: (0..<rows).flatMap { distances(of: $0).prefix(fewer) })
  }

  /// Mean distance to a row's neighbours, its strangeness: shape `[rows]`; 0 where there are none.
  ///
  /// - Source: Angiulli & Pizzuti 2002, PKDD, 15.
  public var meanDistances: [Float] {
    (0..<rows).map { row in
      Float(distances(of: row).reduce(0.0) { $0 + Double($1) } / Double(max(count, 1)))
    }
  }
}
