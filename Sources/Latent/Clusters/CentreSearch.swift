internal import CVector

/// Groups that are not empty, the largest first, the first of equally large ones first.
func largestFirst(_ sizes: [Int]) -> [Int] {
  sizes.indices.filter { sizes[$0] > 0 }.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }
}

/// Finds the nearest of some centres for many points, by products of matrices.
struct CentreSearch {
  private let points: EmbeddingMatrix
  private let team: WorkerTeam
  /// Rows of a piece of work.
  private static let part = 512

  init(_ points: EmbeddingMatrix, team: WorkerTeam) {
    self.points = points
    self.team = team
  }

  /// The `count` nearest centres of each point and the squared distances from them.
  func nearest(_ centres: EmbeddingMatrix, count: Int) -> NeighbourLists {
    var lists = NeighbourLists(rows: points.rows, count: min(count, centres.rows))
    // Products choose, differences measure: NearestNeighbours does both.
    PairProducts(centres, team: team).fill(&lists, queries: points)
    return lists
  }

  /// Sums of the points of each group, and how many there are.
  ///
  /// - Parameter groups: Shape `[rows]`, below `count`.
  func sums(_ groups: [Int32], count: Int) -> (sums: [Double], counts: [Int]) {
    let columns = points.columns
    var counts = [Int](repeating: 0, count: count)
    for group in groups { counts[Int(group)] += 1 }
    var starts = [0]
    for size in counts { starts.append(starts[starts.count - 1] + size) }
    var (next, rows) = (starts, [Int32](repeating: 0, count: groups.count))
    for (row, group) in groups.enumerated() {
      rows[next[Int(group)]] = Int32(row)
      next[Int(group)] += 1
    }
    var sums = [Double](repeating: 0, count: count * columns)
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      unsafe points.values.withUnsafeBufferPointer { values in
        team.forEach(count) { group in
          for place in starts[group]..<starts[group + 1] {
            let row = Int(rows[place])
            for column in 0..<columns {
              unsafe sums[group * columns + column] += Double(values[row * columns + column])
            }
          }
        }
      }
    }
    return (sums, counts)
  }
}
