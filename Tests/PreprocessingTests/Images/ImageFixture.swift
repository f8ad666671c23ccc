import Random

@testable import Preprocessing

/// An image in which every number is another one.
func countedImage(_ shape: ImageShape) -> [Float] {
  (0..<shape.count).map { Float($0) / 8 }
}

/// An image of random numbers.
func randomImage(_ shape: ImageShape, seed: UInt64 = 1) -> [Float] {
  var stream = RandomStream(seed: seed, purpose: .simulate)
  return (0..<shape.count).map { _ in Float(stream.nextNormal()) }
}

/// The largest difference of two images.
func difference(_ first: [Float], _ second: [Float]) -> Float {
  guard first.count == second.count else { return .infinity }
  return zip(first, second).map { abs($0 - $1) }.reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
}
