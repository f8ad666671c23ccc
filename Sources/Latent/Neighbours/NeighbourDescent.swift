internal import CVector
internal import Parallel
internal import Random

/// Approximate nearest neighbours: a neighbour of a neighbour is likely a neighbour.
///
/// Each round, every point looks at the neighbours of its neighbours, in both directions, where at
/// least one step of the way is new. All look at the lists as they were when the round began, so
/// that it does not matter who looks first.
///
/// - Source: Dong, Charikar & Li 2011, WWW, 577; there, pairs are offered to both points, here each
///   point fetches them.
struct NeighbourDescent {
  private let points: EmbeddingMatrix
  private let seed: UInt64
  private let team: WorkerTeam

  /// A round that finds fewer new neighbours than this fraction of all is the last.
  private static let leastFraction = 0.01
  private static let mostRounds = 30
  /// Neighbours kept on the way, more than a few wanted, since short lists find no way out.
  private static let leastKept = 24
  /// Divisions into cells that the search begins with, and the most points of a cell.
  private static let trees = 4
  private static let mostInCell = 64

  init(_ points: EmbeddingMatrix, seed: UInt64, team: WorkerTeam) {
    self.points = points
    self.seed = seed
    self.team = team
  }

  func fill(_ lists: inout NeighbourLists) {
    let kept = min(max(lists.count, Self.leastKept), points.rows - 1)
    var found = beginning(kept: kept)
    var isNew = [Bool](repeating: true, count: points.rows * kept)
    for _ in 0..<Self.mostRounds {
      let before = found.indices
      let ways = Ways(lists: found, isNew: isNew)
      look(ways, &found)
      let newCount = mark(&isNew, lists: found, before: before)
      if Double(newCount) < Self.leastFraction * Double(isNew.count) { break }
    }
    shorten(found, into: &lists)
  }

  /// Lists of points drawn at random, and of those that fall into the same small cells when the
  /// points are halved along random directions.
  private func beginning(kept: Int) -> NeighbourLists {
    var lists = NeighbourLists(rows: points.rows, count: kept)
    var halvings = 0
    while points.rows > Self.mostInCell << halvings { halvings += 1 }
    let division = Division(rows: points.rows, halvings: halvings)
    for tree in 0..<Self.trees {
      let rule = RandomDirection(points: points, seed: seed, tree: tree)
      offer(division.order(by: rule, team), division, &lists)
    }
    drawMissing(&lists)
    return lists
  }

  /// Offers all rows of a cell to each of them.
  private func offer(_ rows: [Int32], _ cells: Division, _ lists: inout NeighbourLists) {
    let count = lists.count
    unsafe lists.withPointers { squares, indices in
      unsafe points.values.withUnsafeBufferPointer { values in
        team.forEach(cells.parts) { cell in
          let members = Array(rows[cells.range(cell, after: cells.halvings)])
          for row in members {
            unsafe compare(
              Int(row), with: members.filter { $0 != row }, values.baseAddress!, count,
              squares + Int(row) * count, indices + Int(row) * count)
          }
        }
      }
    }
  }

  private func compare(
    _ row: Int, with others: [Int32], _ values: UnsafePointer<Float>, _ count: Int,
    _ squares: UnsafeMutablePointer<Float>, _ indices: UnsafeMutablePointer<Int32>
  ) {
    guard !others.isEmpty else { return }
    unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: others.count) { buffer in
      let measured = buffer.baseAddress!
      unsafe vector_listed_distances(
        others.count, points.columns, others, values + row * points.columns, values, measured)
      _ = unsafe vector_keep_listed(others.count, measured, others, count, squares, indices)
    }
  }

  /// Fills what is missing from lists with rows drawn at random.
  private func drawMissing(_ lists: inout NeighbourLists) {
    let count = lists.count
    unsafe lists.withPointers { squares, indices in
      unsafe points.values.withUnsafeBufferPointer { values in
        team.forEachPart(of: points.rows, size: 1024) { part in
          for row in part {
            let last = row * count + count - 1
            guard unsafe indices[last] == .max else { continue }
            var random = RandomStream(seed: seed, purpose: .shuffle, stream: UInt64(row))
            while unsafe indices[last] == .max {
              let drawn = Int32(random.next(upperBound: UInt64(points.rows)))
              guard drawn != row else { continue }
              unsafe compare(
                row, with: [drawn], values.baseAddress!, count, squares + row * count,
                indices + row * count)
            }
          }
        }
      }
    }
  }

  /// One round.
  private func look(_ ways: Ways, _ lists: inout NeighbourLists) {
    let count = lists.count
    unsafe lists.withPointers { squares, indices in
      unsafe points.values.withUnsafeBufferPointer { values in
        team.forEachPart(of: points.rows, size: 4096) { part in
          var seen = [Int32](repeating: -1, count: points.rows)
          var candidates: [Int32] = []
          for row in part {
            candidates.removeAll(keepingCapacity: true)
            unsafe ways.collect(
              row, known: UnsafeBufferPointer(start: indices + row * count, count: count), &seen,
              &candidates)
            unsafe compare(
              row, with: candidates, values.baseAddress!, count, squares + row * count,
              indices + row * count)
          }
        }
      }
    }
  }

  /// Finds out which neighbours were not there before.
  private func mark(_ isNew: inout [Bool], lists: NeighbourLists, before: [Int32]) -> Int {
    let count = lists.count
    var total = 0
    for row in 0..<lists.rows {
      let known = before[row * count..<(row + 1) * count]
      for place in row * count..<(row + 1) * count {
        isNew[place] = !known.contains(lists.indices[place])
        total += isNew[place] ? 1 : 0
      }
    }
    return total
  }

  private func shorten(_ found: NeighbourLists, into lists: inout NeighbourLists) {
    for row in 0..<lists.rows {
      for place in 0..<lists.count {
        lists.squares[row * lists.count + place] = found.squares[row * found.count + place]
        lists.indices[row * lists.count + place] = found.indices[row * found.count + place]
      }
    }
  }
}
