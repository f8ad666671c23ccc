internal import CVector
import Glibc
internal import Numbers
internal import Parallel

/// How much each neighbour belongs to a point: 1 for the nearest, less for others, by a width of
/// each point's own that makes them count for `log₂` of their number.
struct Memberships {
  /// Shape as the graph's.
  let weights: [Float]

  /// Widths below this fraction of the mean distance are widened.
  private static let narrowest: Float = 1e-3

  /// - Parameter ownCount: 1 where each point counts as one of its neighbours, else 0.
  init(_ graph: NeighbourGraph, ownCount: Int, team: WorkerTeam) {
    let (rows, count) = (graph.rows, graph.count)
    // Sums of distances must stay finite.
    let distances = graph.distances.map { min($0, 1e30) }
    let total = distances.reduce(0.0) { $0 + Double($1) }
    let mean = Float(total / Double(max(rows * (count + ownCount), 1)))
    var (near, widths) = ([Float](repeating: 0, count: rows), [Float](repeating: 0, count: rows))
    var weights = [Float](repeating: 0, count: rows * count)
    if count > 0 {
      unsafe near.withUnsafeMutableBufferPointer { near in
        unsafe widths.withUnsafeMutableBufferPointer { widths in
          unsafe weights.withUnsafeMutableBufferPointer { weights in
            unsafe distances.withUnsafeBufferPointer { distances in
              team.forEachPart(of: rows, size: 4096) { part in
                let first = part.lowerBound
                unsafe vector_smooth_distances(
                  part.count, count, Float(log2(Double(count + ownCount))), Self.narrowest, mean,
                  distances.baseAddress! + first * count, near.baseAddress! + first,
                  widths.baseAddress! + first, weights.baseAddress! + first * count)
              }
            }
          }
        }
      }
    }
    self.weights = weights
  }
}

/// Points and how much any two are neighbours, from both points of view.
struct FuzzyGraph {
  let rows: Int
  /// Edges of row `r`: `starts[r]..<starts[r + 1]`.
  let starts: [Int64]
  let ends: [Int32]
  /// In `0...1`, the same in both directions.
  let weights: [Float]

  /// The union `v + w - v w` of the two points' memberships.
  init(_ graph: NeighbourGraph, team: WorkerTeam) {
    let count = graph.count
    rows = graph.rows
    let own = Memberships(graph, ownCount: 1, team: team).weights
    let (union, isOneWay) = Self.union(graph, own, team: team)
    var starts = [Int64](repeating: 0, count: rows + 1)
    for place in isOneWay.indices where isOneWay[place] {
      starts[Int(graph.indices[place]) + 1] += 1
    }
    for row in 0..<rows { starts[row + 1] += starts[row] + Int64(count) }
    var ends = [Int32](repeating: 0, count: Int(starts[rows]))
    var weights = [Float](repeating: 0, count: ends.count)
    var next = starts
    func add(_ end: Int, to row: Int, _ weight: Float) {
      let place = Int(next[row])
      ends[place] = Int32(end)
      weights[place] = weight
      next[row] += 1
    }
    for row in 0..<rows {
      for place in row * count..<(row + 1) * count {
        let end = Int(graph.indices[place])
        add(end, to: row, union[place])
        if isOneWay[place] { add(row, to: end, union[place]) }
      }
    }
    self.starts = starts
    self.ends = ends
    self.weights = weights
  }

