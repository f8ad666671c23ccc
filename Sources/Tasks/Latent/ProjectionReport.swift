import Evaluation
import Files
import Latent
import Reports
import Tables

/// The report of a projection.
struct ProjectionReport {
  let task: ProjectionTask
  let space: LatentSpace
  let found: ProjectedColumns

  /// Of the ranking.
  private static let outlierFraction = 0.05
  private static let anomaliesShown = 25
  private static let fewestLabelled = 5

  /// Writes `report.html` and `report.json` into a folder.
  ///
  /// - Returns: The page's path.
  func write(to folder: String) throws -> String {
    let report = LatentReport(
      try record(), title: "Latent space of \(Paths.name(of: task.input))",
      inputs: [
        .init(
          path: Paths.name(of: task.input), sha256: try Digest.sha256(ofFile: task.input),
          rows: space.rowCount)
      ],
      provenance: provenance)
    return try ReportFolder(folder).write(report).page
  }

  private var provenance: [ReportContext.Entry] {
    // Columns that are named are no model's.
    var entries: [ReportContext.Entry] = [.init("Tool", Version.tool)]
    if let columns = task.columns {
      entries.append(.init("Columns", columns.joined(separator: ", ")))
    } else {
      entries += .models(in: space.schema.metadata, of: Paths.name(of: task.input))
    }
    entries += [
      .init("Made", task.projections.map(\.rawValue).joined(separator: ", ")),
      .init("Neighbours", "\(task.neighbours)"),
      .init("Minimum distance", Numeral.plain(task.minimumDistance, 3)),
      .init("Principal components", "\(task.components)"),
      .init("Classes", task.label ?? space.columns.classColumn ?? "none"),
      .init("Seed", "\(task.seed)"),
    ]
    return entries
  }

  private func record() throws -> LatentRecord {
    var record = LatentRecord(
      rows: space.rowCount, points: space.points.rows, width: space.points.columns,
      space: task.columns.map { "the columns \($0.joined(separator: ", ")), each standardised" }
        ?? "the embedding of a model")
    record.explainedVarianceRatios = found.figures.explainedVarianceRatios ?? []
    record.trustworthiness = found.figures.trustworthiness
    let classes = PointClasses(space, label: task.label)
    (record.classes, record.pointClasses) = (classes.names, classes.byPoint)
    record.maps = [("UMAP", "umap"), ("Principal components", "pca")].compactMap { name, column in
      plane(column).map { .init(name: name, x: $0.x, y: $0.y) }
    }
    record.votes = votes(classes)
    record.clusters = clusters(classes)
    record.cells = cells(classes)
    (record.anomalies, record.enrichments) = anomalies(classes)
    return record
  }

  /// A column of ours by point.
  private func values(_ name: String) -> [Float]? {
    found.columns.first { [name, CatalogColumns.prefix + name].contains($0.info.name) }?.values
      .floats.map { values in space.rows.map { values[$0] } }
  }

  private func plane(_ name: String) -> (x: [Float], y: [Float])? {
    guard let x = values(name + "_1"), let y = values(name + "_2") else { return nil }
    return (x, y)
  }

  /// How well neighbours tell the classes, in the space and on its maps.
  private func votes(_ classes: PointClasses) -> [LatentRecord.NeighbourAccuracy] {
    let labelled = classes.byPoint.indices.filter { classes.byPoint[$0] != nil }
    guard classes.names.count > 1, labelled.count > NeighbourAccuracies.neighbours else {
      return []
    }
    var spaces = [("the space itself", space.points)]
    if let map = plane("umap") { spaces.append(("the UMAP", Self.joined([map.x, map.y]))) }
    let components = (1...max(1, task.components)).compactMap { values("pca_\($0)") }
    if !components.isEmpty { spaces.append(("principal components", Self.joined(components))) }
    return spaces.map { name, points in
      NeighbourAccuracies(
        points.selecting(labelled), labels: labelled.compactMap { classes.byPoint[$0] },
        classCount: classes.names.count, threads: task.threads
      ).figures(of: name)
    }
  }

  private static func joined(_ columns: [[Float]]) -> EmbeddingMatrix {
    EmbeddingMatrix(
      rows: columns[0].count, columns: columns.count,
      values: columns[0].indices.flatMap { row in columns.map { $0[row] } })
  }

  private func clusters(_ classes: PointClasses) -> [LatentRecord.Cluster] {
    guard
      let labels = found.columns.first(where: { $0.info.name.hasSuffix("cluster") })?
        .values.int64s
    else { return [] }
    let groups = Dictionary(grouping: space.rows.indices) { Int(labels[space.rows[$0]]) }
    return groups.sorted { ($0.key < 0 ? .max : $0.key) < ($1.key < 0 ? .max : $1.key) }
      .map { number, members in
        let known = members.compactMap { classes.byPoint[$0] }
        let counts = Dictionary(grouping: known) { $0 }.mapValues(\.count)
        let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return .init(
          number: number, rows: members.count, name: most.map { classes.names[$0.key] },
          purity: most.map { Double($0.value) / Double(known.count) })
      }
  }

  private func cells(_ classes: PointClasses) -> LatentRecord.Cells? {
    guard let map = found.map else { return nil }
    let held = map.occupancy(
      of: map.bestUnits(of: space.points, threads: task.threads), classes: classes.byPoint,
      classCount: max(1, classes.names.count))
    return LatentRecord.Cells(
      width: map.grid.width, height: map.grid.height, borders: map.uMatrix,
      rows: held.map(\.points), labelled: held.map(\.labelled), classes: held.map(\.majority),
      fewestLabelled: Self.fewestLabelled)
  }

  private func anomalies(
    _ classes: PointClasses
  ) -> ([LatentRecord.Anomaly], [LatentRecord.Enrichment]) {
    guard let scores = values("outlier_score") else { return ([], []) }
    let identifiers = space.identifiers
    let order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
    let anomalies = order.prefix(Self.anomaliesShown).map { point in
      let row = space.rows[point]
      return LatentRecord.Anomaly(
        identifier: identifiers?[row] ?? "row \(row + 1)", score: scores[point],
        name: classes.byPoint[point].map { classes.names[$0] })
    }
    let enrichments = classes.names.indices.map { index in
      let members = Set(scores.indices.filter { classes.byPoint[$0] == index })
      return LatentRecord.Enrichment(
        name: classes.names[index],
        enrichment(of: members, inTop: Self.outlierFraction, by: scores))
    }
    return (anomalies, enrichments)
  }
}
