public import Evaluation

/// How several classifications of the same rows differ.
public struct ComparisonReport: Reportable {
  public let comparison: CatalogComparison
  public let context: Context

  /// What the report says beside the compared rows.
  public struct Context: Sendable {
    public var title = "Comparison"
    /// Rows of each catalog that are not in all; in the order of the classifications.
    public var leftOut: [LeftOut] = []
    public var inputs: [ReportContext.InputFile] = []
    public var provenance: [ReportContext.Entry] = []
    /// By compared row; on the page only.
    public var thumbnails: [Int: PortableImage] = [:]

    public init() {}
  }

  /// Rows of a catalog that could not be compared.
  public struct LeftOut: Sendable, Hashable {
    public let catalog: String
    /// That another catalog lacks.
    public let unmatched: Int
    /// The first of them.
    public let examples: [String]
    /// Of those in all catalogs, without a class here or without a true one.
    public let unlabelled: Int

    public init(catalog: String, unmatched: Int, examples: [String], unlabelled: Int) {
      self.catalog = catalog
      self.unmatched = unmatched
      self.examples = examples
      self.unlabelled = unlabelled
    }
  }

  public init(_ comparison: CatalogComparison, context: Context = Context()) {
    self.comparison = comparison
    self.context = context
  }

  /// Flips that are listed on the page, for each pair.
  static let listedFlips = 50

  /// Rows whose images are shown.
  public var withImageRows: [Int] {
    Set(comparison.pairs.flatMap { Self.withImage($0).map(\.row) }).sorted()
  }

  /// The first flips of each kind.
  static func withImage(_ pair: PairedComparison) -> [Flip] {
    Flip.Change.allCases.flatMap { change in
      pair.flips.lazy.filter { $0.change == change }.prefix(withImageFlips)
    }
  }

  private static let withImageFlips = 12

  /// With the comparison as `compare` prints it.
  public var report: Report {
    Report(
      title: context.title,
      sections: [
        summarySection, differenceSection, magnitudeSection, agreementSection, flipSection,
        leftOutSection, .provenance(context.provenance, inputs: context.inputs),
      ],
      payload: RecordedPayload(
        record: Content(comparison: comparison, leftOut: context.leftOut), inputs: context.inputs,
        provenance: context.provenance))
  }

  private struct Content: Encodable, Sendable {
    let comparison: CatalogComparison
    let leftOut: [LeftOut]

    enum CodingKeys: String, CodingKey { case leftOut = "left_out" }

    /// One object with what the comparison says.
    func encode(to encoder: any Encoder) throws {
      try comparison.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(leftOut, forKey: .leftOut)
    }
  }

  var names: [String] { comparison.rows.classifications.map(\.name) }
  var classes: [String] { comparison.rows.classes }
}

extension ComparisonReport.LeftOut: Encodable {
  enum CodingKeys: String, CodingKey { case catalog, unmatched, examples, unlabelled }
}
