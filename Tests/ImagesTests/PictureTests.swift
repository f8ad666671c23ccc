import Files
import Foundation
import Sky
import TestSupport
import Testing

@testable import Images

/// A small picture made elsewhere; see Tests/Goldens/make_pictures.py.
struct GoldenPicture: Decodable, CustomTestStringConvertible {
  let name: String
  let file: Data
  let shape: [Int]
  let bits: Int
  let samples: [Float]
  let orientation: Int?

  var testDescription: String { name }
  var bytes: [UInt8] { [UInt8](file) }

  static let all: [GoldenPicture] = {
    let decoder = JSONDecoder()
    decoder.dataDecodingStrategy = .base64
    let data = (try? Data(contentsOf: Golden.path("pictures.json"))) ?? Data()
    return (try? decoder.decode([GoldenPicture].self, from: data)) ?? []
  }()

  static let readable = all.filter { !$0.samples.isEmpty }
}

enum Golden {
  static func path(_ name: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Goldens/\(name)")
  }
}

@Test func `there are pictures of every kind`() {
  #expect(GoldenPicture.readable.count == 32)
}

@Test(arguments: GoldenPicture.readable)
func `a picture's samples are those other programs read`(golden: GoldenPicture) throws {
  let file = try PictureFile(bytes: golden.bytes, path: golden.name)
  let picture = try file.decode()
  #expect([picture.height, picture.width, picture.channels] == golden.shape)
  #expect(file.bitsPerSample == golden.bits)
  #expect(picture.largestSample == Float((1 << golden.bits) - 1))
  #expect(file.orientation == golden.orientation)
  #expect(picture.samples == golden.samples)
}

@Test func `a picture in the colours of print is refused by that name`() throws {
  let golden = try #require(GoldenPicture.all.first { $0.name == "CMYK" })
  #expect { _ = try PictureFile(bytes: golden.bytes, path: "a.jpg") } throws: {
    "\($0)".contains("CMYK")
  }
}

private struct RealPicture: Decodable {
  let file: String
  let shape: [Int]
  let sha256: String
}

@Test(.enabled(if: RealData.has("galaxy_zoo1_sdss"), "needs SKYSORT_DATA"))
func `real pictures have the samples Pillow reads`() throws {
  let json = try Data(contentsOf: Golden.path("real_pictures.json"))
  let goldens = try JSONDecoder().decode([RealPicture].self, from: json)
  #expect(goldens.count > 60)
  for golden in goldens where RealData.has(golden.file) {
    let picture = try PictureFile(RealData.path(golden.file)).decode()
    #expect([picture.height, picture.width, picture.channels] == golden.shape)
    let digest = Digest.sha256(picture.samples.map { UInt8($0) })
    #expect(digest.hasPrefix(golden.sha256), "\(golden.file)")
  }
}

@Test(arguments: [(30, 8), (60, 4), (120, 2), (400, 1), (500, 1)])
func `a JPEG is decoded no smaller than asked`(side: Int, denominator: Int) throws {
  let rows = (0..<(424 * 424)).map { UInt8($0 * 13 % 251) }
  let png = PNGEncoder.encode(width: 424, height: 424, channels: 1, samples: rows)
  #expect(try PictureFile(bytes: png, path: "a.png").decode(atLeast: side).width == 424)
  guard RealData.has("galaxy_zoo2_sdss/images") else { return }
  let folder = RealData.path("galaxy_zoo2_sdss/images")
  let name = try Paths.list(folder)[0]
  let picture = try PictureFile("\(folder)/\(name)").decode(atLeast: side)
  #expect(picture.height == 424 / denominator)
  #expect(picture.width == 424 / denominator)
}

@Suite struct PicturesOfPlanes {
  let planes = [
    ImagePlane(width: 3, height: 2, band: Band("g"), pixels: [0, 1, 2, 3, 4, 5]),
    ImagePlane(width: 3, height: 2, band: Band("r"), pixels: [10, 11, 12, 13, 14, 15]),
  ]

  @Test func `the highest row comes first, the bands side by side`() {
    let picture = Picture(planes: planes)
    #expect(picture.samples == [3, 13, 4, 14, 5, 15, 0, 10, 1, 11, 2, 12])
    #expect(picture.bands == [Band("g"), Band("r")])
    #expect(picture.largestSample == nil)
  }

  @Test func `planes come back as they were`() {
    #expect(Picture(planes: planes).planes() == planes)
  }
}

@Test func `opacity can be left out`() {
  let picture = Picture(
    height: 1, width: 2, channels: 4, largestSample: 255, samples: [1, 2, 3, 4, 5, 6, 7, 8])
  #expect(picture.withoutAlpha().samples == [1, 2, 3, 5, 6, 7])
  #expect(picture.withoutAlpha().channels == 3)
}
