import Foundation
import TestSupport
import Testing

/// `detect` and `cutouts` on a simulated field of two bands.
struct ImageVerbTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let run = try Program.run(
      "simulate", "-o", folder.path, "--images", "--width", "200", "--height", "160", "--bands",
      "g,r", "--sources", "40", "--seed", "4", "--quiet")
    #expect(run.status == 0, "\(run.messages)")
  }

  private var images: String { "\(folder.file("image-g.fits")),\(folder.file("image-r.fits"))" }

  private func json(_ arguments: String...) throws -> [String: Any] {
    let (process, output, messages) = try Program.start(arguments + ["--json", "--quiet"])
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let diagnostic = messages.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(String(decoding: diagnostic, as: UTF8.self))")
    return try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
  }

  /// Rows of a CSV file by column.
  private func columns(_ name: String) throws -> [String: [String]] {
    let lines = try String(contentsOfFile: folder.file(name), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let names = try #require(lines.first).map(String.init)
    return Dictionary(
      uniqueKeysWithValues: names.indices.map { index in
        (names[index], lines.dropFirst().map { String($0[index]) })
      })
  }

  private func numbers(_ table: [String: [String]], _ name: String) throws -> [Double] {
    try #require(table[name], "no column \(name)").map { Double($0) ?? .nan }
  }

  @Test func `sources are detected in the sky of the image, with all that is measured`() throws {
    let found = try json(
      "detect", folder.file("image-r.fits"), "-o", folder.file("found.csv"), "--zero-point",
      "22.5", "--apertures", "5,10", "--mask-hdu", "MASK", "--weight-hdu", "INVVAR")
    let table = try columns("found.csv")
    #expect(found["sources"] as? Int == table["id"]?.count)
    let needed = [
      "x", "y", "ra", "dec", "flux_auto", "fluxerr_auto", "mag_auto", "flux_aper1", "mag_aper2",
      "a", "b", "theta", "kron_radius", "flux_radius", "elongation", "ellipticity", "isoarea",
      "flags", "class_flags", "flux_gauss",
    ]
    for name in needed { #expect(table[name] != nil, "\(name)") }
    let inspected = try json("inspect", folder.file("catalog.fits"))
    #expect(inspected["table"] != nil)
    let (ra, dec) = (try numbers(table, "ra"), try numbers(table, "dec"))
    let magnitudes = try numbers(table, "mag_auto")
    let middle = try json("inspect", folder.file("image-r.fits"))
    let sky = try #require((middle["image"] as? [String: Any])?["sky"] as? [String: Any])
    let centre = (sky["ra"] as? Double ?? 0, sky["dec"] as? Double ?? 0)
    for row in ra.indices {
      #expect(abs(ra[row] - centre.0) < 0.02 && abs(dec[row] - centre.1) < 0.02)
      #expect(magnitudes[row].isNaN || (10..<28).contains(magnitudes[row]))
    }
    #expect(ra.count > 8)
  }

  @Test func `light is measured in each band at the places of one`() throws {
    let run = try json(
      "detect", folder.file("image-r.fits"), "--bands", images, "-o", folder.file("both.csv"))
    let table = try columns("both.csv")
    #expect(table["flux_auto_g"] != nil && table["flux_auto_r"] != nil && table["flags_g"] != nil)
    #expect(table["flux_auto"] == nil)
    #expect((run["images"] as? [Any])?.count == 3)
    let alone = try json(
      "detect", folder.file("image-r.fits"), "-o", folder.file("alone.csv"))
    #expect(alone["sources"] as? Int == run["sources"] as? Int)
    #expect(try columns("alone.csv")["flux_auto"] == table["flux_auto_r"])
  }

  @Test func `cutouts are the same bytes on one thread and on two`()
    throws
  {
    var digests: Set<String> = []
    for threads in ["1", "2"] {
      let run = try json(
        "cutouts", "--image", images, "--mask-hdu", "MASK", "--catalog",
        folder.file("catalog.fits"), "--size", "24", "-o", folder.file("cut\(threads).fits"),
        "--threads", threads)
      #expect(run["bands"] as? [String] == ["g", "r"] && run["resampled"] as? Bool == false)
      let sources = try #require(run["sources"] as? Int)
      #expect(sources > 8 && run["cutouts"] as? Int == 2 * sources)
      let flagged = try #require(run["flagged"] as? [String: Int])
      #expect(flagged["truncated"] ?? 0 > 0 && flagged["missing_band"] == 0)
      let outputs = try #require(run["outputs"] as? [[String: Any]])
      digests.insert(outputs[0]["sha256"] as? String ?? "")
    }
    #expect(digests.count == 1)
    let shape = try json("inspect", folder.file("cut1.fits"))
    let units = try #require(shape["hdus"] as? [[String: Any]])
    #expect(units.map { $0["name"] as? String ?? "" } == ["CUTOUTS", "SOURCES", "WCS_g", "WCS_r"])
    #expect((units[0]["dimensions"] as? [Int])?.prefix(3) == [24, 24, 2])
  }

  @Test func `sources without a place or off all images are kept and flagged`() throws {
    let catalog = try folder.write(
      "odd.csv", "id,x,y,label\n7,50,60,STAR\n8,-900,4,GALAXY\n9,,3,STAR\n10,200.4,1,QSO\n")
    let run = try json(
      "cutouts", "--image", images, "--catalog", catalog, "--size", "9", "-o",
      folder.file("odd.fits"))
    #expect(run["sources"] as? Int == 4)
    let flagged = try #require(run["flagged"] as? [String: Int])
    #expect(flagged["missing_band"] == 2 && flagged["truncated"] == 3)
    let table = try json("inspect", folder.file("odd.fits"))
    let names = (table["table"] as? [String: Any])?["columns"] as? [[String: Any]]
    #expect(names?.prefix(2).map { $0["name"] as? String } == ["id", "label"])
  }

  @Test func `no sources give a valid empty file`() throws {
    let catalog = try folder.write("none.csv", "id,ra,dec\n")
    for arguments in [["-o", folder.file("none.fits")], ["-o", folder.file("none"), "--files"]] {
      let (process, output, _) = try Program.start(
        ["cutouts", "--image", images, "--catalog", catalog, "--size", "8", "--json", "--quiet"]
          + arguments)
      _ = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    _ = try json("inspect", folder.file("none.fits"))
    _ = try json("inspect", folder.file("none/sources.fits"))
  }

  @Test func `a file for each source bears its name, trimmed at the edge`() throws {
    let catalog = try folder.write(
      "few.csv", "id,x,y\nM 31/a,50,60\nM 31/a,60,60\n,2,2\nfar,-99,2\n")
    let run = try json(
      "cutouts", "--image", images, "--catalog", catalog, "--size", "10", "--files", "--edges",
      "trim", "-o", folder.file("few"))
    #expect(run["files"] as? Int == 4)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("few")).sorted()
    #expect(names == ["M_31_a-2.fits", "M_31_a.fits", "cutout-3.fits", "sources.fits"])
    let units =
      try #require(try json("inspect", folder.file("few/cutout-3.fits"))["hdus"]) as? [Any]
    let sizes = units?.compactMap { ($0 as? [String: Any])?["dimensions"] as? [Int] }
    #expect(sizes == [[6, 6], [6, 6]])
  }

  @Test func `other scales are resampled about the source`() throws {
    let run = try json(
      "cutouts", "--image", images, "--catalog", folder.file("catalog.fits"), "--size", "16",
      "--pixel-scale", "0.8", "--interpolation", "bicubic", "-o", folder.file("scaled.fits"))
    #expect(run["resampled"] as? Bool == true)
  }

  @Test func `a mistake ends with the right code and names its cause`() throws {
    let html = try folder.write("page.fits", "<!DOCTYPE html><html>not found</html>")
    let bare = try folder.write("bare.csv", "a,b\n1,2\n")
    let radians = try folder.write(
      "radians.csv", "id,ra,dec\n1,0.1,-1.5\n2,6.2,1.4\n3,3.1,0.0\n4,2.0,-0.7\n")
    let (image, catalog) = (folder.file("image-g.fits"), folder.file("catalog.fits"))
    let cases: [(arguments: [String], status: Int32, word: String)] = [
      (["detect", folder.file("absent.fits")], 66, "absent.fits"),
      (["detect", html], 65, "HTML"),
      (["detect", catalog], 65, "no image"),
      (["detect", image, "--threshold", "-1"], 64, "--threshold"),
      (["detect", image, "--mask", catalog], 65, "catalog.fits"),
      (["detect", image, "--bands", "\(image),\(image)"], 64, "band"),
      (["cutouts", "--image", image, "--catalog", bare, "--size", "8"], 65, "--ra and --dec"),
      (["cutouts", "--image", image, "--catalog", catalog, "--size", "0"], 64, "size"),
      (["cutouts", "--image", html, "--catalog", catalog, "--size", "8"], 65, "HTML"),
      (
        ["cutouts", "--image", image, "--catalog", catalog, "--size", "8", "--edges", "trim"], 64,
        "trimmed"
      ),
      (
        ["cutouts", "--image", "\(image),\(image)", "--catalog", catalog, "--size", "8"], 64, "band"
      ),
      (["cutouts", "--image", image, "--catalog", radians, "--size", "8"], 65, "radians"),
      (
        [
          "cutouts", "--image", image, "--catalog", catalog, "--size", "8", "--ra", "nothing",
          "--dec", "dec",
        ], 64, "nothing"
      ),
    ]
    for (arguments, status, word) in cases {
      let output = folder.file("out.fits")
      let (process, _, messages) = try Program.start(arguments + ["-o", output, "--quiet"])
      let text = String(
        decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == status, "\(arguments): \(text)")
      #expect(text.contains(word), "\(arguments): \(text)")
      #expect(!FileManager.default.fileExists(atPath: output))
    }
  }
}

/// The verbs on real images.
@Suite(.enabled(if: SurveyData.isPresent)) struct RealImageVerbTests {
  private static let folder = "sky_images/astropy_data/visualization"

  @Test func `a real pair of bands is detected in one, measured in both and cut out`() throws {
    let folder = try TemporaryFolder()
    let names = ["g", "r"].map {
      "\($0)=" + SurveyData.file("\(Self.folder)/reprojected_sdss_\($0).fits.bz2")
    }
    let detected = try Program.run(
      "detect", String(names[1].dropFirst(2)), "--bands", names.joined(separator: ","), "-o",
      folder.file("found.fits"), "--zero-point", "22.5", "--json", "--quiet")
    #expect(detected.status == 0, "\(detected.messages)")
    let count = try #require(detected.json()["sources"] as? Int)
    #expect((700..<1000).contains(count))
    let cut = try Program.run(
      "cutouts", "--image", names.joined(separator: ","), "--catalog", folder.file("found.fits"),
      "--size", "32", "-o", folder.file("cut.fits"), "--json", "--quiet")
    #expect(cut.status == 0, "\(cut.messages)")
    let outcome = try cut.json()
    #expect(outcome["sources"] as? Int == count && outcome["resampled"] as? Bool == false)
    #expect((outcome["flagged"] as? [String: Int])?["missing_band"] == 0)
  }

  @Test func `two files that say they are of one band are not taken for one`() throws {
    let folder = try TemporaryFolder()
    let catalog = try folder.write("c.csv", "id,x,y\n1,5,5\n")
    let files = ["g", "r"].map {
      SurveyData.file("\(Self.folder)/reprojected_sdss_\($0).fits.bz2")
    }
    let run = try Program.run(
      "cutouts", "--image", files.joined(separator: ","), "--catalog", catalog, "--size", "5",
      "-o", folder.file("cut.fits"))
    #expect(run.status == 64 && run.messages.contains("both say they are of band g"))
  }
}
