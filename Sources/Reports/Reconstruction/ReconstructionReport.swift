/// How well an autoencoder draws again what it did not learn from.
public struct ReconstructionReport: Reportable {
  public var title: String
  public var curves: [TrainingCurve]
  /// Mean squared errors and what they are compared with.
  public var scores: [ReportContext.Entry]
  /// How well nearest neighbours tell classes; empty without classes.
  public var votes: [LatentRecord.NeighbourAccuracy]
  /// Rows held back.
  public var examples: [Example]
  public var inputs: [ReportContext.InputFile]
  public var provenance: [ReportContext.Entry]
  /// What programs read beside votes and provenance.
  public var figures: any Encodable & Sendable

  public init(
    title: String, curves: [TrainingCurve], scores: [ReportContext.Entry],
    votes: [LatentRecord.NeighbourAccuracy] = [], examples: [Example] = [],
    inputs: [ReportContext.InputFile] = [], provenance: [ReportContext.Entry] = [],
    figures: any Encodable & Sendable
  ) {
    self.title = title
    self.curves = curves
    self.scores = scores
    self.votes = votes
    self.examples = examples
    self.inputs = inputs
    self.provenance = provenance
    self.figures = figures
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

  public var report: Report {
    Report(
      title: title,
      sections: [
        .facts("scores", title: "Reconstruction", scores), .votes(votes), exampleSection,
        TrainingCurves(curves: curves).section, .provenance(provenance, inputs: inputs),
      ],
      payload: RecordedPayload(
        record: Content(figures: figures, votes: votes), inputs: inputs, provenance: provenance))
  }

  private struct Content: Encodable, Sendable {
    let figures: any Encodable & Sendable
    let votes: [LatentRecord.NeighbourAccuracy]

    enum CodingKeys: String, CodingKey { case votes }

    func encode(to encoder: any Encoder) throws {
      try figures.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(votes, forKey: .votes)
    }
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
