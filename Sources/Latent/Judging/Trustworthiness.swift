internal import CVector
internal import Evaluation
internal import Parallel
internal import Random

/// How far a map may be trusted: 1 where every neighbour on the map is a neighbour among the
/// points, less for each that is not and for how far it is from being one.
///
/// - Parameters:
///   - map: As many rows as `points`.
///   - sample: Rows that are evaluated, drawn by the seed where there are more.
/// - Returns: `nil` where there are not more than one and a half times as many rows as neighbours.
public func trustworthiness(
  of map: EmbeddingMatrix, from points: EmbeddingMatrix, neighbours: Int = 15,
  sample: Int = 10_000, seed: UInt64 = 0, threads: Int = 1
) -> Double? {
  precondition(map.rows == points.rows, "expected \(points.rows) rows, found \(map.rows)")
  precondition(neighbours > 0 && sample > 0, "expected neighbours and a sample")
  let (rows, count) = (points.rows, neighbours)
  guard 2 * rows > 3 * count + 1 else { return nil }
  let evaluated = drawnRows(sample, of: rows, seed: seed)
  let graph = NearestNeighbours(of: map, threads: threads).graph(count: count, threads: threads)
  let excesses = Ranks(points).excesses(of: graph, rows: evaluated, WorkerTeam(threads: threads))
  return Evaluation.trustworthiness(excessRanks: excesses, neighbours: count, rows: rows)
}

/// Rows drawn without repetition, in order; all of them where there are not more.
func drawnRows(_ count: Int, of rows: Int, seed: UInt64) -> [Int] {
  guard count < rows else { return Array(0..<rows) }
  var random = RandomStream(seed: seed, purpose: .bootstrap)
  var (left, result) = (count, [Int]())
  // Each row is kept with the probability that leaves as many as are wanted.
  for row in 0..<rows where left > 0 {
    guard random.next(upperBound: UInt64(rows - row)) < UInt64(left) else { continue }
    result.append(row)
    left -= 1
  }
  return result
}

/// The order of points by their distance from one of them.
private struct Ranks {
  let points: EmbeddingMatrix
  /// Shape `[columns, rows]`.
  let spread: [Float]

  init(_ points: EmbeddingMatrix) {
    self.points = points
    spread = points.transposedValues
  }

  /// For each row, by how much its neighbours' ranks exceed their number.
  func excesses(of graph: NeighbourGraph, rows: [Int], _ team: WorkerTeam) -> [Int] {
    var result = [Int](repeating: 0, count: rows.count)
    unsafe result.withUnsafeMutableBufferPointer { result in
      team.forEachPart(of: rows.count, size: 64) { part in
        var distances = [Float](repeating: 0, count: points.rows)
        for place in part {
          unsafe result[place] = excess(of: rows[place], graph, &distances)
        }
      }
    }
    return result
  }

  private func excess(
    of row: Int, _ graph: NeighbourGraph, _ distances: inout [Float]
  ) -> Int {
    unsafe points.values.withUnsafeBufferPointer { values in
      unsafe vector_spread_distances(
        points.rows, points.columns, points.rows, values.baseAddress! + row * points.columns,
        spread, &distances)
    }
    // The row itself comes after all others.
    distances[row] = .infinity
    return graph.neighbours(of: row).reduce(0) { total, other in
      let rank = unsafe vector_count_before(points.rows, distances, Int(other)) + 1
      return total + max(0, Int(rank) - graph.count)
    }
  }
}
