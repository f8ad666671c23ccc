import Latent
import Numbers
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
    guard space.hasNeighbours else {
      for projection in task.projections { addNothing(projection, to: &result) }
      return result
    }
    // What is near what is found out once for all that ask.
    let graph =
      task.projections.contains { $0 == .umap || $0 == .outliers }
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
      case .clusters: addClusters(to: &result)
      case .som: try addCells(to: &result)
      }
      result.figures.seconds[projection.rawValue] = (ContinuousClock.now - start) / .seconds(1)
    }
    return result
  }

  /// The columns of a projection of less than two points, which lie nowhere among others.
  private func addNothing(_ projection: Projection, to result: inout ProjectedColumns) {
    let names =
      switch projection {
      case .pca: (1...min(task.components, space.points.columns)).map { "pca_\($0)" }
      case .umap: ["umap_1", "umap_2"]
      case .outliers: ["knn_distance", "isolation_score", "outlier_score"]
      case .clusters: ["cluster"]
      case .som: ["som_cell"]
      }
    let text = "none: there are less than two points"
    for name in names where [.clusters, .som].contains(projection) {
      result.add(name, [Int](repeating: -1, count: space.rows.count), of: space, description: text)
    }
    for name in names where ![.clusters, .som].contains(projection) {
      result.add(
        name, [Float](repeating: .nan, count: space.rows.count), of: space, description: text)
    }
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
    result.figures.explainedVarianceRatios = found.explainedVarianceRatio
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
      of: map, from: space.points, sample: Self.evaluated, seed: task.seed, threads: task.threads)
  }

  /// Rows whose neighbours on the map are looked at.
  private static let evaluated = 2000

  // MARK: What lies apart

  private func addOutliers(_ graph: NeighbourGraph?, to result: inout ProjectedColumns) {
    guard let graph else { preconditionFailure("expected neighbours") }
    let distances = graph.meanDistances
    let isolation = IsolationForest(of: space.points, seed: task.seed, threads: task.threads)
      .scores(of: space.points, threads: task.threads)
    result.add(
      "knn_distance", distances, of: space,
      description: "mean distance to the \(graph.count) nearest points")
    result.add(
      "isolation_score", isolation, of: space,
      description: "near 1 for what few random cuts leave alone")
    let ranks = ([distances, isolation] + [reconstructionErrors].compactMap(\.self))
      .map { rankFraction(of: $0) }
    let means =
      space.points.rows > 0 ? ranks[0].indices.map { row in mean(ranks.map { $0[row] }) } : []
    result.add(
      "outlier_score", rankFraction(of: means), of: space,
      description: "rank by the mean rank of all scores, 1 is the most anomalous")
  }

  /// Of the points; `nil` where no autoencoder told any.
  private var reconstructionErrors: [Float]? {
    Self.otherColumns.lazy.compactMap { space.table[$0]?.floats() }.first
      .map { values in space.rows.map { values[$0] } }
  }

  /// Of the numbers among some.
  private func mean(_ values: [Float]) -> Float {
    let numbers = values.filter { !$0.isNaN }
    return numbers.isEmpty ? .nan : numbers.reduce(0, +) / Float(numbers.count)
  }

  // MARK: What lies together

  /// The fewest points of a cluster: one in a hundred, and not fewer than ten.
  private var smallestCluster: Int { max(10, space.points.rows / 100) }

  /// Neighbours that make a point's surroundings dense.
  private static let coreCount = 10

  private func addClusters(to result: inout ProjectedColumns) {
    let found = DensityClusters(
      of: space.points, smallest: smallestCluster, coreCount: Self.coreCount, seed: task.seed,
      threads: task.threads)
    result.add(
      "cluster", found.labels.map(Int.init), of: space,
      description: "group of points that lie close together, -1 in none")
    result.figures.clusters = found.count
    let inside = found.labels.count { $0 >= 0 }
    result.figures.clusteredFraction = Double(inside) / Double(max(1, space.points.rows))
  }

  /// Five times the root of the number of points, as is usual, within bounds.
  private var cellsAcross: Int {
    let count = 5 * Double(space.points.rows).squareRoot()
    return Int(clamping: min(40, max(4, count.squareRoot().rounded(.up))))
  }

  private func addCells(to result: inout ProjectedColumns) throws {
    let map = try SelfOrganizingMap(
      of: space.points,
      grid: CellGrid(width: cellsAcross, height: cellsAcross, shape: .rectangular),
      threads: task.threads)
    result.add(
      "som_cell", map.bestUnits(of: space.points, threads: task.threads).map(Int.init), of: space,
      description: "cell of a self-organizing map of \(cellsAcross) x \(cellsAcross), row by row")
    result.figures.quantizationError = map.quantizationErrors.last
    result.figures.topographicError = map.topographicError(of: space.points, threads: task.threads)
    result.map = map
  }
}
