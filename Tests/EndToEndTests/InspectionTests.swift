import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: SurveyData.isPresent)) struct InspectionTests {
  private func image(_ name: String) throws -> [String: Any] {
    let run = try Program.run("inspect", SurveyData.file(name), "--json", "--quiet")
    #expect(run.status == 0, "\(run.messages)")
    return try #require(try run.json()["image"] as? [String: Any], "\(run.output)")
  }

  @Test func `an image's size, bands and unit are told`() throws {
    let sky = try image("sky_images/astropy_data/visualization/reprojected_sdss_g.fits.bz2")
    #expect(sky["width"] as? Int == 682 && sky["height"] as? Int == 496)
    #expect(sky["bands"] as? [String] == ["g"])
    #expect(sky["unit"] as? String == "nanomaggy")
  }

  @Test func `a tile-compressed image is described as if it were plain`() throws {
    let folder = "sky_images/legacypipe_ccd_cutouts/testcase8/images/decam/CP/V4.8.2a"
    let sky = try image("\(folder)/CP20171112/c4d_171113_060340_ooi_r_ls9.N6.fits")
    #expect(sky["width"] as? Int == 280 && sky["height"] as? Int == 375)
    #expect(sky["bands"] as? [String] == ["r"])
    #expect(sky["compression"] as? String == "RICE_1")
  }

  @Test func `an image's size and channels are told`() throws {
    let folder = SurveyData.file("galaxy_zoo2_sdss/images")
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).min())
    let image = try image("galaxy_zoo2_sdss/images/\(name)")
    #expect(image["width"] as? Int == 424 && image["height"] as? Int == 424)
    #expect(image["channels"] as? Int == 3 && image["bits_per_sample"] as? Int == 8)
    let text = try Program.run("inspect", "\(folder)/\(name)")
    #expect(text.output.contains("424 × 424 pixels, 3 channels of 8 bits"), "\(text.output)")
  }

  @Test func `an image cut short is refused`() throws {
    let folder = try TemporaryFolder()
    let source = SurveyData.file("galaxy_zoo2_sdss/images")
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: source).min())
    let whole = try Data(contentsOf: URL(fileURLWithPath: "\(source)/\(name)"))
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: folder.file("cut.jpg")))
    let run = try Program.run("inspect", folder.file("cut.jpg"))
    #expect(run.status == 65)
    #expect(run.messages.contains("cut.jpg") && run.messages.contains("damaged JPEG"))
  }

  @Test func `the verb that decodes tiles is not for people`() throws {
    #expect(try !Program.run("--help").output.contains("decode-tiles"))
    let run = try Program.run(
      "decode-tiles", "--unit", "1", "--memory", "1000000", "--seconds", "5")
    #expect(run.status == 65 && run.output.isEmpty)
  }
}
