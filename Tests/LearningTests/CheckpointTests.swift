import Engine
import Files
import Glibc
import TestSupport
import Testing

@testable import Learning

@Suite struct CheckpointTests {
  static let rows = TrainerTests.spirals(rows: 150, stream: 1)
  static let validation = TrainerTests.spirals(rows: 40, stream: 2)

  static func trainer(_ change: (inout TrainingConfiguration) -> Void = { _ in }) -> TrainingLoop {
    var configuration = TrainingConfiguration()
    configuration.epochs = 4
    configuration.batchSize = 40
    configuration.schedule = .oneCycle(.init())
    configuration.emaDecay = 0.9
    configuration.earlyStopping = EarlyStopping(patience: 2)
    change(&configuration)
    let network = NetworkDescription(
      inputs: 2, layers: [.dense(DenseLayer(units: 8, dropout: 0.3, normalization: .batch))],
      outputs: 2)
    return TrainingLoop(network: network, configuration: configuration)
  }

  /// Trains until `steps` have been made, then stops and leaves a checkpoint.
  private static func interrupt(_ trainer: TrainingLoop, after steps: Int, path: String) {
    var count = 0
    let plan = CheckpointPlan(path: path, interval: .seconds(3600))
    #expect {
      _ = try trainer.train(rows, validation: validation, checkpoints: plan) { _ in
        count += 1
        return count == steps ? .stop : .proceed
      }
    } throws: { ($0 as? SkysortError)?.exitCode == .interrupted }
  }

  @Test(arguments: [
    OptimizerConfiguration.standard, .nesterov(0.9), .rmsprop(decay: 0.9, epsilon: 1e-8),
  ])
  func `stopped after any step and resumed, a training ends in the bytes of an unbroken one`(
    optimizer: OptimizerConfiguration
  ) throws {
    let trainer = Self.trainer { $0.optimizer = optimizer }
    let unbroken = try trainer.train(Self.rows, validation: Self.validation)
    for steps in 1..<16 {
      let folder = try TemporaryFolder()
      Self.interrupt(trainer, after: steps, path: folder.checkpoint)
      let plan = CheckpointPlan(path: folder.checkpoint)
      let resumed = try trainer.train(
        Self.rows, validation: Self.validation, checkpoints: plan)
      #expect(resumed.weights == unbroken.weights, "stopped after step \(steps)")
      #expect(resumed.history == unbroken.history)
    }
  }

  @Test func `killed again and again, a training still ends in the same bytes`() throws {
    let trainer = Self.trainer()
    let unbroken = try trainer.train(Self.rows, validation: Self.validation)
    let folder = try TemporaryFolder()
    for _ in 0..<15 { Self.interrupt(trainer, after: 1, path: folder.checkpoint) }
    let resumed = try Self.trainer { $0.threads = 2 }.train(
      Self.rows, validation: Self.validation, checkpoints: CheckpointPlan(path: folder.checkpoint))
    #expect(resumed.weights == unbroken.weights)
  }

  @Test func `checkpoints kept on the way do not change where it leads`() throws {
    let folder = try TemporaryFolder()
    let trainer = Self.trainer()
    let plan = CheckpointPlan(path: folder.checkpoint, interval: .zero)
    let kept = try trainer.train(Self.rows, validation: Self.validation, checkpoints: plan)
    #expect(kept.weights == (try trainer.train(Self.rows, validation: Self.validation).weights))
    // The last checkpoint is of the end; going on from it changes nothing.
    let again = try trainer.train(Self.rows, validation: Self.validation, checkpoints: plan)
    #expect(again.weights == kept.weights)
    #expect(again.history == kept.history)
  }

  @Test func `a checkpoint of another training is refused by what differs`() throws {
    let folder = try TemporaryFolder()
    Self.interrupt(Self.trainer(), after: 2, path: folder.checkpoint)
    let plan = CheckpointPlan(path: folder.checkpoint)
    let slower = Self.trainer { $0.learningRate = 1e-4 }
    #expect {
      try slower.train(Self.rows, validation: Self.validation, checkpoints: plan)
    } throws: { "\($0)".contains("belongs to a training with another training configuration") }
    let other = TrainerTests.spirals(rows: 150, stream: 7)
    #expect {
      try Self.trainer().train(other, validation: Self.validation, checkpoints: plan)
    } throws: { "\($0)".contains("with another data") }
    let fresh = CheckpointPlan(path: folder.checkpoint, resumes: false)
    _ = try slower.train(Self.rows, validation: Self.validation, checkpoints: fresh)
  }

  @Test func `a damaged checkpoint is refused`() throws {
    let folder = try TemporaryFolder()
    Self.interrupt(Self.trainer(), after: 2, path: folder.checkpoint)
    var file = try SafetensorsFile(path: folder.checkpoint)
    file.tensors["first_moment"] = StoredTensor(floats: [1], shape: [1])
    try file.write(to: folder.checkpoint)
    let plan = CheckpointPlan(path: folder.checkpoint)
    #expect {
      try Self.trainer().train(Self.rows, validation: Self.validation, checkpoints: plan)
    } throws: { "\($0)".contains("first_moment: is damaged") }
    try AtomicFile.write("no tensors", to: folder.checkpoint)
    #expect {
      try Self.trainer().train(Self.rows, validation: Self.validation, checkpoints: plan)
    } throws: { "\($0)".contains("a text file, not a safetensors file") }
  }
}

extension TemporaryFolder {
  fileprivate var checkpoint: String { file("checkpoint.safetensors") }
}
