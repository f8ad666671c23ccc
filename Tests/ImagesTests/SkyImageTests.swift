import FITS
import Files
import Sky
import TestSupport
import Testing

@testable import Images

@Suite struct SkyImageTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func image(_ bytes: [UInt8]...) throws -> SkyImage {
    try SkyImage(folder.write("a.fits", bytes.flatMap { $0 }))
  }

  @Test(arguments: [
    (["FILTER  = 'z DECam SDSS c0004 9260.0 1520.0'"], "z"), (["BAND    = 'r       '"], "r"),
    (["FILTER  = 'r.MP9602'"], "r"), (["FILTER  = 'i_39    '"], "i"),
    (["FILTER1 = 'CLEAR1L '", "FILTER2 = 'F814W   '"], "F814W"),
    (["HIERARCH FPA.FILTERID = 'y.00000 '"], "y"), (["FILTER  = 'HSC-G   '"], "HSC-G"),
    (["BAND    = 1"], nil), (["EXTNAME = 'SCI     '"], nil), (["EXTNAME = 'Ks      '"], "Ks"),
  ])
  func `a header names its band in many ways`(cards: [String], band: String?) throws {
    let sky = try image(MadeUnit.image([2, 1], [1, 2], isPrimary: true, cards: cards))
    #expect(sky.bands == [band.map { Band($0) }])
  }

  @Test func `an extension has the band of the primary header`() throws {
    let sky = try image(
      MadeUnit.primary(["FILTER  = 'g       '"]), MadeUnit.image([2, 1], [1, 2]))
    #expect(sky.bands == [Band("g")])
  }

  @Test(arguments: [
    ["BANDS   = 'grz     '"], ["BANDS   = 'g, r, z '"],
    ["BAND0   = 'g       '", "BAND1   = 'r       '", "BAND2   = 'z       '"],
    ["BAND1   = 'g       '", "BAND2   = 'r       '", "BAND3   = 'z       '"],
  ])
  func `a cube's planes are bands`(cards: [String]) throws {
    let sky = try image(
      MadeUnit.image([2, 1, 3], [1, 2, 3, 4, 5, 6], isPrimary: true, cards: cards))
    #expect(sky.bands == [Band("g"), Band("r"), Band("z")])
    let planes = try sky.planes()
    #expect(planes.map(\.pixels) == [[1, 2], [3, 4], [5, 6]])
  }

  @Test func `images of one size and a band each are the planes of one`() throws {
    let sky = try image(
      MadeUnit.primary(), MadeUnit.image([2, 1], [1, 2], cards: ["EXTNAME = 'g       '"]),
      MadeUnit.image([2, 1], [3, 4], cards: ["EXTNAME = 'r       '"]))
    #expect(sky.bands == [Band("g"), Band("r")])
    #expect(try sky.plane(1).pixels == [3, 4])
  }

  @Test func `an image and its mask are not two bands`() throws {
    let sky = try image(
      MadeUnit.primary(["FILTER  = 'g       '"]),
      MadeUnit.image([2, 1], [1, 2], cards: ["EXTNAME = 'IMAGE   '"]),
      MadeUnit.image([2, 1], [3, 4], cards: ["EXTNAME = 'MASK    '"]))
    #expect(sky.planeCount == 1)
    #expect(sky.bands == [Band("g")])
  }

  @Test func `bands can be named where the file is wrong, one for each plane`() throws {
    let bytes = MadeUnit.image([2, 1], [1, 2], isPrimary: true, cards: ["FILTER  = 'g       '"])
    let path = try folder.write("a.fits", bytes)
    let named = try SkyImage(path, bands: [Band("r")])
    #expect(named.bands == [Band("r")])
    let error = #expect(throws: SkysortError.self) {
      _ = try SkyImage(path, bands: [Band("r"), Band("z")])
    }
    #expect(error?.exitCode == .usage)
  }

  @Test func `a rectangle is cut from a plane`() throws {
    let sky = try image(MadeUnit.image([3, 3], Array(0..<9), isPrimary: true))
    #expect(try sky.plane(rows: 1..<3, columns: 0..<2).pixels == [3, 4, 6, 7])
  }

  @Test func `one door opens images and planes`() throws {
    let fits = try folder.write("a", MadeUnit.image([2, 2], [1, 2, 3, 4], isPrimary: true))
    #expect(try ImageFile.open(fits).image().samples == [3, 4, 1, 2])
    let png = PNGEncoder.encode(width: 2, height: 2, channels: 1, samples: [1, 2, 3, 4])
    let image = try ImageFile.open(folder.write("b.fits", png))
    #expect(try image.image().samples == [1, 2, 3, 4])
    #expect(try image.planes()[0].pixels == [3, 4, 1, 2])
    let text = try folder.write("c.fits", Array("id,ra\n".utf8))
    #expect { _ = try ImageFile.open(text) } throws: { "\($0)".contains("text file") }
  }
}
