import Engine
import Files
import Glibc
import Testing

@testable import Learning

@Suite struct CheckpointTests {
  /// A name of its own in the temporary folder, gone at the end.
  private final class Place {
    let path: String
    init(_ name: String) {
      path = "/tmp/skysort-checkpoint-\(getpid())-\(name).safetensors"
      unsafe unlink(path)
    }
    deinit { unsafe unlink(path) }
  }

  static let rows = TrainerTests.spirals(rows: 150, stream: 1)
  static let validation = TrainerTests.spirals(rows: 40, stream: 2)

  static func trainer(_ change: (inout TrainingConfiguration) -> Void = { _ in }) -> TrainingLoop {
    var configuration = TrainingConfiguration()
    configuration.epochs = 4
    configuration.batchSize = 40
    configuration.schedule = .oneCycle(.init())
    configuration.averageDecay = 0.9
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
    } throws: { ($0 as? LearningError)?.exitCode == .interrupted }
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
      let place = Place("step\(steps)-\(optimizer.hashValue)")
      Self.interrupt(trainer, after: steps, path: place.path)
      let plan = CheckpointPlan(path: place.path)
      let resumed = try trainer.train(
        Self.rows, validation: Self.validation, checkpoints: plan)
      #expect(resumed.weights == unbroken.weights, "stopped after step \(steps)")
      #expect(resumed.history == unbroken.history)
    }
  }

  @Test func `killed again and again, a training still ends in the same bytes`() throws {
    let trainer = Self.trainer()
    let unbroken = try trainer.train(Self.rows, validation: Self.validation)
    let place = Place("chain")
    for _ in 0..<15 { Self.interrupt(trainer, after: 1, path: place.path) }
    let resumed = try Self.trainer { $0.threads = 2 }.train(
      Self.rows, validation: Self.validation, checkpoints: CheckpointPlan(path: place.path))
    #expect(resumed.weights == unbroken.weights)
  }

  @Test func `checkpoints kept on the way do not change where it leads`() throws {
    let place = Place("kept")
    let trainer = Self.trainer()
    let plan = CheckpointPlan(path: place.path, interval: .zero)
    let kept = try trainer.train(Self.rows, validation: Self.validation, checkpoints: plan)
    #expect(kept.weights == (try trainer.train(Self.rows, validation: Self.validation).weights))
    // The last checkpoint is of the end; going on from it changes nothing.
    let again = try trainer.train(Self.rows, validation: Self.validation, checkpoints: plan)
    #expect(again.weights == kept.weights)
    #expect(again.history == kept.history)
  }

  @Test func `a checkpoint of another training is refused by what differs`() throws {
    let place = Place("other")
    Self.interrupt(Self.trainer(), after: 2, path: place.path)
    let plan = CheckpointPlan(path: place.path)
    let slower = Self.trainer { $0.learningRate = 1e-4 }
    #expect {
      try slower.train(Self.rows, validation: Self.validation, checkpoints: plan)
    } throws: { "\($0)".contains("belongs to a training with another training configuration") }
    let other = TrainerTests.spirals(rows: 150, stream: 7)
    #expect {
      try Self.trainer().train(other, validation: Self.validation, checkpoints: plan)
    } throws: { "\($0)".contains("with another data") }
    let fresh = CheckpointPlan(path: place.path, resumes: false)
    _ = try slower.train(Self.rows, validation: Self.validation, checkpoints: fresh)
  }

  @Test func `a damaged checkpoint is refused`() throws {
    let place = Place("damaged")
    Self.interrupt(Self.trainer(), after: 2, path: place.path)
    var file = try SafetensorsFile(path: place.path)
    file.tensors["first_moment"] = StoredTensor(floats: [1], shape: [1])
    try file.write(to: place.path)
    let plan = CheckpointPlan(path: place.path)
    #expect {
      try Self.trainer().train(Self.rows, validation: Self.validation, checkpoints: plan)
    } throws: { "\($0)".contains("first_moment: is damaged") }
    try AtomicFile.write("no tensors", to: place.path)
    #expect {
      try Self.trainer().train(Self.rows, validation: Self.validation, checkpoints: plan)
    } throws: { "\($0)".contains("a text file, not a safetensors file") }
  }
}
