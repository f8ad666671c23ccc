import Files
import Glibc
import Random
import Settings
import Testing

@testable import Preprocessing

struct ImageScalingTests {
  private static let stretches = ImageScaling.Stretch.allCases

  /// Images of a sky with noise and a bright source, one band three times as bright.
  private static func images(level: Float = 0) -> [[Float]] {
    (0..<12 as Range<UInt64>).map { number in
      var stream = RandomStream(seed: 4, purpose: .simulate, stream: number)
      return (0..<40 * 40).flatMap { pixel -> [Float] in
        let distance = hypot(Double(pixel % 40) - 20, Double(pixel / 40) - 20)
        let light = 500 * exp(-distance)
        return [1, 3].map { level + Float($0 * (light + 2 * stream.nextNormal())) }
      }
    }
  }

  private static func fitted(
    _ images: [[Float]], stretch: ImageScaling.Stretch? = nil, channels: Int = 2,
    white: Float? = nil
  ) -> ImageScaling {
    var fit = ImageScalingFit(channels: channels, stretch: stretch, white: white)
    for image in images { fit.measureNoise(image) }
    for image in images { fit.measureBrightness(image) }
    return fit.scaling()
  }

  @Test(arguments: stretches)
  func `training images come out with mean 0 and deviation 1`(
    stretch: ImageScaling.Stretch
  ) {
    let images = Self.images()
    let scaling = Self.fitted(images, stretch: stretch)
    let scaled = images.flatMap { scaling.scaled($0).pixels }
    for channel in 0..<2 {
      var moments = Moments()
      for index in stride(from: channel, to: scaled.count, by: 2) { moments.add(scaled[index]) }
      #expect(abs(moments.mean) < 1e-4)
      #expect(abs(moments.deviation - 1) < 1e-4)
    }
  }

  @Test func `the scale of physical images is the sky's noise`() {
    let scaling = Self.fitted(Self.images())
    #expect(scaling.channels.map(\.stretch) == [.asinh, .asinh])
    #expect(abs(scaling.channels[0].scale - 2) < 0.2)
    #expect(abs(scaling.channels[1].scale - 6) < 0.6)
    #expect(scaling.channels.map(\.zero) == [0, 0])
  }

  @Test func `a sky that was not subtracted is the zero point`() {
    let scaling = Self.fitted(Self.images(level: 1000))
    #expect(scaling.channels.allSatisfy { abs($0.zero - 1000) < 1 })
  }

  @Test func `stored images stay linear, white is 1`() {
    let bytes = (0..<3).map { number in (0..<300).map { Float(($0 * 7 + number) % 256) } }
    let scaling = Self.fitted(bytes, channels: 3, white: 255)
    #expect(scaling.channels.allSatisfy { $0.stretch == .linear && $0.scale == 255 })
    let found = scaling.scaled([51, 51, 51]).pixels
    for (value, rule) in zip(found, scaling.channels) {
      #expect(abs(value - (0.2 - rule.mean) / rule.deviation) < 1e-6)
    }
  }

  @Test func `images without noise are scaled by their deviation`() {
    let image = (0..<900).map { $0 % 90 == 0 ? Float(8) : 0 }
    let scaling = Self.fitted([image], channels: 1)
    #expect(abs(scaling.channels[0].scale - 8 * (1.0 / 90 * 89 / 90).squareRoot()) < 1e-4)
    #expect(scaling.channels[0].noise == 0)
  }

  @Test func `a channel that is the same everywhere becomes 0`() {
    let scaling = Self.fitted([[Float](repeating: 5, count: 100)], channels: 1)
    #expect(scaling.scaled([5, 5]).pixels.allSatisfy { abs($0) < 1e-6 })
  }

  @Test(arguments: stretches)
  func `fast scaling agrees with the definition`(stretch: ImageScaling.Stretch) {
    let rule = ImageScaling.Channel(
      stretch: stretch, zero: 3, scale: 0.5, mean: 0.25, deviation: 1.5)
    let sizes: [Float] = [0, 1e-30, 1e-5, 0.1, 0.7, 1, 30, 1e4, 1e9, 3e18, 1e30]
    let values = sizes.flatMap { [$0, -$0] }
    for channels in 1...4 {
      let scaling = ImageScaling(channels: .init(repeating: rule, count: channels))
      let pixels = values.flatMap { [Float](repeating: $0, count: channels) }
      let found = scaling.scaled(pixels)
      #expect(found.missing == 0)
      for (value, pixel) in zip(found.pixels, pixels) {
        let expected = (rule.stretched(pixel) - 0.25) / 1.5
        #expect(abs(value - expected) <= 4e-7 + 4e-7 * abs(expected))
      }
    }
  }

  @Test func `what is missing becomes 0 and is counted`() {
    let rules = Self.stretches.map { ImageScaling.Channel(stretch: $0, zero: 1, mean: 7) }
    let pixels: [Float] = [.nan, 1, -.infinity, 1, 1, .infinity, 1, .nan]
    let found = ImageScaling(channels: rules).scaled(pixels)
    #expect(found.missing == 0.5)
    #expect(found.pixels == [0, -7, 0, -7, -7, 0, -7, 0])
  }

  @Test func `levels are those of the empty sky and its noise`() {
    let scaling = ImageScaling(channels: [
      .init(stretch: .asinh, zero: 10, scale: 2, mean: 0.5, deviation: 4, noise: 2),
      .init(stretch: .linear, scale: 255, mean: 0.2, deviation: 0.1, noise: 0),
    ])
    let empty = scaling.scaled([10, 0]).pixels
    #expect(difference(scaling.levels.zero, empty) < 1e-6)
    #expect(abs(scaling.levels.noise[0] - Float(asinh(1.0)) / 4) < 1e-6)
    #expect(scaling.levels.noise[1] == 1)
  }

  @Test func `a scaling is written as it is read`() throws {
    let scaling = Self.fitted(Self.images())
    let text = CanonicalJSON.encode(scaling)
    #expect(try StrictSettings.decode(ImageScaling.self, from: text, path: "m") == scaling)
  }

  @Test(arguments: [
    #"{"channels": []}"#,
    #"{"channels": [{"stretch": "linear", "zero": 0, "scale": 0, "mean": 0, "deviation": 1}]}"#,
    #"{"channels": [{"stretch": "linear", "zero": 0, "scale": 1, "mean": 0, "deviation": -1}]}"#,
    #"{"channels": [{"stretch": "cube", "zero": 0, "scale": 1, "mean": 0, "deviation": 1}]}"#,
  ])
  func `a scaling that cannot be is refused`(text: String) {
    #expect(throws: SkysortError.self) {
      try StrictSettings.decode(ImageScaling.self, from: text, path: "m")
    }
  }
}
