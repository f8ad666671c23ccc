import Foundation
import TestSupport
import Testing

/// Tables that this program wrote are known by their headers, and images by their names.
struct OwnProductTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ arguments: String...) throws -> [String: Any] {
    let run = try Program.run(arguments + ["--json", "--quiet"])
    #expect(run.status == 0, "\(arguments) \(run.messages)")
    return try run.json()
  }

  private func survey(_ name: String) throws -> [String: Any] {
    try #require(try run("inspect", folder.file(name))["survey"] as? [String: Any])
  }

  private func detect(_ filter: String, bands: Bool, _ output: String) throws {
    let image = MadeImage(
      cards: MadeImage.coordinates() + ["FILTER  = '\(filter)'"], values: MadeImage.sky)
    let path = try folder.write("\(filter).fits", MadeImage.file([image]))
    let options = bands ? ["--bands", path] : []
    let found = try Program.run(
      ["detect", path, "-o", folder.file(output), "--zero-point", "25", "--quiet"] + options)
    #expect(found.status == 0, "\(found.messages)")
  }

  @Test(arguments: [
    ("r", false, "mag_auto"), ("r", true, "mag_auto_r"), ("F200W", true, "mag_auto_F200W"),
    ("F200W", false, "mag_auto"), ("i", true, "mag_auto_i"),
  ])
  func `detections tell their band, position and identifier`(
    filter: String, bands: Bool, column: String
  ) throws {
    try detect(filter, bands: bands, "found.fits")
    let found = try survey("found.fits")
    #expect(found["bands"] as? [String: String] == [filter: column])
    #expect(found["identifier"] as? String == "id")
    #expect(found["position"] as? [String] == ["ra", "dec"])
    #expect(found["name"] as? String == "sextractor")
  }

  /// A table of columns that no survey knows, and the descriptor that does.
  private func privateTable() throws -> (table: String, survey: String) {
    let rows = (0..<80).map { row in
      "s\(row),\(20 + Double(row) / 50),\(-3 + Double(row) / 90),\(17 + row % 5),\(16 + row % 7),"
        + (row % 2 == 0 ? "STAR" : "GALAXY")
    }
    let table = try folder.write(
      "own.csv", "star_no,east,north,green,red,kind\n\(rows.joined(separator: "\n"))\n")
    let survey = try folder.write(
      "own.yaml",
      """
      name: own
      title: Our own
      source: none
      identifier: [star_no]
      right_ascension: [east]
      declination: [north]
      photometry:
        - {column: "{band}", measure: magnitude}
      bands: [{name: g, aliases: [green]}, {name: r, aliases: [red]}]
      class: {columns: [kind]}
      """)
    return (table, survey)
  }

  @Test func `tables of a private survey are known once they were labelled`() throws {
    let (table, survey) = try privateTable()
    let model = folder.file("m.safetensors")
    _ = try run(
      "train", table, "--survey", survey, "-o", model, "--model", "logistic", "--epochs", "1")
    _ = try run(
      "classify", "--model", model, table, "--survey", survey, "-o", folder.file("labelled.fits"))
    _ = try run(
      "encode", "--model", model, table, "--survey", survey, "-o", folder.file("latent.fits"))
    _ = try run("project", folder.file("latent.fits"), "-o", folder.file("map.fits"))
    for name in ["labelled.fits", "latent.fits", "map.fits"] {
      let joined = try run(
        "match", folder.file(name), folder.file("labelled.fits"), "-o", folder.file("both.fits"))
      #expect(joined["matched"] as? Int == 80 && joined["by"] as? String == "id", "\(name)")
      #expect(joined["identifier"] as? [String] == ["star_no"], "\(name)")
      #expect(joined["median_separation"] as? Double == 0, "\(name)")
    }
    let near = try run("similar", folder.file("map.fits"), "s7")
    #expect((near["results"] as? [[String: Any]])?.first?["row"] as? Int == 8)
  }

  @Test func `cutouts keep the name and the place of their sources`() throws {
    try detect("r", bands: false, "found.fits")
    let catalog = try folder.write(
      "own.csv", "id,ra,dec,note\na7,150.0016,2.0016,x\nb9,149.9984,1.9984,y\n")
    _ = try run(
      "cutouts", "--image", folder.file("r.fits"), "--catalog", catalog, "--size", "9", "--keep",
      "all", "-o", folder.file("cut.fits"))
    let joined = try run(
      "match", catalog, folder.file("cut.fits"), "-o", folder.file("both.csv"))
    #expect(joined["matched"] as? Int == 2 && joined["identifier"] as? [String] == ["id"])
  }

  // MARK: Names of images

  private static let ids = (1...5).map { "\($0 * 37)" }

  @Test(arguments: [
    ("image", "images/%.jpg"), ("file", "%.fits.gz"), ("path", "/data/a b/%.PNG"),
    ("filename", "./cut/000%.fits"), ("cutout", "%.fits.fz"),
  ])
  func `names of images are identifiers`(column: String, pattern: String) throws {
    let names = Self.ids.reversed().map { pattern.replacingOccurrences(of: "%", with: $0) }
    _ = try folder.write(
      "named.csv", "\(column),score\n" + names.map { "\($0),1\n" }.joined())
    _ = try folder.write("ids.csv", "id,class\n" + Self.ids.map { "\($0),STAR\n" }.joined())
    for (first, second) in [("named", "ids"), ("ids", "named")] {
      for key in ["id", "auto"] {
        let joined = try run(
          "match", folder.file("\(first).csv"), folder.file("\(second).csv"), "--by", key, "-o",
          folder.file("both.csv"))
        #expect(joined["matched"] as? Int == 5, "\(first) \(key)")
      }
    }
    let rows = try folder.text("both.csv").split(separator: "\n").map { $0.split(separator: ",") }
    for row in rows.dropFirst() { #expect(row[2].contains(row[0]), "\(row)") }
  }

  @Test func `images of two folders that are called alike are not one`() throws {
    _ = try folder.write("a.csv", "image,x\na/1.png,1\nb/1.png,2\n")
    _ = try folder.write("b.csv", "image,y\nb/1.png,3\na/1.png,4\n")
    _ = try run(
      "match", folder.file("a.csv"), folder.file("b.csv"), "--by", "id", "-o",
      folder.file("both.csv"))
    let text = try folder.text("both.csv")
    #expect(text.contains("a/1.png,1,a/1.png,4") && text.contains("b/1.png,2,b/1.png,3"))
  }

  @Test(arguments: [
    ("id,x\n1,1\n2,1\n", "id,y\n3,1\n", "no id of"),
    ("image,x\na.png,1\n", "id,y\nb,1\n", "no image of"),
    ("ra,dec\n10,1\n", "ra,dec\n200,1\n", "none of its 1 sources lies within 1.0″"),
    ("id,ra,dec\n7,10,1\n", "id,ra,dec\n8,200,1\n", "none of its 1 sources"),
    ("id,x\nA,1\n", "id,y\na ,1\n", "no id of"),
  ])
  func `a join that finds nothing says so`(first: String, second: String, told: String) throws {
    let (one, two) = (try folder.write("a.csv", first), try folder.write("b.csv", second))
    for join in ["left", "inner"] {
      let run = try Program.run(
        "match", one, two, "-o", folder.file("out.csv"), "--join", join, "--json")
      #expect(run.status == 65, "\(run.messages)")
      #expect(run.messages.contains(told), "\(run.messages)")
      #expect(try run.json()["error"] is [String: Any])
      #expect(!FileManager.default.fileExists(atPath: folder.file("out.csv")))
    }
  }
}
