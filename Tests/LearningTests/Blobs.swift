import Glibc
import Random
import Synchronization

@testable import Learning

/// Made images of 12×12 pixels: a bright blob on noise, left of the middle or right of it.
struct Blobs: SampleSource {
  let count: Int
  /// Streams of random numbers; equal ones give equal images.
  var stream: UInt64 = 1
  /// Whether images are turned upside down by chance, differently in every epoch.
  var isAugmented = false
  /// A sample that cannot be read.
  var broken: Int?
  /// Samples whose loading takes long, by microseconds.
  var slowness: UInt32 = 0
  /// Loadings begun and ended.
  let tally = Tally()

  final class Tally: Sendable {
    let begun = Atomic(0)
    let ended = Atomic(0)
  }

  struct Unreadable: Error, CustomStringConvertible {
    let description: String
  }

  static let side = 12
  var shape: SampleShape { .image(height: Self.side, width: Self.side, channels: 1) }
  var targetCount: Int { 2 }
  var identity: String { "blobs \(stream) \(isAugmented)" }

  func load(sample: Int, epoch: Int, into buffer: inout SampleBuffer) throws {
    tally.begun.add(1, ordering: .relaxed)
    defer { tally.ended.add(1, ordering: .relaxed) }
    if sample == broken { throw Unreadable(description: "blob-\(sample).fits: is damaged.") }
    if slowness > 0 && (sample + epoch) % 3 == 0 { usleep(slowness) }
    var random = RandomStream(
      seed: stream, purpose: .simulate, stream: UInt64(sample) << 20)
    let isRight = sample % 2 == 1
    let row = 2 + 8 * random.nextUnit()
    let column = 1 + 3.5 * random.nextUnit() + (isRight ? 6 : 0)
    let isTurned = isAugmented && RandomStream.isHeads(sample: sample, epoch: epoch)
    for y in 0..<Self.side {
      for x in 0..<Self.side {
        let (dy, dx) = (Double(y) - row, Double(x) - column)
        let value = 2 * exp(-(dy * dy + dx * dx) / 4) + 0.5 * random.nextNormal()
        let place = (isTurned ? Self.side - 1 - y : y) * Self.side + x
        unsafe buffer.features[place] = Float(value)
      }
    }
    unsafe buffer.targets[isRight ? 1 : 0] = 1
  }

  /// All images of the first epoch as rows.
  var rows: TrainingData {
    var features: [Float] = []
    for sample in 0..<count { features += image(sample) }
    return TrainingData(
      features: features, featureCount: shape.count, labels: (0..<count).map { $0 % 2 },
      classCount: 2)
  }

  func image(_ sample: Int) -> [Float] {
    let features = UnsafeMutableBufferPointer<Float>.allocate(capacity: shape.count)
    let targets = UnsafeMutableBufferPointer<Float>.allocate(capacity: 2)
    defer {
      unsafe features.deallocate()
      unsafe targets.deallocate()
    }
    unsafe features.initialize(repeating: .nan)
    unsafe targets.initialize(repeating: .nan)
    var buffer = unsafe SampleBuffer(features: features, targets: targets)
    try? load(sample: sample, epoch: 0, into: &buffer)
    return unsafe Array(features)
  }
}

extension RandomStream {
  fileprivate static func isHeads(sample: Int, epoch: Int) -> Bool {
    var random = RandomStream(
      seed: UInt64(epoch), purpose: .augment, stream: UInt64(sample))
    return random.next() % 2 == 0
  }
}

extension NetworkDescription {
  /// A small network for ``Blobs``.
  static let blobs = NetworkDescription(
    inputs: .image(height: 12, width: 12, channels: 1),
    layers: [
      .convolution(ConvolutionLayer(channels: 8)), .maxPool(PoolLayer()),
      .convolution(
        ConvolutionLayer(channels: 16, stride: 2, normalization: .batch, isResidual: true)),
      .flatten, .dense(DenseLayer(units: 16, activation: .relu)),
    ], outputs: 2)
}
