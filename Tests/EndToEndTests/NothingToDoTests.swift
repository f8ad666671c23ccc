import Foundation
import TestSupport
import Testing

/// No sources, no rows, no usable image: a valid empty result through the whole chain.
struct NothingToDoTests {
  private func run(_ arguments: String...) throws -> [String: Any] {
    let run = try Program.run(arguments + ["--json", "--quiet"])
    #expect(run.status == 0, "\(arguments) \(run.messages)")
    return try run.json()
  }

  /// Whether the standard's own checker accepts a file; `nil` where it is not installed.
  private func isAccepted(_ path: String) throws -> Bool? {
    let checker = "/usr/bin/fitsverify"
    guard FileManager.default.isExecutableFile(atPath: checker) else { return nil }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: checker)
    process.arguments = ["-q", path]
    process.standardOutput = Pipe()
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  @Test(arguments: ["noise", "constant", "not a number", "masked", "without weight"])
  func `an image without sources goes through the whole chain`(kind: String) throws {
    let models = try MadeModels.field.get()
    let folder = try TemporaryFolder()
    for band in ["g", "r"] {
      var images = [
        MadeImage(
          cards: MadeImage.coordinates() + ["FILTER  = '\(band)'"],
          values: { x, y in
            kind == "not a number" ? .nan : kind == "noise" ? Float(MadeImage.noise(x, y)) : 5
          })
      ]
      if kind == "masked" { images.append(MadeImage(name: "NODATA", values: { _, _ in 1 })) }
      if kind == "without weight" { images.append(MadeImage(name: "IVAR", values: { _, _ in 0 })) }
      try folder.write("\(band).fits", MadeImage.file(images))
    }
    let images = "\(folder.file("g.fits")),\(folder.file("r.fits"))"
    let mask = kind == "masked" ? ["--mask-hdu", "NODATA"] : []
    let detected = try Program.run(
      [
        "detect", folder.file("r.fits"), "--bands", images, "-o", folder.file("found.fits"),
        "--json",
      ]
        + mask + (kind == "noise" ? ["--threshold", "8"] : []))
    #expect(detected.status == 0, "\(detected.messages)")
    #expect(try detected.json()["sources"] as? Int == 0)
    let cut = try run(
      "cutouts", "--image", images, "--catalog", folder.file("found.fits"), "--size", "16", "-o",
      folder.file("cut.fits"))
    #expect(cut["sources"] as? Int == 0)
    for (input, model) in [("found", "table"), ("cut", "images")] {
      let labelled = try run(
        "classify", "--model", models.file("\(model).safetensors"), folder.file("\(input).fits"),
        "-o", folder.file("\(input)-labelled.fits"))
      #expect(labelled["rows"] as? Int == 0)
      let encoded = try run(
        "encode", "--model", models.file("\(model).safetensors"), folder.file("\(input).fits"),
        "-o", folder.file("\(input)-latent.fits"))
      #expect(encoded["rows"] as? Int == 0)
      let map = try run(
        "project", folder.file("\(input)-latent.fits"), "--make", "pca,umap,outliers,clusters,som",
        "-o", folder.file("\(input)-map.fits"))
      #expect(map["points"] as? Int == 0 && (map["columns"] as? [String])?.count ?? 0 >= 9)
      let ranked = try run("anomalies", folder.file("\(input)-latent.fits"))
      #expect((ranked["anomalies"] as? [Any])?.isEmpty == true)
      for name in ["", "-labelled", "-latent", "-map"] {
        #expect(try isAccepted(folder.file("\(input)\(name).fits")) != false, "\(input)\(name)")
      }
    }
    _ = try run(
      "match", folder.file("found-labelled.fits"), folder.file("cut.fits"), "-o",
      folder.file("both.fits"))
  }

  @Test(arguments: ["csv", "ecsv", "fits", "tsv"])
  func `a table without rows is labelled, joined and evaluated`(ending: String) throws {
    let models = try MadeModels.field.get()
    let folder = try TemporaryFolder()
    let empty = try folder.write(
      "none.csv", "id,ra,dec,mag_auto_g,magerr_auto_g,mag_auto_r,magerr_auto_r,truth\n")
    let output = folder.file("out.\(ending)")
    let labelled = try run(
      "classify", "--model", models.file("table.safetensors"), empty, "-o", output)
    #expect(labelled["rows"] as? Int == 0)
    #expect(try run("validate", output, "--truth", "truth")["rows"] as? Int == 0)
    for pair in [[output, models.file("labelled.csv")], [models.file("labelled.csv"), output]] {
      let joined = try run("match", pair[0], pair[1], "-o", folder.file("joined.\(ending)"))
      #expect(joined["matched"] as? Int == 0)
    }
  }

  @Test(arguments: [
    ("id,x", "id,class\n1,STAR\n2,QSO"), ("image,x", "id,class\n1,STAR"),
    ("id,ra,dec", "id,ra,dec\n1,10,10"), ("name,x", "id,y"), ("ra,dec", "ra,dec"),
  ])
  func `a join with nothing finds nothing`(first: String, second: String) throws {
    let folder = try TemporaryFolder()
    let (one, two) = (
      try folder.write("a.csv", first + "\n"), try folder.write("b.csv", second + "\n")
    )
    for mode in ["best", "all"] {
      for pair in [[one, two], [two, one]] {
        let joined = try run(
          "match", pair[0], pair[1], "-o", folder.file("out.fits"), "--mode", mode)
        #expect(joined["matched"] as? Int == 0)
        #expect(joined["unmatched"] as? Int == joined["rows"] as? Int)
        #expect(try isAccepted(folder.file("out.fits")) != false)
      }
    }
  }

  @Test func `catalogs without rows are compared`() throws {
    let folder = try TemporaryFolder()
    let empty = try folder.write("a.csv", "id,ra,dec,class,p_star,p_galaxy\n")
    let compared = try run("compare", empty, empty)
    #expect(compared["matched"] as? Int == 0)
  }

  @Test func `one row alone lies nowhere among others`() throws {
    let models = try MadeModels.field.get()
    let folder = try TemporaryFolder()
    let one = try folder.write(
      "one.csv", "id,ra,dec,mag_auto_g,magerr_auto_g,mag_auto_r,magerr_auto_r\n1,1,1,18,.1,17,.1\n")
    _ = try run(
      "encode", "--model", models.file("table.safetensors"), one, "-o", folder.file("l.fits"))
    let map = try Program.run("project", folder.file("l.fits"), "-o", folder.file("m.csv"))
    #expect(map.status == 0 && map.messages.contains("less than two rows"), "\(map.messages)")
  }
}
