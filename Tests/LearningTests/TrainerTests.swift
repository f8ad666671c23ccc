import Engine
import Glibc
import Random
import Settings
import TestSupport
import Testing

@testable import Learning

@Suite struct TrainerTests {
  /// Two arms that wind around each other: features `[rows, 2]`, classes 0 and 1.
  static func spirals(rows: Int, stream: UInt64) -> TrainingData {
    var random = RandomStream(seed: 3, purpose: .simulate, stream: stream)
    var features: [Float] = []
    for row in 0..<rows {
      let radius = random.nextUnit().squareRoot()
      let angle = 2.5 * .pi * radius + (row % 2 == 0 ? 0 : .pi)
      features.append(Float(radius * cos(angle) + 0.01 * random.nextNormal()))
      features.append(Float(radius * sin(angle) + 0.01 * random.nextNormal()))
    }
    return TrainingData(
      features: features, featureCount: 2, labels: (0..<rows).map { $0 % 2 }, classCount: 2)
  }

  static func trainer(
    units: [Int] = [32, 32], dropout: Double = 0, _ change: (inout TrainingConfiguration) -> Void
  ) -> TrainingLoop {
    var configuration = TrainingConfiguration()
    configuration.epochs = 5
    configuration.batchSize = 64
    configuration.learningRate = 1e-2
    change(&configuration)
    let network = NetworkDescription(inputs: 2, units: units, dropout: dropout, outputs: 2)
    return TrainingLoop(network: network, configuration: configuration)
  }

