internal import Parallel
internal import Random

/// Clusters around centres, with the least sum of squared distances that was found.
///
/// - Source: Lloyd 1982, IEEE Trans. Inf. Theory 28, 129; Arthur & Vassilvitskii 2007, SODA, 1027.
public struct KMeans: Hashable, Sendable {
  /// Shape `[clusters, columns]`, the largest cluster first.
  public let centres: EmbeddingMatrix
  /// Shape `[rows]`: positions in ``centres``.
  public let labels: [Int32]
  /// Sum of squared distances of all points from their centres.
  public let inertia: Double

  /// - Parameters:
  ///   - count: Clusters wanted; fewer are found where fewer points differ.
  ///   - starts: How often to begin anew; the best result is kept.
  public init(
    of points: EmbeddingMatrix, count: Int, starts: Int = 4, rounds: Int = 300, seed: UInt64 = 0,
    threads: Int = 1
  ) {
    precondition(points.rows > 0 && count > 0 && starts > 0, "expected points and clusters")
    let team = WorkerTeam(threads: threads)
    var best: (centres: [Float], labels: [Int32], inertia: Double)?
    for start in 0..<starts {
      var random = RandomStream(seed: seed, purpose: .initialize, stream: UInt64(start) + 2)
      let drawn = CentreDraw(points, team: team).centres(count, &random)
      let found = Self.settled(points, drawn, rounds: rounds, team: team)
      if best.map({ found.inertia < $0.inertia }) ?? true { best = found }
    }
    let found = best ?? ([], [], 0)
    let columns = points.columns
    var sizes = [Int](repeating: 0, count: found.centres.count / columns)
    for label in found.labels { sizes[Int(label)] += 1 }
    let order = largestFirst(sizes)
    var place = [Int32](repeating: 0, count: sizes.count)
    for (new, old) in order.enumerated() { place[old] = Int32(new) }
    centres = EmbeddingMatrix(
      rows: order.count, columns: columns,
      values: order.flatMap { found.centres[$0 * columns..<($0 + 1) * columns] })
    labels = found.labels.map { place[Int($0)] }
    inertia = found.inertia
  }

  /// A round that lessens the sum of squares by no more than this fraction is the last.
  private static let leastGain = 1e-6

  /// Moves centres to the means of their points until that gains nothing.
  private static func settled(
    _ points: EmbeddingMatrix, _ drawn: EmbeddingMatrix, rounds: Int, team: WorkerTeam
  ) -> (centres: [Float], labels: [Int32], inertia: Double) {
    let search = CentreSearch(points, team: team)
    var centres = drawn
    var lists = search.nearest(centres, count: 1)
    for _ in 0..<rounds {
      let (sums, counts) = search.sums(lists.indices, count: centres.rows)
      let columns = points.columns
      centres = EmbeddingMatrix(
        rows: centres.rows, columns: columns,
        values: sums.indices.map { place in
          let count = counts[place / columns]
          return count > 0 ? Float(sums[place] / Double(count)) : centres.values[place]
        })
      let next = search.nearest(centres, count: 1)
      let isSettled = next.total >= lists.total * (1 - Self.leastGain)
      lists = next
      if isSettled { break }
    }
    return (centres.values, lists.indices, lists.total)
  }
}

extension NeighbourLists {
  /// Of all squared distances.
  fileprivate var total: Double { squares.reduce(0) { $0 + Double($1) } }
}

/// Draws centres far from each other: each next one by the squared distance to the nearest so far.
private struct CentreDraw {
  let points: EmbeddingMatrix
  let team: WorkerTeam

  init(_ points: EmbeddingMatrix, team: WorkerTeam) {
    self.points = points
    self.team = team
  }

  func centres(_ count: Int, _ random: inout RandomStream) -> EmbeddingMatrix {
    var chosen = [Int(random.next(upperBound: UInt64(points.rows)))]
    let search = CentreSearch(points, team: team)
    var squares = [Double](repeating: .infinity, count: points.rows)
    while chosen.count < count {
      let last = search.nearest(points.selecting([chosen[chosen.count - 1]]), count: 1).squares
      for row in squares.indices { squares[row] = min(squares[row], Double(last[row])) }
      let total = squares.reduce(0, +)
      guard total > 0 else { break }
      chosen.append(Self.drawn(squares, random.nextUnit() * total))
    }
    return points.selecting(chosen)
  }

  /// Where the running sum passes a mark.
  private static func drawn(_ weights: [Double], _ mark: Double) -> Int {
    var sum = 0.0
    for (place, weight) in weights.enumerated() {
      sum += weight
      if sum > mark { return place }
    }
    return weights.lastIndex { $0 > 0 } ?? 0
  }
}
