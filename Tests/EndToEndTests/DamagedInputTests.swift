import Foundation
import TestSupport
import Testing

/// Folders in which some files are damaged: the others are finished, and the damage is told.
struct DamagedInputTests {
  /// A model of simulated rows and a table of them; made once.
  private static let model = Result<TemporaryFolder, any Error> {
    let folder = try TemporaryFolder()
    let made = try Program.run(
      "simulate", "-o", folder.path, "--rows", "40", "--labelled", "200", "--seed", "3", "--quiet")
    #expect(made.status == 0, "\(made.messages)")
    let trained = try Program.run(
      "train", folder.file("labelled.csv"), "-o", folder.file("m.safetensors"), "--model",
      "logistic", "--epochs", "1", "--quiet")
    #expect(trained.status == 0, "\(trained.messages)")
    return folder
  }

  /// What can be wrong with a file, and the word its reason holds.
  private static let damages: [(name: String, word: String, damage: @Sendable (Data) -> Data)] = [
    ("truncated.fits", "shorter", { $0.prefix($0.count - 2880) }),
    ("empty.fits", "empty", { _ in Data() }),
    ("page.fits", "HTML", { _ in Data("<!DOCTYPE html><html><body>404</body></html>".utf8) }),
    ("flipped.fits", "DATASUM", { flipped($0) }),
    (
      "pointer.csv", "git-lfs",
      { _ in Data("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n".utf8) }
    ),
    ("other.csv", "photometry", { _ in Data("id,name\n1,a\n2,b\n".utf8) }),
    ("ragged.csv", "line 3", { _ in Data("objID,u,g,r,i,z\n1,1,2,3,4,5\n2,1,2\n".utf8) }),
  ]

  private static func flipped(_ data: Data) -> Data {
    var data = data
    data[data.startIndex + data.count - 3000] ^= 1
    return data
  }

  /// Good files, and one for each damage.
  private func input(good: Int) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let table = try Self.model.get().bytes("survey.fits")
    for number in 0..<good { try folder.write("in/good\(number).fits", table) }
    for (name, _, damage) in Self.damages { try folder.write("in/\(name)", damage(table)) }
    return folder
  }

  private func outputs(_ folder: TemporaryFolder, _ name: String) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file(name))
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try folder.bytes("\(name)/\($0)")) })
  }

  @Test(arguments: ["classify", "encode"])
  func `good files are finished, and the damaged ones told`(verb: String) throws {
    let folder = try input(good: 13)
    let model = try Self.model.get().file("m.safetensors")
    let arguments = [verb, "--model", model, folder.file("in"), "-o"]
    let run = try Program.run(arguments + [folder.file("out"), "--json"])
    #expect(run.status == 65, "\(run.messages)")
    let json = try run.json()
    #expect((json["outputs"] as? [Any])?.count == 13 && json["rows"] as? Int == 13 * 40)
    let failed = try #require(json["failed"] as? [[String: Any]])
    #expect(failed.count == Self.damages.count)
    for (name, word, _) in Self.damages {
      let entry = failed.first { $0["path"] as? String == folder.file("in/\(name)") }
      let text = "\(entry?["problem"] ?? "") \(entry?["location"] ?? "")"
      #expect(text.lowercased().contains(word.lowercased()), "\(name): \(text)")
      #expect(entry?["fix"] is String)
      #expect(run.messages.contains(name), "\(run.messages)")
    }
    #expect(run.messages.contains("7 of 20 inputs could not be used; the others are finished"))
    // Killed, and gone on with: the same files.
    for seconds in [0.05, 0.1] {
      try Program.runAndKill(arguments + [folder.file("again"), "--resume"], after: seconds)
    }
    let resumed = try Program.run(arguments + [folder.file("again"), "--resume", "--json"])
    #expect(resumed.status == 65)
    #expect(try resumed.json()["failed"] as? [[String: String]] == failed as? [[String: String]])
    #expect(try outputs(folder, "again") == outputs(folder, "out"))
    let rest = try Program.run(arguments + [folder.file("out"), "--resume", "--json"]).json()
    #expect((rest["reused"] as? [Any])?.count == 13 && rest["rows"] as? Int == 0)
  }

  @Test(arguments: ["classify", "encode"])
  func `damaged images of a folder are told, and their rows kept`(verb: String) throws {
    let models = try MadeModels.field.get()
    let folder = try TemporaryFolder()
    let images = "\(models.file("image-g.fits")),\(models.file("image-r.fits"))"
    let cut = try Program.run(
      "cutouts", "--image", images, "--catalog", models.file("catalog.fits"), "--size", "16",
      "--files", "-o", folder.file("cut"), "--quiet")
    #expect(cut.status == 0, "\(cut.messages)")
    try FileManager.default.removeItem(atPath: folder.file("cut/sources.fits"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("cut")).sorted()
    let bad = [names[1], names[4]]
    try folder.write("cut/\(bad[0])", Data())
    try folder.write("cut/\(bad[1])", folder.bytes("cut/\(bad[1])").prefix(4000))
    let run = try Program.run(
      verb, "--model", models.file("images.safetensors"), folder.file("cut"), "-o",
      folder.file("out.fits"), "--json")
    #expect(run.status == 65, "\(run.messages)")
    let json = try run.json()
    let failed = try #require(json["failed"] as? [[String: Any]])
    #expect(failed.map { $0["path"] as? String } == bad.map { folder.file("cut/\($0)") })
    #expect(json["rows"] as? Int == names.count)
    #expect(run.messages.contains("2 of \(names.count) inputs could not be used"))
  }

  @Test func `a single damaged file is the error itself`() throws {
    let folder = try input(good: 0)
    let run = try Program.run(
      "classify", "--model", try Self.model.get().file("m.safetensors"),
      folder.file("in/page.fits"), "-o", folder.file("out.fits"), "--json")
    #expect(run.status == 65)
    #expect(try run.json()["error"] is [String: Any])
  }

  @Test func `of a mosaic the damaged parts are left out`() throws {
    let folder = try TemporaryFolder()
    let rights = [150.0, 150.01, 150.02]
    for (number, right) in rights.enumerated() {
      let tile = MadeImage.file([
        MadeImage(
          cards: MadeImage.coordinates(right) + ["FILTER  = 'r'"], values: MadeImage.sky)
      ])
      try folder.write("in/tile\(number).fits", number == 1 ? tile.prefix(5760) : tile)
    }
    let rows = rights.enumerated().map { "\($0.offset),\($0.element),2.0" }
    let catalog = try folder.write("three.csv", "id,ra,dec\n\(rows.joined(separator: "\n"))\n")
    let run = try Program.run(
      "cutouts", "--image", folder.file("in"), "--catalog", catalog, "--size", "9", "-o",
      folder.file("cut.fits"), "--json")
    #expect(run.status == 65, "\(run.messages)")
    let json = try run.json()
    let failed = try #require(json["failed"] as? [[String: Any]])
    #expect(failed.map { $0["path"] as? String } == [folder.file("in/tile1.fits")])
    #expect((json["flagged"] as? [String: Int])?["missing_band"] == 1)
    #expect(json["sources"] as? Int == 3)
    #expect(run.messages.contains("1 of 3 images could not be used"))
    let alone = try Program.run(
      "cutouts", "--image", folder.file("in/tile1.fits"), "--catalog", catalog, "--size", "9",
      "-o", folder.file("none.fits"))
    #expect(alone.status == 65 && !FileManager.default.fileExists(atPath: folder.file("none.fits")))
  }
}
