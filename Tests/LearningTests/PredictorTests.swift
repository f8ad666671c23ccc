import Engine
import Random
import TestSupport
import Testing

@testable import Learning

@Suite struct PredictorTests {
  static let network = NetworkDescription(
    inputs: 5,
    layers: [
      .dense(DenseLayer(units: 32, normalization: .batch)),
      .dense(DenseLayer(units: 32, activation: .gelu, normalization: .layer, isResidual: true)),
    ], outputs: 3)
  static let weights = network.initialParameters(seed: 1).tensors()
  static let features: [Float] = {
    var random = RandomStream(seed: 2, purpose: .simulate)
    return (0..<2500 * 5).map { _ in Float(random.nextNormal()) }
  }()

  @Test func `a row's answer is the same bit for bit wherever it stands`() throws {
    let predictor = try Predictor(network: Self.network, weights: Self.weights)
    let worker = try predictor.makeWorker()
    let whole = worker.predict(Self.features)
    #expect(whole.count == 2500 * 3)
    for row in [0, 1, 15, 16, 511, 1023, 1024, 2047, 2048, 2499] {
      let alone = worker.predict(Array(Self.features[row * 5..<(row + 1) * 5]))
      #expect(firstDifference(alone, whole[row * 3..<(row + 1) * 3]) == nil, "row \(row)")
    }
    for start in [1, 7, 1000] {
      let part = worker.predict(Array(Self.features[(start * 5)...]))
      #expect(firstDifference(part, whole[(start * 3)...]) == nil, "from row \(start)")
    }
  }

  @Test func `probabilities are the softmax of cooled logits`() throws {
    let temperature = 1.7
    let logits = try Predictor(network: Self.network, weights: Self.weights, output: .logits)
      .predict(Self.features)
    let answers = try Predictor(
      network: Self.network, weights: Self.weights,
      output: .probabilities(temperature: temperature)
    ).predict(Self.features)
    for row in 0..<2500 {
      let cooled = logits[row * 3..<(row + 1) * 3].map { Double($0) / temperature }
      let answer = answers[row * 3..<(row + 1) * 3].map(Double.init)
      #expect(abs(answer.reduce(0, +) - 1) < 1e-6)
      let odds = answer[0] / answer[1]
      #expect(abs(odds / exponential(cooled[0] - cooled[1]) - 1) < 1e-4)
    }
  }

  private func exponential(_ x: Double) -> Double {
    // The series suffices: logits of this network differ by little.
    (1...60).reversed().reduce(1) { 1 + $0 * x / Double($1) }
  }

  @Test func `weights kept in a file answer as before`() throws {
    var file = SafetensorsFile()
    file.tensors = Self.weights.mapValues { StoredTensor($0) }
    let read = try SafetensorsFile(bytes: file.bytes, path: "")
    #expect(read.tensors.compactMapValues(\.tensor) == Self.weights)
  }

  @Test func `no rows give no answers`() throws {
    let predictor = try Predictor(network: Self.network, weights: Self.weights)
    #expect(try predictor.predict([]).isEmpty)
  }

  @Test func `many callers at once get the same answers bit for bit`() async throws {
    let predictor = try Predictor(network: Self.network, weights: Self.weights)
    let expected = try predictor.predict(Self.features)
    try await withThrowingTaskGroup(of: [Float].self) { group in
      for _ in 0..<8 {
        group.addTask { @concurrent in try predictor.predict(Self.features) }
      }
      for try await answers in group { #expect(firstDifference(answers, expected) == nil) }
    }
  }

  @Test func `weights of another network are refused by name`() throws {
    var weights = Self.weights
    weights["layer2.weight"] = Tensor(repeating: 0, shape: [32, 31])
    #expect {
      try Predictor(network: Self.network, weights: weights)
    } throws: { "\($0)".contains("layer2.weight has shape") }
  }
}
