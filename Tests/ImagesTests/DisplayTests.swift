import Sky
import Testing

@testable import Images

// Golden numbers, made by:
//
//     r = [0.5, -1, 3, 40, 900, 0.01, 21, 7, 0]
//     g = [0.2, 2, 3, 10, 800, 0.02, 30, -5, 0]
//     b = [0.1, 1, 3, 5, 1200, 0.03, 300, -4, 0]
//     make_lupton_rgb(r, g, b, minimum=0, stretch=5, Q=8)        # astropy 8.0
//     make_lupton_rgb(r, g, b, minimum=-0.5, stretch=0.5, Q=10)
//     x = np.array([0, 0.01, 0.1, 0.5, 0.9, 1]); AsinhStretch()(x); LogStretch()(x); …
struct DisplayTests {
  private static let red: [Float] = [0.5, -1, 3, 40, 900, 0.01, 21, 7, 0]
  private static let green: [Float] = [0.2, 2, 3, 10, 800, 0.02, 30, -5, 0]
  private static let blue: [Float] = [0.1, 1, 3, 5, 1200, 0.03, 300, -4, 0]

  private static func colours(_ rule: LuptonColour) -> [[UInt8]] {
    red.indices.map { index in
      let bytes = rule.bytes(red: red[index], green: green[index], blue: blue[index])
      return [bytes.0, bytes.1, bytes.2]
    }
  }

  @Test func `Lupton's colours agree with astropy's`() {
    #expect(
      Self.colours(LuptonColour()) == [
        [27, 10, 5], [0, 96, 48], [79, 79, 79], [255, 63, 31], [191, 170, 255], [0, 1, 1],
        [17, 25, 255], [0, 0, 0], [0, 0, 0],
      ])
    #expect(
      Self.colours(LuptonColour(minimum: .init(repeating: -0.5), stretch: 0.5, compression: 10))
        == [
          [129, 90, 77], [0, 238, 142], [142, 142, 142], [255, 66, 34], [191, 170, 255],
          [86, 87, 89], [18, 25, 255], [0, 0, 0], [86, 86, 86],
        ])
  }

  @Test func `a pixel with a missing band is black`() {
    let bytes = LuptonColour().bytes(red: 3, green: .nan, blue: 4)
    #expect(bytes == (0, 0, 0))
  }

  @Test(arguments: [
    (
      Stretch.asinh,
      [0.0, 0.0332977502187707, 0.2939653260048424, 0.7712696419200371, 0.9650529776640909, 1.0]
    ),
    (
      .asinh(softening: 0.02),
      [0.0, 0.10449155146005432, 0.5021287037270454, 0.8495533639449839, 0.9771268432000686, 1.0]
    ),
    (
      .logarithm,
      [0.0, 0.34708067508455476, 0.6680104684941067, 0.8998157120437035, 0.9847657754445129, 1.0]
    ),
    (.squareRoot, [0.0, 0.1, 0.31622776601683794, 0.7071067811865476, 0.9486832980505138, 1.0]),
    (.linear, [0.0, 0.01, 0.1, 0.5, 0.9, 1.0]),
  ])
  func `stretches agree with astropy's`(stretch: Stretch, expected: [Double]) {
    for (fraction, value) in zip([0, 0.01, 0.1, 0.5, 0.9, 1], expected) {
      #expect(abs(stretch(fraction) - value) < 1e-12)
    }
  }

  @Test func `stored images are shown as they are stored`() {
    let samples: [Float] = [0, 1, 2, 127, 254, 255]
    let image = Image(height: 1, width: 2, channels: 3, largestSample: 255, samples: samples)
    #expect(image.display().samples == [0, 1, 2, 127, 254, 255])
    #expect(image.display().channels == 3)
    let clear = Image(
      height: 1, width: 1, channels: 4, largestSample: 65535, samples: [65535, 257, 0, 9])
    #expect(clear.display().samples == [255, 1, 0])
  }

  @Test func `a grey image runs from black to white, and missing pixels are black`() {
    let image = Image(height: 1, width: 4, channels: 1, samples: [-2, .nan, 3, 8])
    let shown = image.grey(interval: .extremes, stretch: .linear)
    #expect(shown.samples == [0, 0, 128, 255])
    let empty = Image(height: 1, width: 2, channels: 1, samples: [.nan, .nan])
    #expect(empty.grey().samples == [0, 0])
    let flat = Image(height: 1, width: 2, channels: 1, samples: [7, 7])
    #expect(flat.display().samples == [0, 0])
  }

  private static func field(channels: Int, level: Float) -> Image {
    var stream = RandomNumbers(state: 3)
    let samples = (0..<40 * 40).flatMap { pixel -> [Float] in
      let source: Float = pixel == 820 ? 4000 : pixel == 830 ? 40 : 0
      return (0..<channels).map { level * Float($0 + 1) + source + 2 * stream.next() }
    }
    return Image(height: 40, width: 40, channels: channels, samples: samples)
  }

  @Test(arguments: [1, 2, 3, 5], [0, 700] as [Float])
  func `physical samples show a dark sky, and faint sources beside bright ones`(
    channels: Int, level: Float
  ) {
    let shown = Self.field(channels: channels, level: level).display()
    #expect(shown.channels == (channels >= 3 ? 3 : 1))
    let brightness = (0..<1600).map { shown.samples[$0 * shown.channels] }
    let sky = brightness.sorted()[800]
    #expect(sky < 50)
    #expect(brightness[820] > 180)
    #expect(brightness[830] > sky + 40)
    #expect(brightness[830] < brightness[820])
  }

  @Test func `a black image stays black in colour and in grey`() {
    for channels in [1, 3] {
      let nothing = [Float](repeating: 0, count: 4 * channels)
      let image = Image(height: 2, width: 2, channels: channels, samples: nothing)
      #expect(image.display().samples.allSatisfy { $0 == 0 })
    }
  }

  @Test(arguments: [
    (["u", "g", "r", "i", "z"], [3, 2, 1]), (["g", "r", "z"], [2, 1, 0]),
    (["i", "g", "r"], [0, 2, 1]), (["J", "H", "K"], [2, 1, 0]),
  ])
  func `red shows the reddest band`(names: [String], expected: [Int]) {
    let image = Image(
      height: 1, width: 1, channels: names.count, bands: names.map { Band($0) },
      samples: names.map { _ in 1 })
    #expect(image.colourChannels == expected)
    let stored = Image(
      height: 1, width: 1, channels: 3, largestSample: 255, samples: [1, 2, 3])
    #expect(stored.colourChannels == [0, 1, 2])
  }
}

/// Sums of four numbers of a linear congruential generator, about normal, of deviation 1.
private struct RandomNumbers {
  var state: Int

  mutating func next() -> Float {
    let sum = (0..<4).reduce(0.0) { sum, _ in
      state = (1_103_515_245 &* state &+ 12345) % (1 << 31)
      return sum + Double(state) / Double(1 << 31)
    }
    return Float((sum - 2) * 3.0.squareRoot())
  }
}