  /// For each neighbour of each point, the united weight, and whether it has not the point for a
  /// neighbour.
  private static func union(
    _ graph: NeighbourGraph, _ own: [Float], team: WorkerTeam
  ) -> (weights: [Float], isOneWay: [Bool]) {
    let count = graph.count
    var weights = own
    var isOneWay = [Bool](repeating: true, count: own.count)
    unsafe weights.withUnsafeMutableBufferPointer { weights in
      unsafe isOneWay.withUnsafeMutableBufferPointer { isOneWay in
        unsafe graph.indices.withUnsafeBufferPointer { indices in
          unsafe own.withUnsafeBufferPointer { own in
            team.forEachPart(of: graph.rows * count, size: 1 << 16) { part in
              for place in part {
                let (row, end) = unsafe (Int32(place / count), Int(indices[place]))
                for other in end * count..<(end + 1) * count where unsafe indices[other] == row {
                  unsafe weights[place] = own[place] + own[other] - own[place] * own[other]
                  unsafe isOneWay[place] = false
                }
              }
            }
          }
        }
      }
    }
    return (weights, isOneWay)
  }

  /// Whether every point can be reached from every other.
  var isConnected: Bool {
    var isReached = [Bool](repeating: false, count: rows)
    var (open, count) = (rows > 0 ? [0] : [], 0)
    if rows > 0 { isReached[0] = true }
    while let row = open.popLast() {
      count += 1
      for edge in Int(starts[row])..<Int(starts[row + 1]) where !isReached[Int(ends[edge])] {
        isReached[Int(ends[edge])] = true
        open.append(Int(ends[edge]))
      }
    }
    return count == rows
  }

  /// The edges that are followed at least once.
  func edges(followedIn rounds: Int) -> FuzzyEdges {
    FuzzyEdges(starts: starts, ends: ends, weights: weights, rounds: rounds)
  }
}

/// Edges and how often they are followed.
struct FuzzyEdges {
  private(set) var starts: [Int64] = [0]
  private(set) var ends: [Int32] = []
  /// In units of 2⁻³² per round; the heaviest edges are followed in every round.
  private(set) var rates: [UInt32] = []
  var rows: Int { starts.count - 1 }

  init(starts: [Int64], ends: [Int32], weights: [Float], rounds: Int) {
    let heaviest = weights.max() ?? 0
    let least = heaviest / Float(max(rounds, 1))
    self.starts.reserveCapacity(starts.count)
    self.ends.reserveCapacity(ends.count)
    rates.reserveCapacity(ends.count)
    for row in 0..<starts.count - 1 {
      for edge in Int(starts[row])..<Int(starts[row + 1]) {
        guard weights[edge] > 0, weights[edge] >= least else { continue }
        self.ends.append(ends[edge])
        rates.append(UInt32(clamping: Int64(clamping: Double(weights[edge] / heaviest) * 0x1p32)))
      }
      self.starts.append(Int64(rates.count))
    }
  }

  init(_ graph: NeighbourGraph, weights: [Float], rounds: Int) {
    self.init(
      starts: (0...graph.rows).map { Int64($0 * graph.count) }, ends: graph.indices,
      weights: weights, rounds: rounds)
  }

  /// Rows by how often their edges are followed together, the most first, so that rows that are
  /// moved together have about as many.
  func rowsByRate() -> [Int32] {
    let totals = (0..<rows).map { row in
      rates[Int(starts[row])..<Int(starts[row + 1])].reduce(UInt64(0)) { $0 + UInt64($1) }
    }
    return (0..<Int32(rows)).sorted {
      (totals[Int($1)], $0) < (totals[Int($0)], $1)
    }
  }

  /// The same with rows, and what their edges lead to, in another order.
  ///
  /// - Parameter areEndsRows: Whether edges lead from row to row.
  func reordered(_ order: [Int32], areEndsRows: Bool) -> FuzzyEdges {
    var place = [Int32](repeating: 0, count: rows)
    for (new, old) in order.enumerated() { place[Int(old)] = Int32(new) }
    var result = self
    result.starts = [0]
    result.ends.removeAll(keepingCapacity: true)
    result.rates.removeAll(keepingCapacity: true)
    for old in order {
      let range = Int(starts[Int(old)])..<Int(starts[Int(old) + 1])
      result.rates += rates[range]
      result.ends += areEndsRows ? ends[range].map { place[Int($0)] } : Array(ends[range])
      result.starts.append(Int64(result.rates.count))
    }
    return result
  }
}
