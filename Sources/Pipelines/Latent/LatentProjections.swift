import Latent
import Tables

/// The projections of one space, made one after the other.
struct LatentProjections {
  let task: ProjectionTask
  let space: LatentSpace

  /// Columns that are looked at besides the space's own.
  static let otherColumns = [
    LatentColumns.reconstructionError, CatalogColumns.prefix + LatentColumns.reconstructionError,
  ]

  func columns(
    progress: ProgressHandler, interruption: Interruption
  ) throws -> ProjectedColumns {
    var result = ProjectedColumns()
    // What is near what is found out once for all that ask.
    let graph =
      task.projections.contains { $0 != .pca && $0 != .som }
      ? NearestNeighbours(of: space.points, threads: task.threads)
        .graph(count: task.neighbours, seed: task.seed, threads: task.threads) : nil
    for (index, projection) in task.projections.enumerated() {
      try interruption.check()
      progress(
        .init(
          activity: "\(projection.rawValue) of \(space.points.rows) points", completed: index,
          total: task.projections.count, unit: "projections"))
      let start = ContinuousClock.now
      switch projection {
      case .pca: try addComponents(to: &result)
      case .umap: try addMap(graph, to: &result)
      case .outliers: addOutliers(graph, to: &result)
      case .clusters, .som: break
      }
      result.figures.seconds[projection.rawValue] = (ContinuousClock.now - start) / .seconds(1)
    }
    return result
  }

  private func addComponents(to result: inout ProjectedColumns) throws {
    let found = try PrincipalComponents(
      of: space.points, count: task.components, threads: task.threads)
    let positions = found.transform(space.points, threads: task.threads)
    for component in 0..<found.count {
      result.add(
        "pca_\(component + 1)",
        (0..<positions.rows).map { positions.values[$0 * found.count + component] },
        of: space, description: "position along principal component \(component + 1)")
    }
    result.figures.explainedShares = found.explainedShare
  }

  private func addMap(_ graph: NeighbourGraph?, to result: inout ProjectedColumns) throws {
    var options = UMAP.Options()
    options.neighbours = task.neighbours
    options.minimumDistance = task.minimumDistance
    let map = try UMAP(
      of: space.points, graph: graph, options: options, seed: task.seed, threads: task.threads
    ).positions
    for axis in 0..<2 {
      result.add(
        "umap_\(axis + 1)", (0..<map.rows).map { map.values[2 * $0 + axis] }, of: space,
        description: "place on a map of neighbours (UMAP)")
    }
    result.figures.trustworthiness = trustworthiness(
      of: map, from: space.points, sample: Self.judged, seed: task.seed, threads: task.threads)
  }

  /// Rows whose neighbours on the map are looked at.
  private static let judged = 2000

  private func addOutliers(_ graph: NeighbourGraph?, to result: inout ProjectedColumns) {
    guard let graph else { preconditionFailure("expected neighbours") }
    let distances = graph.meanDistances
    result.add(
      "knn_distance", distances, of: space,
      description: "mean distance to the \(graph.count) nearest points")
  }
}
