internal import Parallel
internal import Random

/// Where the points of a map begin.
struct EmbeddingInitialization {
  let points: EmbeddingMatrix
  let graph: FuzzyGraph
  let seed: UInt64
  let team: WorkerTeam

  /// Length of the map's longer side in the beginning.
  private static let side: Float = 10
  /// Standard deviation of what tells equal points apart.
  private static let noise = 1e-4
  /// Below, a graph has not the eigenvectors that are asked for.
  private static let leastSpectralRows = 16

  /// Shape `[rows, 2]`.
  func positions(_ start: UMAP.Start) throws(LatentError) -> [Float] {
    guard points.rows > 0 else { return [] }
    let isPrincipal =
      switch start {
      case .principal: true
      case .spectral: points.rows < Self.leastSpectralRows
      case .automatic: points.rows < Self.leastSpectralRows || !graph.isConnected
      }
    let found =
      try isPrincipal
      ? principal() : SpectralInitialization(graph, seed: seed, team: team).positions()
    guard let found else { return scaled(try principal()) }
    return scaled(found)
  }

  private func principal() throws(LatentError) -> [Float] {
    let positions = try PrincipalComponents(of: points, count: 2, threads: team.threads)
      .transform(points, threads: team.threads)
    return positions.columns == 2 ? positions.values : positions.values.flatMap { [$0, 0] }
  }

  /// Moved and stretched into a square, axis by axis, with a little noise.
  private func scaled(_ positions: [Float]) -> [Float] {
    var result = positions
    var random = RandomStream(seed: seed, purpose: .initialize)
    for axis in 0..<2 {
      let places = stride(from: axis, to: positions.count, by: 2)
      let (low, high) = places.reduce((Float.infinity, -Float.infinity)) {
        (min($0.0, positions[$1]), max($0.1, positions[$1]))
      }
      let factor = high > low ? Self.side / (high - low) : 0
      for place in places {
        result[place] =
          (positions[place] - low) * factor + Float(random.nextNormal() * Self.noise)
      }
    }
    return result
  }
}
