internal import Parallel

/// How far two points are apart.
public enum Distance: String, Hashable, Sendable, CaseIterable {
  case euclidean
  /// One less the cosine of the angle at the origin. A row of zeros has no direction: it is half
  /// as far from every other row as rows at right angles are.
  case cosine
}

/// Finds the points nearest to each of them, or to others.
public struct NearestNeighbours: Sendable {
  /// Ways of searching.
  public enum Method: String, Hashable, Sendable, CaseIterable {
    /// The tree for few columns, else products up to 100,000 rows and the descent beyond.
    case automatic
    /// A tree of boxes; exact, fast for few columns. Up to 15 of them.
    case tree
    /// Every pair, by products of matrices; exact.
    case products
    /// Neighbours of neighbours, again and again; misses a few in a hundred.
    ///
    /// - Source: Dong, Charikar & Li 2011, WWW, 577.
    case descent
  }

  /// Where searching every pair gives way to the descent.
  static let mostRowsOfProducts = 100_000
  /// Where a tree visits so many boxes that products are faster.
  static let mostColumnsOfTree = 12

  public let distance: Distance
  public let points: EmbeddingMatrix
  /// What is searched: Euclidean distances between its rows order the pairs as `distance` does.
  let searched: EmbeddingMatrix
  let tree: BoxTree?

  public init(of points: EmbeddingMatrix, distance: Distance = .euclidean, threads: Int = 1) {
    self.points = points
    self.distance = distance
    searched = distance == .cosine ? points.normalized() : points
    tree =
      points.columns <= BoxTree.mostColumns && points.rows > 0
      ? BoxTree(of: searched, team: WorkerTeam(threads: threads)) : nil
  }

  /// The nearest other points of every point.
  ///
  /// - Parameters:
  ///   - count: Neighbours wanted; where there are not as many points, all of them.
  ///   - seed: Of the descent.
  public func graph(
    count: Int, method: Method = .automatic, seed: UInt64 = 0, threads: Int = 1
  ) -> NeighbourGraph {
    precondition(count > 0, "expected a positive number of neighbours, found \(count)")
    let found = min(count, max(points.rows - 1, 0))
    let team = WorkerTeam(threads: threads)
    return measured(found, queries: searched) { lists in
      switch chosen(method) {
      case .descent: NeighbourDescent(searched, seed: seed, team: team).fill(&lists)
      case .tree: tree?.fill(&lists, queries: nil, team: team)
      default: PairProducts(searched, team: team).fill(&lists, queries: nil)
      }
    }
  }

  /// The points nearest to each of some others, which may be points themselves.
  public func nearest(
    to others: EmbeddingMatrix, count: Int, threads: Int = 1
  ) -> NeighbourGraph {
    precondition(count > 0, "expected a positive number of neighbours, found \(count)")
    precondition(
      others.columns == points.columns,
      "expected points of \(points.columns) columns, found \(others.columns)")
    let queries = distance == .cosine ? others.normalized() : others
    let team = WorkerTeam(threads: threads)
    return measured(min(count, points.rows), queries: queries) { lists in
      if points.columns <= Self.mostColumnsOfTree, let tree {
        tree.fill(&lists, queries: queries, team: team)
      } else {
        PairProducts(searched, team: team).fill(&lists, queries: queries)
      }
    }
  }

  private func chosen(_ method: Method) -> Method {
    switch method {
    case .automatic:
      if points.columns <= Self.mostColumnsOfTree { return .tree }
      return points.rows > Self.mostRowsOfProducts ? .descent : .products
    case .tree:
      precondition(tree != nil, "expected at most \(BoxTree.mostColumns) columns for a tree")
      return .tree
    case .products, .descent: return method
    }
  }

  /// Lists of squared distances, filled and turned into distances.
  private func measured(
    _ count: Int, queries: EmbeddingMatrix, _ fill: (inout NeighbourLists) -> Void
  ) -> NeighbourGraph {
    var lists = NeighbourLists(rows: queries.rows, count: count)
    if count > 0 && queries.rows > 0 { fill(&lists) }
    let isCosine = distance == .cosine
    return NeighbourGraph(
      rows: queries.rows, count: count, indices: lists.indices,
      distances: lists.squares.map { isCosine ? $0 / 2 : $0.squareRoot() })
  }
}

/// Growing lists of the nearest: sorted by squared distance, then index.
struct NeighbourLists {
  let rows: Int
  let count: Int
  /// Shape `[rows, count]`.
  var squares: [Float]
  /// Shape `[rows, count]`.
  var indices: [Int32]

  init(rows: Int, count: Int) {
    self.rows = rows
    self.count = count
    squares = Array(repeating: .infinity, count: rows * count)
    indices = Array(repeating: .max, count: rows * count)
  }

  /// Lends both arrays.
  mutating func withPointers(
    _ body: (_ squares: UnsafeMutablePointer<Float>, _ indices: UnsafeMutablePointer<Int32>) -> Void
  ) {
    unsafe squares.withUnsafeMutableBufferPointer { squares in
      unsafe indices.withUnsafeMutableBufferPointer { indices in
        guard let squares = squares.baseAddress, let indices = indices.baseAddress else { return }
        unsafe body(squares, indices)
      }
    }
  }
}
