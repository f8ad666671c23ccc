import Glibc
import Preprocessing
import Random
import Testing

/// What images are like as a whole, and which are unlike those of a training.
struct ImageRangeTests {
  private static func image(_ shape: ImageShape, seed: UInt64) -> [Float] {
    var random = RandomStream(seed: seed, purpose: .simulate)
    return (0..<shape.count).map { _ in Float(random.nextNormal()) }
  }

  @Test func `statistics are those of their definition`() {
    let shape = ImageShape(height: 2, width: 3, channels: 2)
    // The first channel is 0, 1, 2 in both rows, the second 5 throughout.
    let pixels: [Float] = [0, 5, 1, 5, 2, 5, 0, 5, 1, 5, 2, 5]
    let found = ImageStatistics(pixels, shape: shape).values
    // Means of differences are over all pixels, twice: 4 of 1 near by, and 2 of 2 far away.
    let (near, far) = (Float(4) / 12 + 1e-3, Float(4) / 12 + 1e-3)
    let expected: [Float] = [
      1, log(Float(2.0 / 3).squareRoot() + 1e-3), log(near), log(far) - log(near),
      5, log(1e-3), log(1e-3), 0,
    ]
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-4) }
    #expect(found.count == expected.count)
  }

  @Test(arguments: Orientation.all)
  func `statistics do not depend on how an image lies`(orientation: Orientation) {
    let shape = ImageShape(side: 16, channels: 3)
    let pixels = Self.image(shape, seed: 1)
    let resampler = ImageResampler(source: shape, side: 16)
    let turned = resampler.read(pixels, through: resampler.centred(orientation.map))
    let (first, second) = (
      ImageStatistics(pixels, shape: shape), ImageStatistics(turned, shape: shape)
    )
    for (first, second) in zip(first.values, second.values) { #expect(abs(first - second) < 1e-4) }
  }

  /// Looks at two classes, 6 apart along the first axis of an embedding of 8 numbers.
  private static func looks(_ count: Int, seed: UInt64, shift: Float = 0) -> ImageFeatures {
    var random = RandomStream(seed: seed, purpose: .simulate)
    var looks = ImageFeatures()
    for row in 0..<count {
      var embedding = (0..<8).map { _ in Float(random.nextNormal()) }
      embedding[0] += row % 2 == 0 ? 6 : 0
      // What a network never sees but in strange images.
      embedding[7] = shift
      embedding[1] += 4 * shift
      looks.append(
        statistics: (0..<4).map { _ in Float(random.nextNormal()) }, embeddings: embedding,
        photometry: [0])
    }
    return looks
  }

  private static func range(training: Int, validation: Int) -> ImageRange {
    let count = training + validation
    return ImageRange(
      fitting: .init(
        looks: looks(count, seed: 1), classes: (0..<count).map { $0 % 2 }, classCount: 2,
        training: Array(0..<training), validation: Array(training..<count)))
  }

  @Test(arguments: [(2000, 1000), (300, 20), (2000, 0)])
  func `about the stated fraction of like images is outside`(training: Int, validation: Int) {
    let range = Self.range(training: training, validation: validation)
    let scores = range.scores(of: Self.looks(4000, seed: 2))
    let fraction = Double(scores.count { $0 > range.threshold }) / 4000
    #expect(fraction > 0.004 && fraction < 0.04)
    #expect(abs(scores.sorted()[2000] - 0.5) < 0.1)
    #expect(scores.allSatisfy { (0...1).contains($0) })
  }

  @Test func `images between or beyond the classes, and of other photometry, are outside`() {
    let range = Self.range(training: 1000, validation: 500)
    let strange = range.scores(of: Self.looks(500, seed: 3, shift: 3))
    #expect(strange.allSatisfy { $0 > range.threshold })
    var usual = ImageFeatures()
    let like = Self.looks(1, seed: 4)
    usual.append(statistics: like.statistics, embeddings: like.embeddings, photometry: [1])
    #expect(range.scores(of: usual) == [1])
  }

  @Test func `a range that is stored and read is the same`() {
    let range = Self.range(training: 100, validation: 60)
    #expect(
      ImageRange(
        range.summary, centre: range.centre, whitening: range.whitening, offsets: range.offsets)
        == range)
    #expect(range.summary.inconsistency(width: 8, channels: 1) == nil)
    #expect(range.summary.inconsistency(width: 9, channels: 1) != nil)
    #expect(range.summary.inconsistency(width: 8, channels: 3) != nil)
  }
}
