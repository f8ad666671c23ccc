import Foundation
import TestSupport
import Testing

/// Files of several images: which is searched and cut, with which weights and mask.
struct WhichImageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func image(
    _ name: String?, cards: [String] = [], _ values: @escaping (Int, Int) -> Float
  ) -> MadeImage {
    MadeImage(name: name, cards: MadeImage.coordinates() + cards, values: values)
  }

  private func detect(
    _ images: [MadeImage], primary: [String] = [], _ options: String...
  ) throws -> (json: [String: Any], image: [String: Any], messages: String) {
    let path = try folder.write("field.fits", MadeImage.file(images, primary: primary))
    let run = try Program.run(
      [
        "detect", path, "-o", folder.file("found.csv"), "--json", "--mesh", "32", "--threshold",
        "5",
      ] + options)
    #expect(run.status == 0, "\(run.messages)")
    let json = try run.json()
    let found = try #require((json["images"] as? [[String: Any]])?.first)
    return (json, found, run.messages)
  }

  @Test(arguments: [
    (["WHT", "SCI", "DQ"], 2), (["SCI", "MSK", "WGT"], 1), (["CH1.DQ", "CH1.RMS", "CH1.SCI"], 3),
    (["MASK", "VARIANCE", "IMAGE"], 3), (["CTX", "EXPMAP", "SIGNAL"], 3),
  ])
  func `the sky is searched wherever it stands`(names: [String], hdu: Int) throws {
    let images = names.enumerated().map { index, name in
      let other: Float = name.contains("K") ? 0 : 1
      return image(name) { index + 1 == hdu ? MadeImage.sky($0, $1) : other }
    }
    let found = try detect(images, primary: ["FILTER  = 'F200W'"])
    #expect(found.json["sources"] as? Int == 4)
    #expect(found.image["hdu"] as? Int == hdu && found.image["name"] as? String == names[hdu - 1])
    #expect(found.image["width"] as? Int == 64 && found.image["band"] as? String == "F200W")
    #expect(found.messages.contains("HDU \(hdu) (\(names[hdu - 1])) was read as the image"))
    let seen = try Program.run("inspect", folder.file("field.fits"), "--json").json()
    #expect((seen["image"] as? [String: Any])?["hdus"] as? [Int] == [hdu])
  }

  @Test func `a name with its version is one image`() throws {
    let versions = [
      image("SCI", cards: ["EXTVER  = 1"]) { x, y in Float(10 + MadeImage.noise(x, y)) },
      image("SCI", cards: ["EXTVER  = 2"], MadeImage.sky),
    ]
    let first = try detect(versions)
    #expect(first.json["sources"] as? Int == 0)
    #expect(first.messages.contains("only HDU 1 (SCI) was searched of 2 images of the sky"))
    #expect(try detect(versions, "--hdu", "SCI,2").json["sources"] as? Int == 4)
    #expect(try detect(versions, "--hdu", "[sci,2]").image["hdu"] as? Int == 2)
  }

  @Test func `variance, its inverse and its root are one weight`() throws {
    var catalogs: [Data] = []
    for (name, value) in [("ERR", 2), ("VARIANCE", 4), ("IVAR", 0.25)] as [(String, Float)] {
      let found = try detect([
        image("SCI", MadeImage.sky), image(name) { x, _ in x < 32 ? value : 1 },
      ])
      let pixels = try #require(found.image["pixels"] as? [String: Any])
      #expect((pixels["weight"] as? String)?.contains("HDU 2 (\(name))") == true)
      catalogs.append(try folder.bytes("found.csv"))
    }
    #expect(catalogs[0] == catalogs[1] && catalogs[1] == catalogs[2])
    _ = try detect(
      [image("SCI", MadeImage.sky), image("ERR") { x, _ in x < 32 ? 2 : 1 }],
      "--weight", "none")
    #expect(try folder.bytes("found.csv") != catalogs[0])
  }

  @Test func `weights of unknown scale only say where nothing was seen`() throws {
    let images = [image("SCI", MadeImage.sky), image("WHT") { x, y in x < 32 && y < 32 ? 0 : 7 }]
    let found = try detect(images)
    #expect(found.json["sources"] as? Int == 3)
    #expect(found.messages.contains("HDU 2 (WHT) holds weights of unknown scale"))
  }

  @Test func `a mask is used where it marks what is bad, and told`() throws {
    let sky = image("SCI", MadeImage.sky)
    let mask = image("DQ") { x, y in x < 32 && y < 32 ? 4 : 0 }
    let found = try detect([sky, mask])
    #expect(found.json["sources"] as? Int == 3)
    let pixels = try #require(found.image["pixels"] as? [String: Any])
    #expect(pixels["masked_fraction"] as? Double == 0.25)
    #expect(try detect([sky, mask], "--mask", "none").json["sources"] as? Int == 4)
    // Of Webb's flags 4 only says that the ramp jumped.
    #expect(try detect([sky, mask], primary: ["TELESCOP= 'JWST'"]).json["sources"] as? Int == 4)
    let good = try detect([sky, image("MASK") { x, y in x < 60 ? 1 : 0 }])
    #expect(good.json["sources"] as? Int == 4)
    #expect(good.messages.contains("HDU 2 (MASK) marks 94 % of the pixels and was not used"))
  }

  @Test func `all detectors of a mosaic are cut, each with its mask`() throws {
    let images = [(150.0, "1"), (150.01, "2")].flatMap { right, version in
      [
        MadeImage(
          name: "SCI", cards: MadeImage.coordinates(right) + ["EXTVER  = \(version)"],
          values: MadeImage.sky),
        MadeImage(
          name: "DQ", cards: ["EXTVER  = \(version)"],
          values: { x, _ in version == "2" && x == 32 ? 1 : 0 }),
      ]
    }
    let path = try folder.write("mosaic.fits", MadeImage.file(images))
    let catalog = try folder.write("two.csv", "id,ra,dec\n1,150.0,2.0\n2,150.01,2.0\n")
    let run = try Program.run(
      "cutouts", "--image", "r=\(path)", "--catalog", catalog, "--size", "9", "-o",
      folder.file("cut.fits"), "--json")
    #expect(run.status == 0, "\(run.messages)")
    let json = try run.json()
    #expect((json["images"] as? [[String: Any]])?.map { $0["hdu"] as? Int } == [1, 3])
    let flagged = try #require(json["flagged"] as? [String: Int])
    #expect(flagged["missing_band"] == 0 && flagged["masked_pixels"] == 1)
    #expect(run.messages.contains("HDU 1 (SCI), HDU 3 (SCI,2) were read as parts of the sky"))
  }

  @Test func `of a folder of images it is told which of a file's are looked at`() throws {
    let models = try MadeModels.field.get()
    for number in 1...3 {
      let images = ["g", "r", "DQ"].map { name in
        MadeImage(
          width: 16, height: 16, name: name,
          values: { x, y in name == "DQ" ? 0 : MadeImage.sky(x + 8 * number, y + 8) })
      }
      try folder.write("stamps/\(number).fits", MadeImage.file(images))
    }
    let run = try Program.run(
      "classify", "--model", models.file("images.safetensors"), folder.file("stamps"), "-o",
      folder.file("labelled.fits"), "--json")
    #expect(run.status == 0, "\(run.messages)")
    #expect(
      run.messages.contains(
        "of 1.fits, HDU 1 (g), HDU 2 (r) were read as the image; beside it are HDU 3 (DQ)"),
      "\(run.messages)")
    let ids = try folder.write("ids.csv", "id,note\n3,c\n1,a\n2,b\n")
    let joined = try Program.run(
      "match", folder.file("labelled.fits"), ids, "--by", "id", "-o", folder.file("both.csv"),
      "--keep", "note", "--json")
    #expect(joined.status == 0, "\(joined.messages)")
    #expect(try joined.json()["identifier"] as? [String] == ["image"])
    let rows = try folder.text("both.csv").split(separator: "\n").dropFirst()
    #expect(rows.map { $0.contains(",a,") || $0.hasSuffix(",a") } == [true, false, false])
    #expect(rows.count == 3)
  }

  /// What an observatory's files look like: a weight map in front, and the Dark Energy Survey's
  /// compressed images.
  @Test(.enabled(if: SurveyData.isPresent), arguments: [("wht-first.fits", 2), ("des.fits.fz", 1)])
  func `reported files are searched in their image of the sky`(name: String, hdu: Int) throws {
    let run = try Program.run(
      "detect", SurveyData.file("field_reports/19-which-hdu/\(name)"), "-o",
      folder.file("found.fits"), "--json")
    #expect(run.status == 0, "\(run.messages)")
    let json = try run.json()
    #expect(json["sources"] as? Int == 24)
    let images = try #require(json["images"] as? [[String: Any]])
    #expect(images.map { $0["hdu"] as? Int } == [hdu])
    #expect(run.messages.contains("HDU \(hdu) (SCI) was read as the image"))
  }
}