  @Test func `exclusive or is learned`() throws {
    let trainer = Self.trainer(units: [8]) {
      $0.epochs = 300
      $0.batchSize = 4
    }
    let data = TrainingData(
      features: [0, 0, 0, 1, 1, 0, 1, 1], featureCount: 2, labels: [0, 1, 1, 0], classCount: 2)
    let result = try trainer.train(data)
    let network = NetworkDescription(inputs: 2, units: [8], outputs: 2)
    let answers = try Predictor(network: network, weights: result.weights)
      .predict(data.features)
    for (row, label) in [0, 1, 1, 0].enumerated() { #expect(answers[2 * row + label] > 0.9) }
  }

  @Test func `two spirals are told apart by a network with norms, trained as YAML says`() throws {
    let text = """
      epochs: 60
      batch_size: 64
      learning_rate: 1e-2
      schedule: {kind: one_cycle}
      weight_average: 0.9
      clip: 5
      """
    let configuration = try StrictSettings.decode(
      TrainingConfiguration.self, from: text, path: "t.yaml")
    let network = NetworkDescription(
      inputs: 2,
      layers: [
        .dense(DenseLayer(units: 32, normalization: .batch)),
        .dense(DenseLayer(units: 32, normalization: .layer, isResidual: true)),
      ], outputs: 2)
    let result = try TrainingLoop(network: network, configuration: configuration)
      .train(Self.spirals(rows: 1000, stream: 1), validation: Self.spirals(rows: 300, stream: 2))
    let best = try #require(result.history.best)
    #expect(try #require(best.validationAccuracy) > 0.97)
  }

  @Test
  func `equal trainings end the same bit for bit on any number of threads, other seeds differ`()
    throws
  {
    let data = Self.spirals(rows: 200, stream: 1)
    func weights(seed: UInt64, threads: Int = 1) throws -> [String: Tensor] {
      let trainer = Self.trainer(dropout: 0.2) {
        $0.seed = seed
        $0.threads = threads
      }
      return try trainer.train(data).weights
    }
    let expected = try weights(seed: 1)
    for threads in [1, 2, 4] {
      for (name, tensor) in try weights(seed: 1, threads: threads) {
        #expect(firstDifference(tensor.values, expected[name]?.values ?? []) == nil, "\(name)")
      }
    }
    #expect(try weights(seed: 2) != expected)
  }

  @Test(arguments: [1, 7, 63, 64, 65, 200])
  func `every row counts once per epoch whatever the batch size`(batchSize: Int) {
    let data = Self.spirals(rows: 64, stream: 1)
    let feed = RowBatches(data, batchSize: batchSize, seed: 9)
    var order = BatchOrder(rowCount: 64, seed: 9)
    order.shuffle(epoch: 3)
    #expect(order.rows.sorted() == Array(0..<64))
    #expect((0..<feed.batchCount).reduce(0) { $0 + feed.rowCount(ofBatch: $1) } == 64)
  }

  @Test func `a short last batch weighs its rows like any other`() throws {
    // Five rows in batches of four: with a step that does not move, the epoch's mean loss is the
    // mean over the five rows however they are dealt out.
    let data = Self.spirals(rows: 5, stream: 4)
    func loss(batchSize: Int) throws -> Double {
      let trainer = Self.trainer {
        $0.batchSize = batchSize
        $0.epochs = 1
        $0.learningRate = 1e-12
        $0.optimizer = .sgd
      }
      return try trainer.train(data).history.epochs[0].trainLoss
    }
    #expect(abs(try loss(batchSize: 4) - loss(batchSize: 5)) < 1e-6)
  }

  @Test func `rows of weight zero teach nothing`() throws {
    let data = Self.spirals(rows: 128, stream: 1)
    var spoilt = data.features
    for place in stride(from: 0, to: spoilt.count, by: 8) { spoilt[place] += 100 }
    let weights = (0..<128).map { $0 % 4 == 0 ? Float(0) : 1 }
    func train(_ features: [Float]) throws -> [String: Tensor] {
      let rows = TrainingData(
        features: features, featureCount: 2, targets: data.targets, targetCount: 2,
        sampleWeights: weights)
      return try Self.trainer { $0.batchSize = 32 }.train(rows).weights
    }
    #expect(try train(data.features) == train(spoilt))
  }

  @Test func `class weights count as repeated rows`() throws {
    let data = Self.spirals(rows: 10, stream: 1)
    let weighted = TrainingData(
      features: data.features, featureCount: 2, labels: (0..<10).map { $0 % 2 }, classCount: 2,
      classWeights: [2, 1])
    let doubled = (0..<10).flatMap { $0 % 2 == 0 ? [$0, $0] : [$0] }
    let repeated = TrainingData(
      features: doubled.flatMap { [data.features[2 * $0], data.features[2 * $0 + 1]] },
      featureCount: 2, labels: doubled.map { $0 % 2 }, classCount: 2)
    let trainer = Self.trainer { $0.batchSize = 15 }
    let ours = try trainer.train(weighted).history.epochs.map(\.trainLoss)
    let theirs = try trainer.train(repeated).history.epochs.map(\.trainLoss)
    for (our, their) in zip(ours, theirs) { #expect(abs(our - their) < 1e-4) }
  }

  @Test func `training ends when patience does, and gives the best epoch back`() throws {
    let rows = Self.spirals(rows: 60, stream: 1)
    // Labels turned round: what is learned can only make validation worse.
    let wrong = TrainingData(
      features: rows.features, featureCount: 2, labels: (0..<60).map { ($0 + 1) % 2 },
      classCount: 2)
    func trainer(epochs: Int) -> TrainingLoop {
      Self.trainer {
        $0.epochs = epochs
        $0.earlyStopping = EarlyStopping(patience: 3)
      }
    }
    let result = try trainer(epochs: 50).train(rows, validation: wrong)
    let best = try #require(result.history.bestEpoch)
    #expect(result.history.epochs.count == best + 4)
    #expect(result.history.epochs.count < 50)
    let losses = result.history.epochs.compactMap(\.validationLoss)
    #expect(losses[best - 1] == losses.min())
    let short = try trainer(epochs: best).train(rows, validation: wrong)
    #expect(short.weights == result.weights)
  }

  @Test func `a training that runs away says so`() {
    let trainer = Self.trainer {
      $0.optimizer = .sgd
      $0.loss = .squaredError
      $0.learningRate = 1e30
    }
    #expect {
      try trainer.train(Self.spirals(rows: 128, stream: 1))
    } throws: { "\($0)".contains("diverged") && "\($0)".contains("Lower learning_rate") }
  }

  @Test func `data that cannot be learned is refused before the first step`() {
    let trainer = Self.trainer { _ in }
    let data = Self.spirals(rows: 4, stream: 1)
    let three = TrainingData(features: [1, 2, 3], featureCount: 3, labels: [0], classCount: 2)
    let holes = TrainingData(features: [1, .nan], featureCount: 2, labels: [0], classCount: 2)
    let empty = TrainingData(features: [], featureCount: 2, labels: [], classCount: 2)
    let cases = [(three, "3 features"), (holes, "not finite"), (empty, "no row")]
    for (rows, message) in cases {
      #expect { try trainer.train(rows) } throws: { "\($0)".contains(message) }
      #expect { try trainer.train(data, validation: rows) } throws: { "\($0)".contains(message) }
    }
  }

  @Test func `trainings at the same time do not disturb each other`() async throws {
    let data = Self.spirals(rows: 200, stream: 1)
    let alone = try (0..<4).map { seed in
      try Self.trainer { $0.seed = UInt64(seed) }.train(data).weights
    }
    let together = try await withThrowingTaskGroup(of: (Int, [String: Tensor]).self) { group in
      for seed in 0..<4 {
        group.addTask { @concurrent in
          (seed, try Self.trainer { $0.seed = UInt64(seed) }.train(data).weights)
        }
      }
      var results: [Int: [String: Tensor]] = [:]
      for try await (seed, weights) in group { results[seed] = weights }
      return results
    }
    for seed in 0..<4 { #expect(together[seed] == alone[seed]) }
  }
}
