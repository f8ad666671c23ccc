/// How well an autoencoder draws again what it did not learn from.
public struct ReconstructionReport: Sendable {
  public var title: String
  public var curves: [TrainingCurve]
  /// Mean squared errors and what they are compared with.
  public var scores: [ReportContext.Entry]
  /// How well nearest neighbours tell classes; empty without classes.
  public var votes: [LatentRecord.NeighbourAccuracy]
  /// Rows held back.
  public var examples: [Example]
  public var provenance: [ReportContext.Entry]

  public init(
    title: String, curves: [TrainingCurve], scores: [ReportContext.Entry],
    votes: [LatentRecord.NeighbourAccuracy] = [], examples: [Example] = [],
    provenance: [ReportContext.Entry] = []
  ) {
    self.title = title
    self.curves = curves
    self.scores = scores
    self.votes = votes
    self.examples = examples
    self.provenance = provenance
  }

  /// An image held back, with what became of it.
  public struct Example: Sendable {
    public let name: String
    public let input: PortableImage
    public let reconstruction: PortableImage
    /// Grey where there is no difference.
    public let residual: PortableImage
    /// Mean square of the difference, in scaled units.
    public let error: Float

    public init(
      name: String, input: PortableImage, reconstruction: PortableImage,
      residual: PortableImage, error: Float
    ) {
      self.name = name
      self.input = input
      self.reconstruction = reconstruction
      self.residual = residual
      self.error = error
    }
  }

  /// A page that is also well-formed XML.
  public func html() -> String {
    let sections = [
      table("scores", "Reconstruction", scores), .votes(votes), exampleSection,
      TrainingCurves(curves: curves).section, table("provenance", "Provenance", provenance),
    ]
    return ReportPage(title: title, abstract: nil, sections: sections.compactMap(\.self)).html()
  }

  /// Any object as the text of `report.json`.
  public static func json(_ content: some Encodable) -> String { ReportPage.json(content) }

  private func table(
    _ identifier: String, _ title: String, _ entries: [ReportContext.Entry]
  ) -> ReportSection? {
    guard !entries.isEmpty else { return nil }
    return ReportSection(
      identifier: identifier, title: title,
      blocks: [
        .table(
          CaptionedTable(
            title: title, caption: "",
            table: DataTable(
              [.text("What"), .text("Value")], rows: entries.map { [$0.name, $0.value] }),
            isHeaded: false))
      ])
  }

  private var exampleSection: ReportSection? {
    guard !examples.isEmpty else { return nil }
    let groups = [
      group("What went in") { ($0.input, "\($0.name) as it went in", [$0.name]) },
      group("What came out") {
        (
          $0.reconstruction, "\($0.name) as it came out",
          ["error \(Numeral.plain(Double($0.error), 3))"]
        )
      },
      group("The difference") { ($0.residual, "\($0.name), the difference", []) },
    ]
    return ReportSection(
      identifier: "examples", title: "Images held back",
      blocks: [
        .gallery(
          ThumbnailGallery(
            title: "Images that were not learned from",
            caption: """
              In the same order: what the network saw, what it made of the code, and the \
              difference of the two, grey where there is none.
              """, groups: groups, isPixelated: false))
      ])
  }

  private func group(
    _ title: String,
    _ shown: (Example) -> (image: PortableImage, alternative: String, lines: [String])
  ) -> ThumbnailGallery.Group {
    ThumbnailGallery.Group(
      title: title,
      thumbnails: examples.map { example in
        let shown = shown(example)
        return Thumbnail(
          image: shown.image, alternative: shown.alternative, lines: shown.lines)
      })
  }
}
