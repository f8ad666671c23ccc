import Foundation
import TestSupport
import Testing

/// Two catalogs of one sky whose columns are called identifiers and need not be.
private struct Catalogs: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Names of the first catalog's columns before `ra,dec`, its rows by source from 0 to 39.
  let own: String
  let name: @Sendable (Int) -> String
  /// Of the second, which has every second source.
  let other: String
  let otherName: @Sendable (Int) -> String
  var hasPositions = true
  var options: [String] = []
  /// `id` or `position`; `nil` where it is refused.
  let key: String?
  /// What is said.
  let words: [String]

  static func row(_ source: Int) -> Int { source % 10 }
  static func tile(_ source: Int) -> Int { source / 10 }

  static let all: [Catalogs] = [
    Catalogs(
      testDescription: "SExtractor's NUMBER of four images",
      own: "NUMBER", name: { "\(row($0) + 1)" }, other: "NUMBER", otherName: { "\(row($0) + 1)" },
      key: "position", words: ["NUMBER does not identify the rows of"]),
    Catalogs(
      testDescription: "DES tiles with NUMBER",
      own: "TILENAME,NUMBER", name: { "DES0\(tile($0)),\(row($0))" }, other: "TILENAME,NUMBER",
      otherName: { "DES0\(tile($0)),\(row($0))" }, key: "id", words: []),
    Catalogs(
      testDescription: "tract, patch and an id that begins anew in each",
      own: "tract,patch,object_id", name: { "9813,\(tile($0)),\(row($0))" },
      other: "object_id,tract,patch", otherName: { "\(row($0)),9813,\(tile($0))" }, key: "id",
      words: []),
    Catalogs(
      testDescription: "the same without positions",
      own: "tract,patch,object_id", name: { "9813,\(tile($0)),\(row($0))" },
      other: "object_id,tract,patch", otherName: { "\(row($0)),9813,\(tile($0))" },
      hasPositions: false, key: "id", words: []),
    Catalogs(
      testDescription: "an id of each detector, whose detectors one catalog lacks",
      own: "ccd,id", name: { "\(tile($0)),\(row($0))" }, other: "id", otherName: { "\(row($0))" },
      hasPositions: false, key: nil, words: ["id"]),
    Catalogs(
      testDescription: "running numbers of two tables",
      own: "id", name: { "\($0)" }, other: "id", otherName: { "\($0 / 2)" }, key: "position",
      words: ["pairs of rows that share id lie farther apart"]),
    Catalogs(
      testDescription: "−99 for none", own: "objid", name: { $0 < 15 ? "-99" : "\(900 + $0)" },
      other: "objid", otherName: { $0 < 15 ? "-99" : "\(900 + $0)" }, key: "position",
      words: ["15 of 40 rows", "-99 stands for none"]),
    Catalogs(
      testDescription: "a word for none", own: "name",
      name: { $0 % 4 < 3 ? "Anonymous" : "NGC \($0)" },
      other: "name", otherName: { $0 % 4 < 3 ? "Anonymous" : "NGC \($0)" }, key: "position",
      words: ["have no name"]),
    Catalogs(
      testDescription: "a spreadsheet's 1.24E+18", own: "objid", name: { _ in "1.24E+18" },
      other: "objid", otherName: { _ in "1.24E+18" },
      options: ["--id", "objid", "--other-id", "objid"],
      key: "position", words: ["floating-point numbers, which cannot hold identifiers"]),
    Catalogs(
      testDescription: "the same by force", own: "objid", name: { _ in "1.24E+18" },
      other: "objid", otherName: { _ in "1.24E+18" },
      options: ["--id", "objid", "--other-id", "objid", "--by", "id"], key: nil,
      words: ["floating-point numbers"]),
    Catalogs(
      testDescription: "run, camcol, field and obj as the user names them",
      own: "run,camcol,field,obj", name: { "752,\(tile($0)),11,\(row($0))" },
      other: "r_un,c_amcol,f_ield,o_bj", otherName: { "752,\(tile($0)),11,\(row($0))" },
      options: [
        "--id", "run,camcol,field,obj", "--other-id", "r_un,c_amcol,f_ield,o_bj", "--by", "id",
      ], key: "id", words: []),
  ]

  func write(to folder: TemporaryFolder) throws {
    func table(_ head: String, _ sources: [Int], _ name: (Int) -> String) -> String {
      let lines = sources.map { source in
        name(source) + (hasPositions ? ",\(10 + source),\(source % 7)" : "") + ",\(source)"
      }
      return ([head + (hasPositions ? ",ra,dec" : "") + ",truth"] + lines).joined(separator: "\n")
        + "\n"
    }
    _ = try folder.write("a.csv", table(own, Array(0..<40), name))
    _ = try folder.write(
      "b.csv", table(other, Array(stride(from: 0, to: 40, by: 2)), otherName))
  }
}

