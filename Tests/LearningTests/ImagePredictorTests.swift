import Engine
import Random
import TestSupport
import Testing

@testable import Learning

@Suite struct ImagePredictorTests {
  /// Large enough that batches are small.
  static let network = NetworkDescription(
    inputs: .image(height: 96, width: 64, channels: 3),
    layers: [
      .convolution(ConvolutionLayer(channels: 8, stride: 2, normalization: .batch)),
      .maxPool(PoolLayer(window: 4)),
      .convolution(ConvolutionLayer(channels: 16, normalization: .group, isResidual: true)),
      .globalAveragePool, .dense(DenseLayer(units: 8)),
    ], outputs: 3)
  static let weights = network.initialParameters(seed: 1).tensors()
  static let count = 70
  static let features: [Float] = {
    var random = RandomStream(seed: 2, purpose: .simulate)
    return (0..<count * network.inputs.count).map { _ in Float(random.nextUnit() - 0.4) }
  }()

  private static func images(_ range: Range<Int>) -> [Float] {
    let size = network.inputs.count
    return Array(features[range.lowerBound * size..<range.upperBound * size])
  }

  @Test(arguments: [
    (SampleShape.numbers(9), 1024), (.numbers(60_000), 1024),
    (.image(height: 64, width: 64, channels: 3), 64),
    (.image(height: 96, width: 64, channels: 3), 32),
    (.image(height: 12, width: 12, channels: 1), 64),
    (.image(height: 2048, width: 2048, channels: 3), 1),
  ])
  func `fewer samples are computed at once where they are large`(shape: SampleShape, size: Int) {
    #expect(shape.evaluationBatchSize == size)
  }

  @Test(arguments: [Precision.float32, .automatic])
  func `an image's answer is the same bit for bit wherever it stands`(
    precision: Precision
  ) throws {
    let predictor = try Predictor(
      network: Self.network, weights: Self.weights, precision: precision)
    #expect(predictor.batchSize == 32)
    let whole = try predictor.predict(Self.features)
    #expect(whole.count == Self.count * 3)
    for image in [0, 1, 31, 32, 63, 64, 69] {
      let alone = try predictor.predict(Self.images(image..<image + 1))
      #expect(
        firstDifference(alone, whole[image * 3..<(image + 1) * 3]) == nil, "image \(image)")
    }
    let part = try predictor.predict(Self.images(7..<50))
    #expect(firstDifference(part, whole[7 * 3..<50 * 3]) == nil)
  }

  @Test func `four callers at once get the answers of one alone bit for bit`() async throws {
    let predictor = try Predictor(network: Self.network, weights: Self.weights)
    let expected = try predictor.predict(Self.features)
    let copy = predictor
    try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
      for caller in 0..<4 {
        group.addTask { @concurrent in
          var last: [Float] = []
          for _ in 0..<3 { last = try copy.predict(Self.images(caller * 5..<70)) }
          return (caller, last)
        }
      }
      for try await (caller, answers) in group {
        #expect(firstDifference(answers, expected[caller * 15..<210]) == nil)
      }
    }
  }

  @Test func `answers are the same bit for bit on any number of threads`() throws {
    let one = try Predictor(network: Self.network, weights: Self.weights, threads: 1)
    let some = Self.images(0..<40)
    let expected = try one.predict(some)
    for threads in [2, 4] {
      let several = try Predictor(
        network: Self.network, weights: Self.weights, threads: threads)
      #expect(firstDifference(try several.predict(some), expected) == nil)
    }
  }
}
