import Engine
import Random
import Testing

@testable import Learning

/// What the last product of a network takes.
@Suite struct EmbeddingTests {
  private static let rows = NetworkDescription(inputs: 5, units: [12, 7], outputs: 3)
  private static let images = ImagePredictorTests.network

  /// Features of 40 samples.
  private static func features(_ network: NetworkDescription) -> [Float] {
    var random = RandomStream(seed: 9, purpose: .simulate)
    return (0..<40 * network.inputs.count).map { _ in Float(random.nextUnit() - 0.4) }
  }

  @Test(arguments: [(rows, 7), (images, 8)])
  func `the last product of embeddings gives the logits`(
    network: NetworkDescription, width: Int
  ) throws {
    let weights = network.initialParameters(seed: 3).tensors()
    let features = Self.features(network)
    func answers(_ output: Predictor.Output) throws -> [Float] {
      try Predictor(network: network, weights: weights, output: output, precision: .float32)
        .predict(features)
    }
    #expect(network.embeddingWidth == width)
    let embeddings = try answers(.embeddings)
    #expect(embeddings.count == 40 * width)
    let (product, logits) = (try #require(weights["output.weight"]), try answers(.logits))
    for row in 0..<40 {
      for output in 0..<3 {
        let sum = (0..<width).reduce(Float(0)) {
          $0 + embeddings[row * width + $1] * product.values[$1 * 3 + output]
        }
        #expect(abs(sum - logits[row * 3 + output]) < 1e-4)
      }
    }
  }

  @Test(arguments: [rows, images], [Precision.float32, .bfloat16])
  func `embeddings beside the answers are those alone, and change no answer`(
    network: NetworkDescription, precision: Precision
  ) throws {
    let weights = network.initialParameters(seed: 3).tensors()
    let features = Self.features(network)
    let (width, count) = (network.embeddingWidth, 40)
    func predictor(_ output: Predictor.Output, alsoEmbeds: Bool = false) throws -> Predictor {
      try Predictor(
        network: network, weights: weights, output: output, precision: precision,
        alsoEmbeds: alsoEmbeds)
    }
    let worker = try predictor(.logits, alsoEmbeds: true).makeWorker()
    var (answers, embeddings) = (
      [Float](repeating: 0, count: count * 3), [Float](repeating: 0, count: count * width)
    )
    unsafe features.withUnsafeBufferPointer { features in
      unsafe answers.withUnsafeMutableBufferPointer { answers in
        unsafe embeddings.withUnsafeMutableBufferPointer { embeddings in
          unsafe worker.predict(
            features, rowCount: count, into: answers, embeddings: embeddings)
        }
      }
    }
    #expect(embeddings == (try predictor(.embeddings).predict(features)))
    // A bfloat16 product takes an embedding that is kept from its whole-width copy.
    let tolerance: Float = precision == .float32 ? 0 : 0.05
    for (found, expected) in zip(answers, try predictor(.logits).predict(features)) {
      #expect(abs(found - expected) <= tolerance)
    }
  }
}
