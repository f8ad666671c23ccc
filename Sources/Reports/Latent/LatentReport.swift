import Evaluation

/// A latent space.
public struct LatentReport: Reportable {
  public let record: LatentRecord
  public let title: String
  public let inputs: [ReportContext.InputFile]
  public let provenance: [ReportContext.Entry]

  public init(
    _ record: LatentRecord, title: String, inputs: [ReportContext.InputFile] = [],
    provenance: [ReportContext.Entry] = []
  ) {
    self.record = record
    self.title = title
    self.inputs = inputs
    self.provenance = provenance
  }

  public var report: Report {
    Report(
      title: title,
      sections: [
        summarySection, mapSection, .votes(record.votes), anomalySection, clusterSection,
        cellSection, .provenance(provenance, inputs: inputs),
      ],
      payload: RecordedPayload(record: record, inputs: inputs, provenance: provenance))
  }
}

extension LatentReport {
  private var summarySection: ReportSection {
    let missing = record.rows - record.points
    let left: Markup =
      missing == 0 ? "" : " \(Numeral.grouped(missing)) rows have no place in it and are left out."
    let trust: Markup =
      record.trustworthiness.map { value -> Markup in
        """
         The UMAP's trustworthiness at 15 neighbours is \(Numeral.fixed(value, 3)): 1 where every \
        neighbour on the map is a neighbour in the space.
        """
      } ?? ""
    return ReportSection(
      identifier: "summary", title: "Summary",
      blocks: [
        .paragraph(
          """
          \(Numeral.grouped(record.points)) rows lie in a space of \(record.width) dimensions: \
          \(record.space).\(left)\(trust)
          """)
      ] + [componentTable].compactMap(\.self))
  }

  private var componentTable: Block? {
    guard !record.explainedVarianceRatios.isEmpty else { return nil }
    var sum = 0.0
    let rows = record.explainedVarianceRatios.enumerated().map { index, fraction in
      sum += fraction
      return ["\(index + 1)", Numeral.percent(fraction), Numeral.percent(sum)]
    }
    return .table(
      CaptionedTable(
        title: "Principal components", caption: "Of the variance of all dimensions.",
        table: DataTable(
          [.text("Component"), .number("Explains"), .number("Together")], rows: rows)))
  }

  private var anomalySection: ReportSection? {
    guard !record.anomalies.isEmpty else { return nil }
    var blocks: [Block] = []
    if !record.enrichments.isEmpty { blocks.append(.table(enrichmentTable)) }
    let rows = record.anomalies.enumerated().map { index, anomaly in
      [
        "\(index + 1)", anomaly.identifier, anomaly.name ?? Numeral.undefined,
        Numeral.fixed(Double(anomaly.score), 4),
      ]
    }
    blocks.append(
      .table(
        CaptionedTable(
          title: "The most anomalous rows",
          caption:
            "By the mean of their ranks by every score there is; 1 is the most anomalous of all.",
          table: DataTable(
            [.text("Rank"), .code("Row"), .text("Class"), .number("Score")], rows: rows))))
    return ReportSection(identifier: "outliers", title: "Outliers", blocks: blocks)
  }

  private var enrichmentTable: CaptionedTable {
    CaptionedTable(
      title: "Classes among the most anomalous",
      caption: "The most anomalous twentieth of the rows beside all of them.",
      table: DataTable(
        [
          .text("Class"), .number("Rows"), .number("Among the most anomalous"),
          .number("Fraction of all"),
          .number("Fraction of the most anomalous"), .number("Times as common"),
        ],
        rows: record.enrichments.map { found in
          [
            found.name, Numeral.grouped(found.rows), Numeral.grouped(found.outliers),
            Numeral.percent(found.fraction), Numeral.percent(found.outlierFraction),
            Numeral.fixed(found.ratio, 2),
          ]
        }))
  }

  private var clusterSection: ReportSection? {
    guard !record.clusters.isEmpty else { return nil }
    let rows = record.clusters.map { cluster in
      [
        cluster.number < 0 ? "none" : "\(cluster.number)", Numeral.grouped(cluster.rows),
        cluster.name ?? Numeral.undefined, Numeral.percent(cluster.purity),
      ]
    }
    return ReportSection(
      identifier: "clusters", title: "Clusters",
      blocks: [
        .table(
          CaptionedTable(
            title: "Groups of rows that lie close together",
            caption: "A suggestion by density, made without labels.",
            table: DataTable(
              [
                .text("Cluster"), .number("Rows"), .text("Commonest class"),
                .number("Its fraction"),
              ],
              rows: rows)))
      ])
  }
}
