import Files
import Models
import Numbers
import Reports
import Tasks

/// What `train` says of an autoencoder.
enum AutoencoderText {
  static func of(_ outcome: TrainedAutoencoder) -> String {
    var lines = [
      "\(outcome.model.path): \(outcome.kind), \(outcome.variant), \(outcome.latent) numbers",
      "  trained on         \(ProgressLine.grouped(outcome.trainRows)) rows, "
        + "\(ProgressLine.grouped(Int(clamping: outcome.samplesPerSecond))) rows/s, "
        + "\(Numeral.figure(outcome.seconds)) s",
    ]
    if !outcome.features.isEmpty {
      lines.insert("  features           \(outcome.features.joined(separator: ", "))", at: 1)
    }
    let parts = [
      ("training", outcome.training), ("validation", outcome.validation), ("test", outcome.test),
    ]
    for (name, score) in parts {
      guard let score else { continue }
      lines.append(
        "  \(name.padding(to: 18)) mean squared error \(Numeral.figure(score.meanSquaredError))"
          + " on \(ProgressLine.grouped(score.rows)) rows")
    }
    if let pcaBaseline = outcome.pcaBaseline {
      lines.append(
        "  \(pcaBaseline.name.padding(to: 18)) mean squared error "
          + Numeral.figure(pcaBaseline.meanSquaredError))
    }
    lines += outcome.voteTexts.map { "  \("by neighbours".padding(to: 18)) \($0)" }
    if let report = outcome.report { lines.append("  report             \(report)") }
    return lines.joined(separator: "\n")
  }
}
