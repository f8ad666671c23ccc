import Testing

@testable import Preprocessing

/// What happens to numbers after they are read: blur, gain, noise and erasing.
struct AugmentedLightTests {
  private static let shape = ImageShape(side: 33, channels: 2)

  private static func apply(
    _ image: [Float], levels: ImageLevels? = nil, change: (inout AugmentationParameters) -> Void
  ) -> [Float] {
    var drawn = AugmentationParameters()
    change(&drawn)
    return ImageAugmenter(Augmentation(), source: shape, side: 33, levels: levels)
      .apply(drawn, to: image)
  }

  private static func channel(_ number: Int, of image: [Float]) -> [Double] {
    stride(from: number, to: image.count, by: 2).map { Double(image[$0]) }
  }

  private static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (square / Double(values.count)).squareRoot())
  }

  @Test(arguments: [0.7, 1.5, 2.5])
  func `blur spreads a point to a Gaussian of its deviation and keeps the light`(
    deviation: Double
  ) {
    var point = [Float](repeating: 0, count: Self.shape.count)
    point[(16 * 33 + 16) * 2] = 10
    let blurred = Self.apply(point) { $0.blur = deviation }
    let values = Self.channel(0, of: blurred)
    #expect(abs(values.reduce(0, +) - 10) < 1e-4)
    let square = values.enumerated().reduce(0) { sum, pixel in
      let offset = Double(pixel.offset % 33 - 16)
      return sum + offset * offset * pixel.element
    }
    #expect(abs((square / 10).squareRoot() - deviation) < 0.01 * deviation)
    #expect(Self.channel(1, of: blurred).allSatisfy { $0 == 0 })
  }

  @Test func `blur leaves a constant image as it is up to its borders`() {
    let flat = [Float](repeating: 3, count: Self.shape.count)
    let blurred = Self.apply(flat) { $0.blur = 6 }
    #expect(difference(blurred, flat) < 1e-5)
  }

  @Test func `gain leaves the empty sky and multiplies the rest`() {
    let levels = ImageLevels(zero: [-1, 2], noise: [1, 1])
    let image = (0..<Self.shape.count).map { $0 % 2 == 0 ? Float(-1) : 5 }
    let brighter = Self.apply(image, levels: levels) { $0.gain = 1.5 }
    #expect(brighter == (0..<Self.shape.count).map { $0 % 2 == 0 ? -1 : 6.5 })
  }

  @Test func `noise has its channel's deviation and mean 0`() {
    let levels = ImageLevels(zero: [0, 0], noise: [0.1, 4])
    let flat = [Float](repeating: 1, count: Self.shape.count)
    let noisy = Self.apply(flat, levels: levels) {
      $0.noise = 2
      $0.noiseSeed = 11
    }
    for (channel, deviation) in [(0, 0.2), (1, 8)] {
      let found = Self.moments(Self.channel(channel, of: noisy))
      #expect(abs(found.mean - 1) < 0.12 * deviation)
      #expect(abs(found.deviation / deviation - 1) < 0.08)
    }
    let other = Self.apply(flat, levels: levels) {
      $0.noise = 2
      $0.noiseSeed = 12
    }
    #expect(noisy != other)
  }

  @Test(arguments: [0.0, 0.4, 1.0])
  func `a square is erased to the empty sky`(place: Double) {
    let levels = ImageLevels(zero: [-7, -8], noise: [1, 1])
    let flat = [Float](repeating: 1, count: Self.shape.count)
    let erased = Self.apply(flat, levels: levels) {
      $0.erased = .init(side: 0.3, column: place, row: 1 - place)
    }
    #expect(erased.count { $0 == -7 } == 100)
    #expect(erased.count { $0 == -8 } == 100)
    #expect(erased.count { $0 == 1 } == Self.shape.count - 200)
  }
}
