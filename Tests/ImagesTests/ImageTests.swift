import Files
import Foundation
import Sky
import TestSupport
import Testing

@testable import Images

/// A small image made elsewhere; see Tests/Goldens/make_png_jpeg_images.py.
struct GoldenImage: Decodable, CustomTestStringConvertible {
  let name: String
  let file: Data
  let shape: [Int]
  let bits: Int
  let samples: [Float]
  let orientation: Int?

  var testDescription: String { name }
  var bytes: [UInt8] { [UInt8](file) }

  static let all: [GoldenImage] = {
    let decoder = JSONDecoder()
    decoder.dataDecodingStrategy = .base64
    let data = (try? Data(contentsOf: Golden.path("png_jpeg_images.json"))) ?? Data()
    return (try? decoder.decode([GoldenImage].self, from: data)) ?? []
  }()

  static let readable = all.filter { !$0.samples.isEmpty }
}

enum Golden {
  static func path(_ name: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Goldens/\(name)")
  }
}

@Test func `there are images of every kind`() {
  #expect(GoldenImage.readable.count == 32)
}

@Test(arguments: GoldenImage.readable)
func `an image's samples are those other programs read`(golden: GoldenImage) throws {
  let file = try RasterImageFile(bytes: golden.bytes, path: golden.name)
  let image = try file.decode()
  #expect([image.height, image.width, image.channels] == golden.shape)
  #expect(file.bitsPerSample == golden.bits)
  #expect(image.largestSample == Float((1 << golden.bits) - 1))
  #expect(file.orientation == golden.orientation)
  #expect(image.samples == golden.samples)
}

@Test func `an image in the colours of print is refused by that name`() throws {
  let golden = try #require(GoldenImage.all.first { $0.name == "CMYK" })
  #expect { _ = try RasterImageFile(bytes: golden.bytes, path: "a.jpg") } throws: {
    "\($0)".contains("CMYK")
  }
}

private struct RealImage: Decodable {
  let file: String
  let shape: [Int]
  let sha256: String
}

@Test(.enabled(if: RealData.has("galaxy_zoo1_sdss"), "needs SKYSORT_DATA"))
func `real images have the samples Pillow reads`() throws {
  let json = try Data(contentsOf: Golden.path("real_png_jpeg_images.json"))
  let goldens = try JSONDecoder().decode([RealImage].self, from: json)
  #expect(goldens.count > 60)
  for golden in goldens where RealData.has(golden.file) {
    let image = try RasterImageFile(RealData.path(golden.file)).decode()
    #expect([image.height, image.width, image.channels] == golden.shape)
    let digest = Digest.sha256(image.samples.map { UInt8($0) })
    #expect(digest.hasPrefix(golden.sha256), "\(golden.file)")
  }
}

@Test(arguments: [(30, 8), (60, 4), (120, 2), (400, 1), (500, 1)])
func `a JPEG is decoded no smaller than asked`(side: Int, denominator: Int) throws {
  let rows = (0..<(424 * 424)).map { UInt8($0 * 13 % 251) }
  let png = PNGEncoder.encode(width: 424, height: 424, channels: 1, samples: rows)
  #expect(try RasterImageFile(bytes: png, path: "a.png").decode(atLeast: side).width == 424)
  guard RealData.has("galaxy_zoo2_sdss/images") else { return }
  let folder = RealData.path("galaxy_zoo2_sdss/images")
  let name = try Paths.list(folder)[0]
  let image = try RasterImageFile("\(folder)/\(name)").decode(atLeast: side)
  #expect(image.height == 424 / denominator)
  #expect(image.width == 424 / denominator)
}

@Suite struct ImagesOfPlanes {
  let planes = [
    ImagePlane(width: 3, height: 2, band: Band("g"), pixels: [0, 1, 2, 3, 4, 5]),
    ImagePlane(width: 3, height: 2, band: Band("r"), pixels: [10, 11, 12, 13, 14, 15]),
  ]

  @Test func `the highest row comes first, the bands side by side`() {
    let image = Image(planes: planes)
    #expect(image.samples == [3, 13, 4, 14, 5, 15, 0, 10, 1, 11, 2, 12])
    #expect(image.bands == [Band("g"), Band("r")])
    #expect(image.largestSample == nil)
  }

  @Test func `planes come back as they were`() {
    #expect(Image(planes: planes).planes() == planes)
  }
}

@Test func `opacity can be left out`() {
  let image = Image(
    height: 1, width: 2, channels: 4, largestSample: 255, samples: [1, 2, 3, 4, 5, 6, 7, 8])
  #expect(image.withoutAlpha().samples == [1, 2, 3, 5, 6, 7])
  #expect(image.withoutAlpha().channels == 3)
}
