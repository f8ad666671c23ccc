import Engine
import Files
import Images
import Learning
import Models
import Numbers
import Reports
import Tables

/// The report of an autoencoder's training.
struct AutoencodingReportPage {
  let task: TrainingTask<AutoencoderConfiguration>
  let rows: TrainingTable
  let outcome: AutoencoderOutcome
  let pcaBaseline: PCABaseline?
  let votes: [LatentRecord.NeighbourAccuracy]
  let modelDigest: String

  private static let exampleCount = 12

  /// Writes `report.html` and `report.json`.
  ///
  /// - Returns: The page's path.
  func write(to folder: String) throws -> String {
    try ReportFolder(folder).write(try report()).page
  }

  private func report() throws -> ReconstructionReport {
    let history = outcome.report.history
    return ReconstructionReport(
      title: "Training of \(Paths.name(of: task.model))",
      curves: [
        TrainingCurve(
          name: "network",
          epochs: history.epochs.map { epoch in
            .init(
              number: epoch.epoch, trainingLoss: epoch.trainLoss,
              validationLoss: epoch.validationLoss, validationAccuracy: nil,
              learningRate: epoch.learningRate)
          }, bestEpoch: history.bestEpoch)
      ], scores: scores, votes: votes,
      examples: try examples(), inputs: inputs, provenance: provenance, figures: outcome.report)
  }

  private var scores: [ReportContext.Entry] {
    let report = outcome.report
    let parts = [
      ("training", report.training), ("validation", report.validation), ("test", report.test),
    ]
    var entries = parts.compactMap { name, score in
      score.map {
        ReportContext.Entry(
          "Mean squared error, \(name)", "\(Numeral.figure($0.meanSquaredError)) of \($0.rows) rows"
        )
      }
    }
    if let pcaBaseline {
      entries.append(
        .init(
          "The same by \(pcaBaseline.name) with \(pcaBaseline.components) numbers",
          Numeral.figure(pcaBaseline.meanSquaredError)))
      entries.append(.init("Fraction of that error", Numeral.figure(pcaBaseline.ratio)))
    }
    return entries
  }

  private var inputs: [ReportContext.InputFile] {
    [.init(path: Paths.name(of: task.table), sha256: rows.digest, rows: rows.table.rowCount)]
  }

  private var provenance: [ReportContext.Entry] {
    let (report, model) = (outcome.report, outcome.model.description)
    let learnedFrom =
      model.images.map { "images of \($0.summary)" } ?? report.features.joined(separator: ", ")
    var entries: [ReportContext.Entry] = [
      .init("Tool", Version.tool), .init("Model", Paths.name(of: task.model)),
      .init("Model SHA-256", modelDigest),
      .init("Kind", "\(model.head.kindName), \(report.variant), \(report.latent) dimensions"),
      .init("Settings SHA-256", model.provenance.configurationDigest),
    ]
    entries += .settings(
      task.configuration, recipe: AutoencoderConfiguration(),
      training: task.configuration.training, file: task.configurationFile)
    entries += [
      .init("Learned from", learnedFrom), .init("Rows learned", "\(report.trainRows)"),
      .init("Seed", "\(task.seed)"), .init("Precision", model.precision.resolved.rawValue),
    ]
    return entries
  }

  // MARK: Images

  /// Rows held back, spread over the table.
  private func examples() throws -> [ReconstructionReport.Example] {
    guard let source = rows.images else { return [] }
    let heldBack = outcome.test.rows.isEmpty ? outcome.validation.rows : outcome.test.rows
    let step = max(1, heldBack.count / Self.exampleCount)
    let chosen = stride(from: 0, to: heldBack.count, by: step).prefix(Self.exampleCount)
      .map { heldBack[$0] }
    let reader = try source.reader(of: rows.table, firstRow: 0)
    let names = rows.columns.identifier.flatMap { rows.table[$0]?.texts() }
    return try chosen.compactMap { row in
      guard let image = try reader.image(ofRow: row),
        let made = try outcome.autoencoder.reconstruction(of: image)
      else { return nil }
      return ReconstructionReport.Example(
        name: (names?[row]).flatMap { $0 } ?? "row \(row + 1)",
        input: Self.image(made.seen), reconstruction: Self.image(made.reconstruction),
        residual: Self.residualImage(made), error: made.error)
    }
  }

  private static func image(_ image: Image) -> PortableImage {
    PortableImage(png: image.display().png())
  }

  /// Twice the difference about grey, as bright as the input's brightest pixel is white.
  private static func residualImage(
    _ made: Autoencoder.ImageReconstruction
  ) -> PortableImage {
    let (residual, shown) = (made.residual, made.residual.channels == 3 ? 3 : 1)
    let brightest = made.seen.largestSample ?? made.seen.samples.lazy.filter(\.isFinite).max() ?? 1
    var samples: [UInt8] = []
    for pixel in 0..<residual.height * residual.width {
      for channel in 0..<shown {
        let value = residual.samples[pixel * residual.channels + channel]
        let grey = 128 + 255 * (value.isFinite ? value : 0) / max(brightest, 1e-30)
        samples.append(UInt8(clamping: min(max(grey, 0), 255)))
      }
    }
    return PortableImage(
      png: DisplayImage(
        height: residual.height, width: residual.width, channels: shown, samples: samples
      ).png())
  }
}
