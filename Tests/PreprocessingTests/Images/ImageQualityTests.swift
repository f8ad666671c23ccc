import Glibc
import Images
import Random
import Sky
import TestSupport
import Testing

@testable import Preprocessing

struct ImageQualityTests {
  private static let shape = ImageShape(side: 64, channels: 2)

  private static func noise(_ number: UInt64) -> [Float] {
    randomImage(shape, seed: number).map { 100 + 3 * $0 }
  }

  @Test(arguments: 0..<10)
  func `pure noise is not classifiable, noise with a faint source is`(number: UInt64) {
    var image = Self.noise(number)
    let empty = ImageQuality(image, shape: Self.shape)
    #expect(empty.problem == .noise)
    #expect(empty.flags == .notClassifiable)
    for row in 30..<35 {
      for column in 20..<25 { image[(row * 64 + column) * 2 + 1] += 3 * 2.5 }
    }
    let faint = ImageQuality(image, shape: Self.shape)
    #expect(faint.isClassifiable)
    #expect(faint.flags.isEmpty)
  }

  @Test func `a faint source that fills the image is seen`() {
    var image = Self.noise(3)
    for pixel in 0..<Self.shape.pixels {
      let distance = hypot(Double(pixel % 64) - 32, Double(pixel / 64) - 32)
      image[pixel * 2] += Float(3 * exp(-distance * distance / 300))
    }
    #expect(ImageQuality(image, shape: Self.shape).isClassifiable)
  }

  @Test func `an image that is missing in more than nine parts of ten is not classifiable`() {
    var image = Self.noise(1)
    image[640] = 1000
    for index in 0..<820 { image[index] = .nan }
    let most = ImageQuality(image, shape: Self.shape)
    #expect(abs(most.missing - 820.0 / 8192) < 1e-12)
    #expect(most.flags == [.maskedPixels, .notClassifiable])
    for index in 0..<7400 { image[index] = .infinity }
    #expect(ImageQuality(image, shape: Self.shape).problem == .missing)
    let nothing = [Float](repeating: .nan, count: Self.shape.count)
    #expect(ImageQuality(nothing, shape: Self.shape).problem == .missing)
  }

  @Test func `a constant image is flat, also where rounding makes it nearly so`() {
    let shape = Self.shape
    var image = [Float](repeating: 1e6, count: shape.count)
    #expect(ImageQuality(image, shape: shape).problem == .flat)
    image[77] += 0.25
    #expect(ImageQuality(image, shape: shape).problem == .flat)
    #expect(
      ImageQuality([Float](repeating: 0, count: shape.count), shape: shape).problem == .flat)
  }

  @Test func `stored images need three steps`() {
    let shape = ImageShape(side: 20, channels: 1)
    var image = [Float](repeating: 0, count: shape.count)
    image[210] = 2
    #expect(ImageQuality(image, shape: shape, step: 1).problem == .flat)
    image[210] = 3
    #expect(ImageQuality(image, shape: shape, step: 1).problem == nil)
  }

  private static let radio = RealData.path("radio_first_mirabest/png")
  private static let hasRadio = RealData.has("radio_first_mirabest/labels.csv")

  @Test(
    .enabled(if: hasRadio, "needs radio_first_mirabest"),
    arguments: [
      ("200_003.198_+000.788", true), ("200_020.485_-000.490", true),
      ("200_033.655_+000.710", true),
      ("200_146.107_+052.027", true), ("200_005.282_-000.925", true),
      ("200_185.152_+063.696", false), ("100_255.047_+032.587", false),
      ("200_334.241_-009.117", false),
    ])
  func `nearly blank radio images are found`(name: String, isBlank: Bool) throws {
    let image = try RasterImageFile("\(Self.radio)/\(name).png").decode()
    let quality = ImageQuality(image)
    #expect((quality.problem == .flat) == isBlank)
    #expect(quality.isClassifiable == !isBlank)
  }
}
