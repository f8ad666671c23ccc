internal import CVector
import Glibc

/// Edges that connect all points at the least sum of mutual reachability distances: the distance of
/// two points, or the larger of their core distances where that is more.
enum SpanningTree {
  struct Edge {
    let one: Int32
    let other: Int32
    let length: Float
  }

  /// By looking at every pair, one point joining after another.
  ///
  /// - Source: Prim 1957, Bell Syst. Tech. J. 36, 1389.
  static func ofPairs(_ search: NearestNeighbours, cores: [Float]) -> [Edge] {
    let points = search.searched
    guard points.rows > 1 else { return [] }
    var front = Front(points, isCosine: search.distance == .cosine, cores: cores)
    var edges: [Edge] = []
    edges.reserveCapacity(points.rows - 1)
    var last = 0
    for _ in 1..<points.rows {
      edges.append(front.join(last))
      last = Int(edges[edges.count - 1].other)
    }
    return edges
  }

  /// The points that have not joined, packed together, and how near each is to one that has.
  private struct Front {
    private let columns: Int
    private let stride: Int
    private let isCosine: Bool
    /// Shape `[columns, stride]`; the first `count` of each are still outside.
    private var spread: [Float]
    private var rows: [Int32]
    private var cores: [Float]
    private var nearest: [Float]
    private var partner: [Int32]
    private var measured: [Float]
    private var count: Int

    init(_ points: EmbeddingMatrix, isCosine: Bool, cores: [Float]) {
      columns = points.columns
      stride = points.rows
      self.isCosine = isCosine
      spread = points.transposedValues
      rows = (0..<Int32(points.rows)).map(\.self)
      self.cores = cores
      nearest = Array(repeating: .infinity, count: points.rows)
      partner = Array(repeating: 0, count: points.rows)
      measured = Array(repeating: 0, count: points.rows)
      count = points.rows
    }

    /// Lets a row join and finds the next.
    mutating func join(_ row: Int) -> Edge {
      let place = unsafe rows.withUnsafeBufferPointer { rows in
        unsafe rows[..<count].firstIndex(of: Int32(row)) ?? 0
      }
      let (point, core) = ((0..<columns).map { spread[$0 * stride + place] }, cores[place])
      remove(place)
      unsafe vector_spread_distances(count, columns, stride, point, spread, &measured)
      let next = relax(Int32(row), core: core)
      return Edge(one: partner[next], other: rows[next], length: nearest[next])
    }

    private mutating func remove(_ place: Int) {
      count -= 1
      rows.swapAt(place, count)
      cores.swapAt(place, count)
      nearest.swapAt(place, count)
      partner.swapAt(place, count)
      for first in Swift.stride(from: 0, to: spread.count, by: stride) {
        spread[first + place] = spread[first + count]
      }
    }

    /// Offers edges from a row to all that are outside; returns the place of the nearest.
    private mutating func relax(_ row: Int32, core: Float) -> Int {
      let (count, isCosine) = (count, isCosine)
      var (best, least) = (0, Float.infinity)
      unsafe nearest.withUnsafeMutableBufferPointer { nearest in
        unsafe measured.withUnsafeBufferPointer { measured in
          unsafe cores.withUnsafeBufferPointer { cores in
            for place in 0..<count {
              let square = unsafe measured[place]
              let distance = isCosine ? square / 2 : square.squareRoot()
              let length = unsafe max(distance, max(core, cores[place]))
              if unsafe length < nearest[place] {
                unsafe nearest[place] = length
                partner[place] = row
              }
              if unsafe nearest[place] < least {
                unsafe least = nearest[place]
                best = place
              }
            }
          }
        }
      }
      return best
    }
  }

  /// By the shortest edges of a graph of neighbours that join what is not connected yet; parts the
  /// graph leaves apart are joined at infinity.
  ///
  /// - Source: Kruskal 1956, Proc. Amer. Math. Soc. 7, 48.
  static func ofGraph(_ graph: NeighbourGraph, cores: [Float]) -> [Edge] {
    let lengths = graph.distances.indices.map { place in
      max(graph.distances[place], max(cores[place / graph.count], cores[Int(graph.indices[place])]))
    }
    let order = lengths.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    var groups = DisjointSets(count: graph.rows)
    var edges: [Edge] = []
    edges.reserveCapacity(graph.rows)
    for place in order {
      let (one, other) = (place / graph.count, Int(graph.indices[place]))
      guard groups.join(one, other) else { continue }
      edges.append(Edge(one: Int32(one), other: Int32(other), length: lengths[place]))
    }
    for row in 0..<max(graph.rows, 1) where graph.rows > 0 && groups.join(0, row) {
      edges.append(Edge(one: 0, other: Int32(row), length: .infinity))
    }
    return edges
  }
}

/// Sets that grow together.
///
/// - Source: Tarjan 1975, J. ACM 22, 215.
struct DisjointSets {
  private var parents: [Int32]

  init(count: Int) {
    parents = (0..<Int32(count)).map(\.self)
  }

  mutating func root(of member: Int) -> Int {
    var place = member
    while parents[place] != place {
      parents[place] = parents[Int(parents[place])]
      place = Int(parents[place])
    }
    return place
  }

  /// - Returns: Whether the two were in different sets.
  mutating func join(_ one: Int, _ other: Int) -> Bool {
    let (first, second) = (root(of: one), root(of: other))
    guard first != second else { return false }
    parents[max(first, second)] = Int32(min(first, second))
    return true
  }
}
