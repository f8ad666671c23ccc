public import ArgumentParser
import Files
public import Models
import Numbers
import Preprocessing
import Reports
import Settings
import Tasks

struct Train: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a classifier on a labelled table, or an autoencoder on any.",
    discussion: """
      Part of the rows chooses the epoch and calibrates the probabilities, part is held back \
      for the evaluation printed at the end. Columns that tell the class (redshift, plate, …) \
      are refused as features unless --allow-leak is given.

        skysort train labelled.csv -o m.safetensors --report report
        skysort train galaxies.csv --model cnn --images image -o m.safetensors
        skysort train galaxies.csv --model autoencoder --images image -o ae.safetensors
      """)

  @Option(
    help: """
      Kind of model: mlp or logistic for photometry, cnn, cnn-large, vgg or resnet18 for \
      images, fused for both; autoencoder for either, without labels.
      """)
  var model: TrainedKind?

  @OptionGroup var training: TrainingOptions

  @Option(
    help: "Weights that a resnet18 begins with, as torchvision or timm name them (.safetensors).")
  var weights: String?

  @Option(help: "Columns to use besides the photometry, separated by commas.")
  var features: String?

  @Option(help: "Bands to use, separated by commas; all where absent.")
  var bands: String?

  @Flag(help: "Use features that tell the class; the result is not a test of photometry.")
  var allowLeak = false

  @Flag(help: "Go on from the checkpoints of a run that was stopped.")
  var resume = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if weights != nil && model != .classifier(.resnet18) {
      throw ValidationError("--weights are those of a ResNet-18; add --model resnet18.")
    }
  }

  func run() async throws {
    guard try isAutoencoder else { return try await Self.run(task(), common) }
    let task = try autoencodingTask()
    try await Self.watched(common, canResume: true) { progress, interruption in
      let outcome = try await task.run(progress: progress, interruption: interruption)
      return (outcome, outcome.warnings, AutoencoderText.of(outcome))
    }
  }

  /// As --model says, or --config where nothing is said.
  private var isAutoencoder: Bool {
    get throws {
      if let model { return model == .autoencoder }
      return try training.config.map { try AutoencoderConfiguration.isStated(in: $0) } ?? false
    }
  }

  private func autoencodingTask() throws -> TrainingTask<AutoencoderConfiguration> {
    guard !allowLeak else {
      throw ValidationError("--allow-leak does not go with an autoencoder, which learns no class.")
    }
    var task = try training.autoencodingTask(common)
    task.extraFeatures = Self.list(features) ?? []
    task.bands = Self.list(bands)
    task.resumes = resume
    return task
  }

  static func run(
    _ task: TrainingTask<ClassifierConfiguration>, _ common: CommonOptions
  ) async throws {
    try await watched(common, canResume: task.base == nil) { progress, interruption in
      let outcome = try await task.run(progress: progress, interruption: interruption)
      return (outcome, outcome.warnings, text(outcome))
    }
  }

  /// Trains with a line of progress, then says what came of it.
  private static func watched<Outcome: Encodable>(
    _ common: CommonOptions, canResume: Bool,
    _ train: (@escaping ProgressHandler, Interruption) async throws -> (
      Outcome, warnings: [String], text: String
    )
  ) async throws {
    let (progress, finish) = common.progress()
    let signals = SignalWatch(wayOn: canResume ? "Go on with --resume." : nil)
    let (outcome, warnings, text) = try await train(progress, signals.interruption)
    finish()
    for warning in warnings { common.say("warning: \(warning)") }
    try common.report(outcome, text: text)
  }

  private func task() throws -> TrainingTask<ClassifierConfiguration> {
    var task = try training.task(model?.classifier, common)
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

  private static func text(_ outcome: TrainedClassifier) -> String {
    var lines = [
      "\(outcome.model.path): \(outcome.kind) for \(outcome.targets.joined(separator: ", "))",
      "  features           \(outcome.features.joined(separator: ", "))",
      "  trained on         \(ProgressLine.grouped(outcome.trainRows)) rows, "
        + "\(ProgressLine.grouped(Int(clamping: outcome.samplesPerSecond))) rows/s, "
        + "\(Numeral.figure(outcome.seconds)) s",
    ]
    if outcome.split.duplicates.groups > 0 {
      lines.append("  kept together      \(outcome.split.groupText)")
    }
    for (name, score) in [("validation", outcome.validation), ("test", outcome.test)] {
      guard let score else { continue }
      lines.append(
        "  \(name.padding(to: 18)) accuracy \(Numeral.figure(score.accuracy)), "
          + "log-loss \(Numeral.figure(score.logLoss)) on \(ProgressLine.grouped(score.rows)) rows"
          + (score.commonestClassAccuracy.map {
            "; always the commonest class \(Numeral.figure($0))"
          } ?? ""))
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

/// What `train` can be asked for.
enum TrainedKind: Hashable, ExpressibleByArgument {
  case classifier(ModelKind)
  case autoencoder

  private static let autoencoderName = "autoencoder"

  init?(argument: String) {
    if argument == Self.autoencoderName {
      self = .autoencoder
    } else if let kind = ModelKind(rawValue: argument) {
      self = .classifier(kind)
    } else {
      return nil
    }
  }

  var classifier: ModelKind? { if case .classifier(let kind) = self { kind } else { nil } }

  static var allValueStrings: [String] {
    ModelKind.allCases.map(\.rawValue) + [autoencoderName]
  }

  var name: String { classifier?.rawValue ?? Self.autoencoderName }

  /// Reads settings for this kind, which they need not name.
  ///
  /// - Parameter path: As --config says.
  func settings(_ path: String) throws -> ConfigurationTree {
    let tree = try ConfigurationTree(path: path)
    guard let stated = tree.kind, let word = stated.word, word != name else {
      return classifier.map(tree.naming) ?? tree
    }
    throw ValidationError(
      """
      --model \(name) contradicts --config: line \(stated.line) of \(path) says model: \(word). \
      Leave out one of them.
      """)
  }
}

extension ModelKind: ExpressibleByArgument {}
