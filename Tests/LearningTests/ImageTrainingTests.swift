import Engine
import Files
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Learning

@Suite struct ImageTrainingTests {
  static let samples = Blobs(count: 200, stream: 1, isAugmented: true)
  static let validation = Blobs(count: 60, stream: 2)

  static func trainer(
    precision: Precision = .automatic, _ change: (inout TrainingConfiguration) -> Void = { _ in }
  ) -> TrainingLoop {
    var configuration = TrainingConfiguration()
    configuration.epochs = 3
    configuration.batchSize = 48
    configuration.learningRate = 4e-3
    configuration.emaDecay = 0.9
    configuration.maxGradientNorm = 1
    change(&configuration)
    return TrainingLoop(network: .blobs, configuration: configuration, precision: precision)
  }

  @Test(arguments: [Precision.float32, .automatic])
  func `blobs left and right are told apart`(precision: Precision) throws {
    let trainer = Self.trainer(precision: precision) {
      $0.epochs = 8
      $0.schedule = .oneCycle(.init())
    }
    let samples = Blobs(count: 400, stream: 1, isAugmented: true)
    let result = try trainer.train(samples, validation: Self.validation)
    #expect(try #require(result.history.best?.validationAccuracy) > 0.95)
    let rows = Self.validation.rows
    let answers = try Predictor(
      network: .blobs, weights: result.weights, precision: precision
    ).predict(rows.features)
    let correct = (0..<60).count { answers[2 * $0 + $0 % 2] > 0.5 }
    #expect(Double(correct) / 60 == result.history.best?.validationAccuracy)
  }

