import FITS
import Files
import Sky
import TestSupport
import Testing

@testable import Images

@Suite struct WeightedPlaneTests {
  let plane = ImagePlane(width: 3, height: 2, pixels: [1, 2, 3, 4, .nan, 6])

  @Test func `what is set aside keeps its value`() throws {
    let weights = ImagePlane(width: 3, height: 2, pixels: [1, 0, .nan, -1, 2, 2])
    var mask = PixelMask(width: 3, height: 2)
    mask.insert(5)
    let weighted = try WeightedPlane(plane, weights: weights, mask: mask)
    #expect((0..<6).filter { weighted.setAside.contains($0) } == [1, 2, 3, 4, 5])
    #expect(weighted.reasons == .init(notMeasured: 1, masked: 1, unweighted: 3))
    #expect(weighted.plane.pixels[5] == 6)
    #expect(weighted.believed.pixels[0] == 1 && weighted.believed.pixels[5].isNaN)
  }

  @Test func `weights of another size are refused with both sizes`() throws {
    let weights = ImagePlane(width: 2, height: 2, pixels: [1, 1, 1, 1])
    #expect { _ = try WeightedPlane(plane, weights: weights) } throws: {
      "\($0)".contains("3 × 2") && "\($0)".contains("2 × 2")
    }
  }

  @Test(arguments: zip([UInt32.max, 1, 2], [[1, 2, 3], [1, 3], [2, 3]]))
  func `chosen flags set pixels aside`(bits: UInt32, expected: [Int]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "mask.fits", MadeUnit.image([4, 1], [0, 1, 2, 3], isPrimary: true))
    let mask = try SkyImage(path).mask(bits: bits)
    #expect((0..<4).filter { mask.contains($0) } == expected)
    #expect(mask.count == expected.count)
  }

  @Test func `weights and flags are found beside an image by their names`() throws {
    let folder = try TemporaryFolder()
    let names = ["c4d_ooi_z_v1.fits", "c4d_oow_z_v1.fits", "c4d_ood_z_v1.fits"]
    let values = [[5, 6], [1, 0], [7, 0]]
    for (name, values) in zip(names, values) {
      let chip = MadeUnit.image([2, 1], values, cards: ["EXTNAME = 'N10     '"])
      let other = MadeUnit.image([2, 1], [9, 9], cards: ["EXTNAME = 'N11     '"])
      // The order of chips differs between the files.
      let chips = name.contains("oow") ? other + chip : chip + other
      _ = try folder.write(name, MadeUnit.primary() + chips)
    }
    let files = ExposureFiles(beside: .init("\(folder.path)/\(names[0])", .named("N10")))
    #expect(files.weights?.path == "\(folder.path)/\(names[1])")
    let weighted = try files.read()
    #expect(weighted.plane.pixels == [5, 6])
    #expect(weighted.weights == [1, 0])
    #expect(weighted.reasons == .init(notMeasured: 0, masked: 1, unweighted: 1))
    #expect(ExposureFiles(beside: .init("\(folder.path)/ooi.fits")).mask == nil)
  }

  @Test(.enabled(if: RealData.has("sky_images/legacypipe_ccd_cutouts"), "needs SKYSORT_DATA"))
  func `a real exposure has its flagged and unweighted pixels set aside`() throws {
    let folder = "sky_images/legacypipe_ccd_cutouts/testcase5/images/decam/CP20150407"
    let path = RealData.path("\(folder)/c4d_150411_035242_ooi_z_v1-N10.fits")
    let weighted = try ExposureFiles(beside: .init(path)).read()
    #expect(weighted.plane.band == Band("z"))
    #expect(weighted.weights?.count == 150 * 150)
    #expect(weighted.reasons == .init(notMeasured: 0, masked: 150, unweighted: 150))
    #expect(weighted.setAside.count == 150)
  }
}
