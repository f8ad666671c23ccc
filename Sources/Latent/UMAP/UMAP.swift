internal import Parallel

/// A map of points in the plane where neighbours stay neighbours: uniform manifold approximation
/// and projection.
///
/// - Source: McInnes, Healy & Melville 2018, arXiv:1802.03426.
public struct UMAP: Sendable {
  /// Where the points begin.
  public enum Start: String, Hashable, Sendable, CaseIterable {
    /// The spectral start; the principal one where the graph of neighbours falls apart.
    case automatic
    /// The eigenvectors of the graph of neighbours that change least along its edges.
    case spectral
    /// The first two principal components.
    case principal
  }

  public struct Options: Hashable, Sendable {
    /// Points that are near a point, itself one of them; more show coarser structure.
    public var neighbours = 15
    /// How close together points may come, in units of `spread`.
    public var minimumDistance = 0.1
    public var spread = 1.0
    /// Rounds over all edges; by default 500 up to 10,000 points and 200 beyond.
    public var rounds: Int?
    public var distance = Distance.euclidean
    public var start = Start.automatic
    /// Points a point is pushed from, for each that it is pulled to.
    public var pushes = 5

    public init() {}
  }

  /// Shape `[rows, 2]`.
  public let positions: EmbeddingMatrix
  public let options: Options
  let curve: UMAPCurve
  private let search: NearestNeighbours
  private let seed: UInt64

  /// - Parameters:
  ///   - graph: At least `neighbours - 1` of the points' nearest, where they are known already.
  /// - Throws: ``LatentError`` where LAPACK finds no eigenvalues.
  public init(
    of points: EmbeddingMatrix, graph: NeighbourGraph? = nil, options: Options = Options(),
    seed: UInt64 = 0, threads: Int = 1
  ) throws(LatentError) {
    precondition(
      2...256 ~= options.neighbours, "expected 2 to 256 neighbours, found \(options.neighbours)")
    let team = WorkerTeam(threads: threads)
    search = NearestNeighbours(of: points, distance: options.distance, threads: threads)
    curve = UMAPCurve(minimumDistance: options.minimumDistance, spread: options.spread)
    self.options = options
    self.seed = seed
    let known =
      (graph ?? search.graph(count: options.neighbours - 1, seed: seed, threads: threads))
      .prefix(options.neighbours - 1)
    precondition(
      known.rows == points.rows, "expected neighbours of \(points.rows) points, found \(known.rows)"
    )
    let fuzzy = FuzzyGraph(known, team: team)
    let start = try EmbeddingInitialization(points: points, graph: fuzzy, seed: seed, team: team)
      .positions(options.start)
    let rounds = options.rounds ?? (points.rows <= 10_000 ? 500 : 200)
    let layout = Layout(
      edges: fuzzy.edges(followedIn: rounds), curve: curve, pushes: options.pushes, seed: seed,
      team: team)
    positions = EmbeddingMatrix(
      rows: points.rows, columns: 2, values: layout.moved(start, rounds: rounds))
  }

  /// Places for other points on the map, which stays as it is.
  ///
  /// - Returns: Shape `[others.rows, 2]`.
  public func transform(_ others: EmbeddingMatrix, threads: Int = 1) -> EmbeddingMatrix {
    let team = WorkerTeam(threads: threads)
    let near = search.nearest(to: others, count: options.neighbours, threads: threads)
    let weights = Memberships(near, ownCount: 0, team: team).weights
    let rounds = (options.rounds ?? (others.rows <= 10_000 ? 300 : 90)) / 3
    let layout = Layout(
      edges: FuzzyEdges(near, weights: weights, rounds: rounds), curve: curve,
      pushes: options.pushes, seed: seed, team: team, fixed: positions.values)
    let start = weightedMeans(near, weights)
    return EmbeddingMatrix(
      rows: others.rows, columns: 2,
      values: layout.moved(start, rounds: rounds, firstRate: 0.25))
  }

  private func weightedMeans(_ near: NeighbourGraph, _ weights: [Float]) -> [Float] {
    (0..<near.rows).flatMap { row -> [Float] in
      var (x, y, total) = (0.0, 0.0, 0.0)
      for place in row * near.count..<(row + 1) * near.count {
        let (index, weight) = (Int(near.indices[place]), Double(weights[place]))
        x += weight * Double(positions.values[2 * index])
        y += weight * Double(positions.values[2 * index + 1])
        total += weight
      }
      return total > 0 ? [Float(x / total), Float(y / total)] : [0, 0]
    }
  }
}
