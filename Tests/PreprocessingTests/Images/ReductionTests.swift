import Testing

@testable import Preprocessing

// Golden numbers, made by:
//
//     big = (np.arange(17 * 19) * 53 % 127).reshape(17, 19) / 8.0
//     Image.fromarray(big.astype(np.float32), mode="F").resize((5, 5), filter, box=(2, 1, 17, 16))
struct ReductionTests {
  private static let shape = ImageShape(height: 17, width: 19, channels: 1)
  private static let image = (0..<323).map { Float($0 * 53 % 127) / 8 }

  @Test func `Lanczos' window agrees with Pillow's`() {
    let expected: [Float] = [
      6.98245, 8.483367, 7.086039, 8.528597, 7.323015, 9.046794, 6.992612, 9.376023,
      6.470028, 8.823543, 7.135225, 8.02459, 7.227925, 7.964752, 7.188378, 8.841105,
      7.435332, 8.373754, 8.079942, 8.482279, 8.149363, 6.954916, 7.832854, 7.34427,
      8.402238,
    ]
    let reduction = ImageReduction(source: Self.shape, crop: 15, side: 5)
    #expect(difference(reduction.reduce(Self.image), expected) < 2e-5)
  }

  @Test func `means over areas agree with Pillow's where pixels are not split`() {
    let expected: [Float] = [
      7.041667, 9.277778, 6.222222, 8.458333, 7.166667, 8.958333, 7.666667, 9.902778,
      5.083333, 9.083333, 5.583333, 7.819444, 8.291667, 8.763889, 5.708333, 9.263889,
      6.208333, 8.444445, 8.916667, 9.388889, 9.416667, 6.361111, 6.833333, 7.305555,
      9.541667,
    ]
    let reduction = ImageReduction(source: Self.shape, crop: 15, side: 5, filter: .area)
    #expect(difference(reduction.reduce(Self.image), expected) < 2e-5)
  }

  @Test func `means over areas keep the whole light where pixels are split`() {
    let shape = ImageShape(side: 15, channels: 3)
    let image = randomImage(shape)
    let reduced = ImageReduction(source: shape, side: 4, filter: .area).reduce(image)
    for channel in 0..<3 {
      let before = stride(from: channel, to: image.count, by: 3).map { image[$0] }
      let after = stride(from: channel, to: reduced.count, by: 3).map { reduced[$0] }
      let (mean, reducedMean) = (before.reduce(0, +) / 225, after.reduce(0, +) / 16)
      #expect(abs(mean - reducedMean) < 1e-6)
    }
  }

  @Test(arguments: ImageReduction.Filter.allCases)
  func `bytes become what their numbers become`(filter: ImageReduction.Filter) {
    let shape = ImageShape(height: 31, width: 33, channels: 3)
    let bytes = (0..<shape.count).map { UInt8($0 * 71 % 256) }
    let reduction = ImageReduction(source: shape, side: 8, filter: filter)
    #expect(reduction.reduce(bytes) == reduction.reduce(bytes.map(Float.init)))
  }

  @Test func `a stripe pattern too fine for the result turns grey instead of coarse stripes`() {
    let shape = ImageShape(side: 90, channels: 1)
    let stripes = (0..<shape.count).map { Float($0 % 2) }
    for filter in ImageReduction.Filter.allCases {
      let reduced = ImageReduction(source: shape, side: 20, filter: filter).reduce(stripes)
      #expect(reduced.allSatisfy { abs($0 - 0.5) < 0.12 })
    }
  }

  @Test(arguments: ImageReduction.Filter.allCases)
  func `missing pixels are left out, and missing areas stay missing`(
    filter: ImageReduction.Filter
  ) {
    let shape = ImageShape(side: 32, channels: 1)
    var image = [Float](repeating: 2, count: shape.count)
    image[40] = .nan
    image[700] = .infinity
    for row in 0..<16 { for column in 16..<32 { image[row * 32 + column] = .nan } }
    let reduced = ImageReduction(source: shape, side: 4, filter: filter).reduce(image)
    #expect(reduced[3].isNaN)
    #expect(reduced.count { $0.isNaN } == 4)
    #expect(reduced.allSatisfy { $0.isNaN || abs($0 - 2) < 1e-5 })
  }

  @Test func `the same size is the same image`() {
    let shape = ImageShape(side: 12, channels: 2)
    let image = randomImage(shape)
    for filter in ImageReduction.Filter.allCases {
      let same = ImageReduction(source: shape, side: 12, filter: filter).reduce(image)
      #expect(difference(same, image) < 1e-6)
    }
  }
}