struct IdentityTests {
  @Test(arguments: Catalogs.all)
  fileprivate func `a column identifies rows only where it does so in the data`(
    case given: Catalogs
  ) throws {
    let folder = try TemporaryFolder()
    try given.write(to: folder)
    let done = try Program.run(
      ["match", folder.file("a.csv"), folder.file("b.csv"), "-o", folder.file("out.csv"), "--json"]
        + given.options)
    for word in given.words {
      #expect(done.messages.contains(word) || done.output.contains(word), "\(done.messages)")
    }
    guard let key = given.key else {
      #expect(done.status == 65, "\(done.messages)")
      #expect(!FileManager.default.fileExists(atPath: folder.file("out.csv")))
      return
    }
    #expect(done.status == 0, "\(done.messages)")
    let outcome = try done.json()
    #expect(outcome["by"] as? String == key)
    #expect(outcome["matched"] as? Int == 20)
    #expect((outcome["fallback"] is String) == (key == "position"))
    let lines = String(decoding: try folder.bytes("out.csv"), as: UTF8.self).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let places = try ["truth", "match_truth"].map { try #require(lines[0].firstIndex(of: $0)) }
    for line in lines.dropFirst() where !line[places[1]].isEmpty {
      #expect(line[places[0]] == line[places[1]])
    }
  }

  @Test func `a few pairs that lie apart are left out and counted`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<50).map { "\(100 + $0),\(10 + $0),5" }
    let moved = (0..<50).map { "\(100 + $0),\(10 + $0),\($0 == 7 ? "5.01" : "5")" }
    _ = try folder.write("a.csv", (["objid,ra,dec"] + rows).joined(separator: "\n") + "\n")
    _ = try folder.write("b.csv", (["objid,ra,dec"] + moved).joined(separator: "\n") + "\n")
    let done = try Program.run(
      "match", folder.file("a.csv"), folder.file("b.csv"), "-o", folder.file("out.csv"), "--json")
    let outcome = try done.json()
    #expect(outcome["by"] as? String == "id")
    #expect(outcome["matched"] as? Int == 49)
    #expect(outcome["beyond_tolerance"] as? Int == 1)
    #expect(done.messages.contains("1 of 50 pairs"))
  }

  /// Two labelled catalogs of four bricks, the second in another order.
  private static func labelled(_ folder: TemporaryFolder, head: String, positions: Bool) throws {
    func row(_ source: Int, _ label: String) -> String {
      "\(source % 10 + 1)" + (positions ? ",\(10 + source),3" : "") + ",\(label)"
    }
    let labels = (0..<40).map { $0 % 3 == 0 ? "STAR" : "GALAXY" }
    let lines = (0..<40).map { row($0, labels[$0]) }
    let turned = (0..<40).reversed().map { row($0, $0 == 6 ? "GALAXY" : labels[$0]) }
    _ = try folder.write("one.csv", ([head] + lines).joined(separator: "\n") + "\n")
    _ = try folder.write("two.csv", ([head] + turned).joined(separator: "\n") + "\n")
  }

  @Test func `catalogs are compared by position where names repeat, or refused`() throws {
    let folder = try TemporaryFolder()
    try Self.labelled(folder, head: "objid,ra,dec,class", positions: true)
    let done = try Program.run("compare", folder.file("one.csv"), folder.file("two.csv"), "--json")
    #expect(done.status == 0, "\(done.messages)")
    let outcome = try done.json()
    #expect(outcome["matched"] as? Int == 40)
    #expect(outcome["matched_by"] as? String == "position")
    #expect(done.messages.contains("share the identifier"))
    let pairs = try #require(outcome["pairs"] as? [[String: Any]])
    #expect(pairs.first?["flipped"] as? Int == 1)
    let named = try Program.run(
      "compare", folder.file("one.csv"), folder.file("two.csv"), "--identifier", "objid")
    #expect(named.status == 65)
    try Self.labelled(folder, head: "objid,class", positions: false)
    let blind = try Program.run("compare", folder.file("one.csv"), folder.file("two.csv"))
    #expect(blind.status == 65)
    #expect(blind.messages.contains("share the identifier"))
  }

  @Test func `compare and validate look at the rows that are meant`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<40).map { row in
      "\(row + 1),\(row % 2 == 0 ? "test" : "train"),\(row % 8 == 0 ? "STAR" : "GALAXY"),"
        + "\(row % 4 == 0 ? "STAR" : "GALAXY")"
    }
    let text = (["objid,part,class,truth"] + rows).joined(separator: "\n") + "\n"
    let one = try folder.write("one.csv", text)
    let two = try folder.write("two.csv", text.replacing(",part,", with: ",set,"))
    func run(_ arguments: String...) throws -> Program.Outcome {
      try Program.run(arguments + ["--json"])
    }
    let all = try run("validate", one, "--truth", "truth").json()
    let test = try run("validate", one, "--truth", "truth", "--where", "part = 'test'").json()
    #expect(all["rows"] as? Int == 40)
    #expect(test["rows"] as? Int == 20)
    #expect(test["accuracy"] as? Double == 0.75)
    #expect(test["where"] as? String == "part = 'test'")
    let both = try run("compare", one, two, "--where", "part = 'test'").json()
    #expect(both["matched"] as? Int == 20)
    let refused = try run("compare", one, two, "--where", "prat = 'test'")
    #expect(refused.status == 64)
    #expect(try run("validate", one, "--truth", "truth", "--where", "part = ").status == 64)
    let nothing = try run("validate", one, "--truth", "truth", "--where", "part = 'nothing'")
    #expect(nothing.status == 65)
  }

  @Test func `rows that were learned from are known again`() throws {
    let folder = try TemporaryFolder()
    let made = try Program.run(
      "simulate", "-o", folder.path, "--rows", "1500", "--labelled", "1500", "--seed", "8")
    #expect(made.status == 0, "\(made.messages)")
    let (table, model) = (folder.file("labelled.csv"), folder.file("m.safetensors"))
    let trained = try Program.run("train", table, "-o", model, "--epochs", "2", "--json")
    #expect(trained.status == 0, "\(trained.messages)")
    let rows = try #require(try trained.json()["train_rows"] as? Int)
    let own = try Program.run(
      "classify", "--model", model, table, "-o", folder.file("own.fits"), "--json")
    let found = try #require((try own.json()["trained_on"] as? [[String: Any]])?.first)
    let count = try #require(found["found"] as? Int)
    #expect((rows...rows + 25).contains(count), "\(count) of \(rows)")
    #expect(own.messages.contains("learned from"))
    let judged = try Program.run(
      "validate", folder.file("own.fits"), "--truth", "class", "--predicted", "skysort_class",
      "--json")
    #expect(judged.status == 0, "\(judged.messages)")
    let again = try #require(try judged.json()["trained_on"] as? [String: Any])
    #expect(again["found"] as? Int == count)
    #expect(judged.messages.contains("the figures flatter it"))
    try FileManager.default.copyItem(
      atPath: folder.file("own.fits"), toPath: folder.file("copy.fits"))
    let compared = try Program.run(
      "compare", folder.file("own.fits"), folder.file("copy.fits"), "--truth", "class",
      "--predicted", "skysort_class", "--json")
    #expect(compared.status == 0, "\(compared.messages)")
    let both = try #require(try compared.json()["trained_on"] as? [[String: Any]])
    #expect(both.compactMap { $0["found"] as? Int } == [count, count])
    #expect(compared.messages.contains("the figures flatter it"))
    let fresh = try Program.run(
      "simulate", "-o", folder.file("fresh"), "--rows", "10", "--labelled", "1500", "--seed", "9")
    #expect(fresh.status == 0, "\(fresh.messages)")
    let other = try Program.run(
      "classify", "--model", model, folder.file("fresh/labelled.csv"), "-o",
      folder.file("other.fits"), "--json")
    let strangers = try #require((try other.json()["trained_on"] as? [[String: Any]])?.first)
    #expect(try #require(strangers["found"] as? Int) < 40)
    #expect(!other.messages.contains("learned from"))
  }

  @Test func `a training groups by position, by name and by the user's column`() throws {
    let folder = try TemporaryFolder()
    let made = try Program.run(
      "simulate", "-o", folder.path, "--rows", "10", "--labelled", "600", "--seed", "8")
    #expect(made.status == 0, "\(made.messages)")
    let lines = String(decoding: try folder.bytes("labelled.csv"), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    let id = try #require(lines[0].split(separator: ",").firstIndex { $0.lowercased() == "objid" })
    // Two epochs of each row, with names of their own.
    let twice = (lines.dropFirst() + lines.dropFirst()).enumerated().map { row, line in
      var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      cells[id] = "\(row + 1)"
      return cells.joined(separator: ",") + ",field \(row % 30)"
    }
    let table = try folder.write(
      "epochs.csv", ([lines[0] + ",field_name"] + twice).joined(separator: "\n") + "\n")
    func duplicates(_ options: String...) throws -> [String: Any] {
      let done = try Program.run(
        ["train", table, "-o", folder.file("m.safetensors"), "--epochs", "1", "--json"] + options)
      #expect(done.status == 0, "\(done.messages)")
      let split = try #require(try done.json()["split"] as? [String: Any])
      return try #require(split["duplicates"] as? [String: Any])
    }
    let usual = try duplicates()
    #expect(usual["groups"] as? Int == 600)
    #expect(usual["grouped_rows"] as? Int == 1200)
    #expect(usual["sources_in_several_parts"] as? Int == 0)
    let named = try duplicates("--group", "field_name", "--group-radius", "0")
    #expect(named["groups"] as? Int == 30)
    #expect(named["largest_group"] as? Int == 40)
    let missing = try Program.run(
      "train", table, "-o", folder.file("m.safetensors"), "--group", "nothing")
    #expect(missing.status == 64)
    #expect(missing.messages.contains("nothing"))
    let wrong = try Program.run(
      "train", table, "-o", folder.file("m.safetensors"), "--group-radius", "-1")
    #expect(wrong.status == 64)
  }
}
