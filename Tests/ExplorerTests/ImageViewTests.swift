import Images
import Testing

@testable import Explorer

struct ImageViewTests {
  private static func image(_ value: (Int) -> Float) -> Image {
    Image(height: 4, width: 6, channels: 1, samples: (0..<24).map(value))
  }

  @Test func `a cutout and its reconstruction are stretched as one`() {
    let (seen, given) = (Self.image { Float($0) }, Self.image { 2 * Float($0) })
    let first = ImageView.display(seen: seen, given: given, as: .cutout)
    let second = ImageView.display(seen: seen, given: given, as: .reconstruction)
    #expect(first.width == 6 && second.height == 4)
    // 10 is the same grey in both, wherever it stands.
    #expect(first.samples[10] == second.samples[5])
    #expect(first.samples[23] < second.samples[23])
  }

  @Test func `a residual is orange where light is left and blue where it lacks`() {
    let (seen, given) = (Self.image { Float($0 % 3) }, Self.image { _ in 1 })
    let shown = ImageView.display(seen: seen, given: given, as: .residual)
    let pixels = (0..<3).map { Array(shown.samples[3 * $0..<3 * $0 + 3]) }
    #expect(pixels[0][2] > pixels[0][0])
    #expect(pixels[1] == [0, 0, 0])
    #expect(pixels[2][0] > pixels[2][2])
  }

  @Test(arguments: [1, 3, 7, 16, 40])
  func `shrinking keeps the mean and the shape`(side: Int) {
    let samples = (0..<40 * 20).map { UInt8($0 % 40 * 6) }
    let image = DisplayImage(height: 20, width: 40, channels: 1, samples: samples)
    let shrunk = image.shrunk(toFit: side)
    #expect(max(shrunk.width, shrunk.height) == side)
    func mean(_ samples: [UInt8]) -> Double {
      samples.reduce(0) { $0 + Double($1) } / Double(samples.count)
    }
    #expect(abs(mean(shrunk.samples) - mean(samples)) < 4)
  }

  @Test func `small images stay as they are`() {
    let image = DisplayImage(height: 2, width: 2, channels: 3, samples: [UInt8](0..<12))
    #expect(image.shrunk(toFit: 16) == image)
  }
}
