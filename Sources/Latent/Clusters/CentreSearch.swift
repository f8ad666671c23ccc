internal import CVector
internal import Parallel

/// Groups that are not empty, the largest first, the first of equally large ones first.
func largestFirst(_ sizes: [Int]) -> [Int] {
  sizes.indices.filter { sizes[$0] > 0 }.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }
}

/// Finds the nearest of some centres for many points.
///
/// Centres are few, so all are looked at, by differences: a register holds a number of 16 centres.
struct CentreSearch {
  private let points: EmbeddingMatrix
  private let team: WorkerTeam
  /// Rows of a piece of work.
  private static let part = 512
  /// Centres are filled up with infinitely distant ones to a multiple of so many.
  private static let lanes = 16

  init(_ points: EmbeddingMatrix, team: WorkerTeam) {
    self.points = points
    self.team = team
  }

  /// The `count` nearest centres of each point and the squared distances from them.
  func nearest(_ centres: EmbeddingMatrix, count: Int) -> NeighbourLists {
    var lists = NeighbourLists(rows: points.rows, count: min(count, centres.rows))
    let (columns, kept) = (points.columns, lists.count)
    let padded = (centres.rows + Self.lanes - 1) / Self.lanes * Self.lanes
    let spread = Self.spread(centres, padded: padded)
    unsafe lists.withPointers { squares, indices in
      unsafe points.values.withUnsafeBufferPointer { values in
        unsafe spread.withUnsafeBufferPointer { spread in
          let (values, spread) = (values.baseAddress!, spread.baseAddress!)
          team.forEachPart(of: points.rows, size: Self.part) { part in
            unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: padded) { buffer in
              let measured = buffer.baseAddress!
              for row in part {
                unsafe vector_spread_distances(
                  padded, columns, padded, values + row * columns, spread, measured)
                unsafe vector_keep_nearest(
                  centres.rows, measured, 0, -1, kept, squares + row * kept, indices + row * kept)
              }
            }
          }
        }
      }
    }
    return lists
  }

  /// Shape `[columns, padded]`.
  private static func spread(_ centres: EmbeddingMatrix, padded: Int) -> [Float] {
    var result = [Float](repeating: .infinity, count: centres.columns * padded)
    for centre in 0..<centres.rows {
      for column in 0..<centres.columns {
        result[column * padded + centre] = centres.values[centre * centres.columns + column]
      }
    }
    return result
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
