/// Clusters as regions that are denser than what is around them, of any shape and number; what lies
/// in none is noise.
///
/// - Source: Campello, Moulavi & Sander 2013, PAKDD, 160.
public struct DensityClusters: Hashable, Sendable {
  /// Shape `[rows]`: clusters from 0, the largest first; -1 for what is in none.
  public let labels: [Int32]
  /// How firmly each point belongs to its cluster: 1 at the cluster's core, 0 for what is in none.
  public let memberships: [Float]
  public let count: Int

  /// Up to so many points, every pair is looked at; beyond, only pairs of near neighbours, and
  /// what those do not connect is never one cluster.
  static let mostRowsOfPairs = 20_000
  /// Neighbours of each point that are looked at beyond.
  private static let neighboursOfGraph = 30

  /// - Parameters:
  ///   - smallest: Points a cluster must have.
  ///   - coreCount: Points, itself one of them, within a point's core distance; by default
  ///     `smallest`.
  public init(
    of points: EmbeddingMatrix, smallest: Int, coreCount: Int? = nil,
    distance: Distance = .euclidean, seed: UInt64 = 0, threads: Int = 1
  ) {
    let core = coreCount ?? smallest
    precondition(smallest > 1 && core > 0, "expected clusters of more than one point")
    let search = NearestNeighbours(of: points, distance: distance, threads: threads)
    let usesPairs = points.rows <= Self.mostRowsOfPairs
    let graph = search.graph(
      count: max(core - 1, usesPairs ? 1 : Self.neighboursOfGraph), seed: seed, threads: threads)
    // Few points have none so far away that `core` are within it.
    let cores = (0..<points.rows).map { row -> Float in
      guard core > 1, graph.count > 0 else { return 0 }
      return graph.distances[row * graph.count + min(core - 1, graph.count) - 1]
    }
    let edges =
      usesPairs
      ? SpanningTree.ofPairs(search, cores: cores)
      : SpanningTree.ofGraph(graph, cores: cores)
    let tree = CondensedTree(MergeTree(rows: points.rows, edges: edges), smallest: smallest)
    let selection = tree.selection()
    (labels, memberships, count) = (selection.labels, selection.memberships, selection.count)
  }
}
