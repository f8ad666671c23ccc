import Files
import Learning
import Models
import Preprocessing
import Tables
import TestSupport

/// A small, quick training on a simulated sky.
struct TrainedFixture {
  let table: Table
  let outcome: ClassifierOutcome

  /// Two small networks of a few epochs.
  static func options(threads: Int = 1, seed: UInt64 = 0) -> TrainingOptions<
    ClassifierConfiguration
  > {
    var configuration = ClassifierConfiguration()
    configuration.memberCount = 2
    configuration.hidden = [16, 16]
    configuration.training.setEpochs(6)
    return TrainingOptions(
      configuration: configuration, split: SplitOptions(seed: seed), seed: seed,
      threads: threads, toolVersion: "test")
  }

  init(
    _ options: TrainingOptions<ClassifierConfiguration> = options(),
    table: Table = SimulatedSky(rowCount: 1500).table()
  ) async throws {
    self.table = table
    outcome = try await ModelTrainer(options).train(
      table, columns: SimulatedSky.columns, path: "made.csv")
  }

  var model: ModelFile<AnswerHead> { outcome.model }

  func classify(_ table: Table, by classifier: Classifier? = nil) throws -> ClassifiedRows {
    let classifier = try classifier ?? Classifier(model, path: "made.safetensors")
    let source = try classifier.source(
      for: SimulatedSky.columns, schema: table.schema, path: "made.csv")
    return try classifier.makeWorker(source).classify(table)
  }
}
