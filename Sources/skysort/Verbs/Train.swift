public import ArgumentParser
import Files
public import Models
import Pipelines

struct Train: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a classifier on a labelled table.",
    discussion: """
      Part of the rows chooses the epoch and calibrates the probabilities, part is held back \
      for the judgement printed at the end. Columns that tell the class (redshift, plate, …) \
      are refused as features unless --allow-leak is given.

        skysort train labelled.csv -o m.safetensors --report report
        skysort train galaxies.csv --model cnn --images image -o m.safetensors
      """)

  @Option(
    help: """
      Kind of model: mlp or logistic for photometry, cnn, cnn-large, vgg or resnet18 for \
      pictures, fused for both.
      """)
  var model: ModelKind?

  @OptionGroup var training: TrainingOptions

  @Option(
    help: "Weights that a resnet18 begins with, as torchvision or timm name them (.safetensors).")
  var weights: String?

  @Option(help: "Columns to use besides the photometry, separated by commas.")
  var features: String?

  @Option(help: "Bands to use, separated by commas; all where absent.")
  var bands: String?

  @Flag(help: "Use features that tell the class; the result is no test of photometry.")
  var allowLeak = false

  @Flag(help: "Go on from the checkpoints of a run that was stopped.")
  var resume = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if weights != nil && model != .resnet18 {
      throw ValidationError("--weights are those of a ResNet-18; add --model resnet18.")
    }
  }

  func run() async throws { try await Self.run(task(), common) }

  static func run(_ task: TrainingTask, _ common: CommonOptions) async throws {
    let (progress, finish) = common.progress()
    let signals = SignalWatch()
    let outcome = try await task.run(progress: progress, interruption: signals.interruption)
    finish()
    for warning in outcome.warnings { common.say("warning: \(warning)") }
    try common.report(outcome, text: Self.text(outcome))
  }

  private func task() throws -> TrainingTask {
    var task = try training.task(model ?? .mlp, common)
    if let model, model != task.configuration.kind {
      throw ValidationError("--model \(model.rawValue) contradicts --config.")
    }
    task.weights = weights
    task.extraFeatures = Self.list(features) ?? []
    task.bands = Self.list(bands)
    task.allowsLeaks = allowLeak
    task.resumes = resume
    return task
  }

  static func list(_ text: String?) -> [String]? {
    text.map { $0.split(separator: ",").map { $0.trimmingSpaces() } }
  }

  private static func text(_ outcome: TrainingTask.Outcome) -> String {
    var lines = [
      "\(outcome.model.path): \(outcome.kind) for \(outcome.targets.joined(separator: ", "))",
      "  features           \(outcome.features.joined(separator: ", "))",
      "  trained on         \(ProgressLine.grouped(outcome.trainRows)) rows, "
        + "\(ProgressLine.grouped(Int(outcome.samplesPerSecond))) rows/s, "
        + "\(Summary.digits(outcome.seconds)) s",
    ]
    for (name, score) in [("validation", outcome.validation), ("test", outcome.test)] {
      guard let score else { continue }
      lines.append(
        "  \(name.padding(to: 18)) accuracy \(Summary.digits(score.accuracy)), "
          + "log-loss \(Summary.digits(score.logLoss)) on \(ProgressLine.grouped(score.rows)) rows")
    }
    lines += AnswerText.lines(outcome)
    if let labels = outcome.labels {
      lines.append(
        "  labels             \(ProgressLine.grouped(labels.joined)) joined by "
          + "\(labels.key.rawValue), \(ProgressLine.grouped(labels.unlabelled)) rows without")
    }
    if let changes = outcome.changeText { lines.append("  before             \(changes)") }
    if let report = outcome.report { lines.append("  report             \(report)") }
    return lines.joined(separator: "\n")
  }
}

extension ModelKind: ExpressibleByArgument {}