  @Test(arguments: [Precision.float32, .automatic])
  func `every kind of layer learns, the same bit for bit on any number of threads`(
    precision: Precision
  ) throws {
    let network = ImageNetworkTests.network
    let rows = 40
    var features = NetworkTests.wave([rows, network.inputs.count], scale: 1, phase: 0.3).values
    // A class is a channel a little brighter.
    for place in features.indices where place % 4 == place / network.inputs.count % 3 {
      features[place] += 0.5
    }
    let data = TrainingData(
      features: features, featureCount: network.inputs.count, labels: (0..<rows).map { $0 % 3 },
      classCount: 3)
    func train(threads: Int) throws -> TrainingResult {
      var configuration = TrainingConfiguration()
      configuration.epochs = 30
      configuration.batchSize = 16
      configuration.learningRate = 1e-2
      configuration.threads = threads
      return try TrainingLoop(network: network, configuration: configuration, precision: precision)
        .train(data)
    }
    let result = try train(threads: 1)
    #expect(try train(threads: 2).weights == result.weights)
    let losses = result.history.epochs.map(\.trainLoss)
    #expect(losses[29] < 0.8 * losses[0], "\(losses[0]) to \(losses[29])")
    let start = network.initialParameters(seed: 0).tensors()
    for (name, tensor) in result.weights { #expect(tensor != start[name], "\(name) stood still") }
  }

  @Test func `samples are learned as the same rows in memory are`() throws {
    let samples = Blobs(count: 100, stream: 3)
    let trainer = Self.trainer()
    let streamed = try trainer.train(samples, validation: Self.validation)
    let held = try trainer.train(samples.rows, validation: Self.validation.rows)
    #expect(streamed.weights == held.weights)
    #expect(streamed.history == held.history)
  }

  @Test func `neither threads nor queues change the result, bit for bit`() throws {
    let expected = try Self.trainer().train(Self.samples, validation: Self.validation)
    for loading in [SampleLoading(threads: 3), SampleLoading(threads: 1, batchesAhead: 7)] {
      let trainer = Self.trainer { $0.threads = 2 }
      let result = try trainer.train(
        Self.samples, validation: Self.validation, loading: loading)
      #expect(result.weights == expected.weights)
      #expect(result.history == expected.history)
    }
  }

  @Test func `stopped after any step and resumed, a training ends in the same bytes`() throws {
    let trainer = Self.trainer { $0.schedule = .oneCycle(.init()) }
    let unbroken = try trainer.train(Self.samples, validation: Self.validation)
    let folder = try TemporaryFolder()
    let path = folder.file("checkpoint.safetensors")
    for steps in [1, 4, 5, 6, 14] {
      unsafe unlink(path)
      var count = 0
      #expect {
        try trainer.train(
          Self.samples, validation: Self.validation, checkpoints: CheckpointPlan(path: path)
        ) { _ in
          count += 1
          return count == steps ? .stop : .proceed
        }
      } throws: { ($0 as? SkysortError)?.exitCode == .interrupted }
      let resumed = try trainer.train(
        Self.samples, validation: Self.validation, loading: SampleLoading(threads: 2),
        checkpoints: CheckpointPlan(path: path))
      #expect(resumed.weights == unbroken.weights, "stopped after step \(steps)")
      #expect(resumed.history == unbroken.history)
    }
    #expect {
      try trainer.train(
        Blobs(count: 200, stream: 9, isAugmented: true), validation: Self.validation,
        checkpoints: CheckpointPlan(path: path))
    } throws: { "\($0)".contains("with another data") }
  }

  @Test func `clipping and averaging act on convolutions`() throws {
    // Steps of plain descent are as long as the clipped gradient, so the path is bounded.
    let trainer = Self.trainer {
      $0.optimizer = .sgd
      $0.learningRate = 1
      $0.maxGradientNorm = 1e-3
      $0.emaDecay = nil
      $0.epochs = 1
    }
    let start = NetworkDescription.blobs.initialParameters(seed: 0).tensors()
    let moved = try trainer.train(Self.samples, startingFrom: start).weights
    let states = [".mean", ".variance"]
    let squares = start.filter { name, _ in !states.contains { name.hasSuffix($0) } }
      .reduce(0.0) { sum, entry in
        zip(entry.value.values, moved[entry.key]?.values ?? []).reduce(sum) {
          $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
        }
      }
    #expect(squares.squareRoot() < 1e-3 * 5 * 1.01 && squares > 1e-8)
    #expect(moved["layer1.weight"] != start["layer1.weight"])
    var averaging = trainer
    averaging = TrainingLoop(
      network: .blobs,
      configuration: {
        var configuration = trainer.configuration
        configuration.emaDecay = 0.9
        return configuration
      }())
    let averaged = try averaging.train(Self.samples, startingFrom: start).weights
    #expect(averaged["layer1.weight"] != moved["layer1.weight"])
    #expect(
      averaged["layer3.normalization.mean"] == moved["layer3.normalization.mean"],
      "states are kept as they are")
  }

  @Test func `an error ends the training and its threads`() throws {
    let broken = Blobs(count: 200, stream: 1, broken: 123)
    #expect {
      try Self.trainer().train(broken, validation: Self.validation)
    } throws: {
      "\($0)".contains("training samples, sample 123, batch")
        && "\($0)".hasSuffix("of epoch 1: blob-123.fits: is damaged.")
    }
    #expect(
      broken.tally.begun.load(ordering: .relaxed) == broken.tally.ended.load(ordering: .relaxed))
    let brokenValidation = Blobs(count: 60, stream: 2, broken: 59)
    #expect {
      try Self.trainer().train(Self.samples, validation: brokenValidation)
    } throws: { "\($0)".contains("validation samples, sample 59, batch 1 of epoch 1") }
  }

  @Test func `samples that do not fit the network are refused`() {
    var network = NetworkDescription.blobs
    network.inputs = .image(height: 12, width: 10, channels: 1)
    let trainer = TrainingLoop(network: network, configuration: TrainingConfiguration())
    #expect { try trainer.train(Self.samples) } throws: {
      "\($0)".contains(
        "has an image of 12×12 with 1 channel and 2 targets where the network takes an image of"
          + " 12×10 with 1 channel and has 2 outputs")
    }
    #expect { try Self.trainer().train(Blobs(count: 0)) } throws: { "\($0)".contains("no row") }
  }
}
