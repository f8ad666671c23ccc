import Foundation
import TestSupport
import Testing

/// Two catalogs of one sky: `b.csv` has the first and third source of `a.csv` a little aside, a
/// second source near the first, and one of its own.
private func catalogs() throws -> TemporaryFolder {
  let folder = try TemporaryFolder()
  _ = try folder.write(
    "a.csv",
    """
    name,ra,dec,flux
    one,0.00001,10,1.50
    two,120,-45,2.50
    three,200,90,3.50
    again,0.00002,10,4.50

    """)
  _ = try folder.write(
    "b.csv",
    """
    RA,DEC,class,flux,count
    359.99999,10,GALAXY,7,11
    20,90,STAR,8,12
    0.00009,10,QSO,9,13
    33,33,STAR,10,14

    """)
  return folder
}

private func rows(_ folder: TemporaryFolder, _ name: String) throws -> [[String]] {
  String(decoding: try folder.bytes(name), as: UTF8.self).split(separator: "\n")
    .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
}

@Test func `the other catalog's columns are added and every cell is kept`() throws {
  let folder = try catalogs()
  let done = try Program.run(
    "match", folder.file("a.csv"), folder.file("b.csv"), "-o", folder.file("out.csv"), "--json")
  #expect(done.status == 0, "\(done.messages)")
  let outcome = try done.json()
  for (key, value) in [
    ("rows", 4), ("matched", 2), ("ambiguous", 2), ("duplicates", 1), ("unmatched", 2),
    ("unmatched_other", 2), ("unusable", 0), ("other_rows", 4),
  ] { #expect(outcome[key] as? Int == value, "\(key): \(outcome[key] ?? "none")") }
  #expect(outcome["by"] as? String == "position")
  let table = try rows(folder, "out.csv")
  #expect(
    table[0] == [
      "name", "ra", "dec", "flux", "match_RA", "match_DEC", "class", "match_flux", "count",
      "separation",
    ])
  #expect(table[1].prefix(4) == ["one", "0.00001", "10", "1.50"])
  #expect(table[1][6] == "GALAXY")
  #expect(abs((Double(table[1][9]) ?? 0) - 0.07091) < 1e-4)
  #expect(table[2].suffix(6) == ["", "", "", "", "", ""])
  #expect(table[3][6] == "STAR")
}

@Test(arguments: [
  ("best", "inner", 2), ("nearest", "inner", 3), ("all", "inner", 5), ("all", "left", 6),
])
func `modes and joins choose the rows`(mode: String, join: String, count: Int) throws {
  let folder = try catalogs()
  let done = try Program.run(
    "match", folder.file("a.csv"), folder.file("b.csv"), "-o", folder.file("out.fits"), "--mode",
    mode, "--join", join, "--keep", "class,count", "--json")
  #expect(done.status == 0, "\(done.messages)")
  let outputs = try #require(try done.json()["outputs"] as? [[String: Any]])
  #expect(outputs.first?["rows"] as? Int == count)
  let seen = try Program.run("inspect", folder.file("out.fits"), "--json")
  #expect(seen.output.contains("arcsec"))
}

@Test func `identifiers are matched where positions do not speak against them`() throws {
  let folder = try TemporaryFolder()
  _ = try folder.write("a.csv", "objid,ra,dec\n1237648721743249512,1,1\n5,2,2\n6,3,3\n")
  _ = try folder.write("b.csv", "objid,class\n6,STAR\n1237648721743249512,QSO\n")
  let done = try Program.run(
    "match", folder.file("a.csv"), folder.file("b.csv"), "-o", folder.file("out.csv"), "--keep",
    "class", "--json")
  #expect(done.status == 0, "\(done.messages)")
  #expect(try done.json()["by"] as? String == "id")
  #expect(try rows(folder, "out.csv").map { $0[3] } == ["class", "QSO", "", "STAR"])
  _ = try folder.write("c.csv", "objid,ra,dec,class\n6,70,1,STAR\n1237648721743249512,8,1,QSO\n")
  let placed = try Program.run(
    "match", folder.file("a.csv"), folder.file("c.csv"), "-o", folder.file("out.csv"), "--json")
  #expect(placed.status == 65 && placed.messages.contains("none of its 3 sources lies within"))
  #expect(placed.messages.contains("2 of 2 pairs of rows that share objid lie farther apart"))
  #expect(placed.messages.contains("degrees"))
  let refused = try Program.run(
    "match", folder.file("a.csv"), folder.file("c.csv"), "-o", folder.file("out.csv"), "--by", "id")
  #expect(refused.status == 65)
  #expect(refused.messages.contains("2 of 2 pairs"))
}

@Test(arguments: [
  ("x,y\n1,2\n", "--other-ra and --other-dec", 65),
  ("ra,dec\n10:30:00,+12:00:00\n", "not hours and minutes", 65),
  ("", "empty", 65),
])
func `what cannot be matched is said`(text: String, fix: String, status: Int32) throws {
  let folder = try catalogs()
  _ = try folder.write("c.csv", text)
  let done = try Program.run(
    "match", folder.file("a.csv"), folder.file("c.csv"), "-o", folder.file("out.csv"))
  #expect(done.status == status, "\(done.messages)")
  #expect(done.messages.contains(fix))
  #expect(!FileManager.default.fileExists(atPath: folder.file("out.csv")))
}

@Test(arguments: [
  (["--tolerance", "0"], "--tolerance"), (["--tolerance", "nan"], "--tolerance"),
  (["--ra", "ra"], "--ra and --dec"), (["--keep", "colour"], "no column 'colour'"),
  (["--ra", "east", "--dec", "dec"], "no column 'east'"), (["--by", "id"], "identifier"),
])
func `options that cannot be followed are refused`(options: [String], word: String) throws {
  let folder = try catalogs()
  let done = try Program.run(
    ["match", folder.file("a.csv"), folder.file("b.csv"), "-o", folder.file("out.csv")] + options)
  #expect(done.status == 64 || done.status == 65, "\(done.messages)")
  #expect(done.messages.contains(word), "\(done.messages)")
}

@Test func `a model is trained and trained on with the labels of another table`() throws {
  let folder = try TemporaryFolder()
  let made = try Program.run(
    "simulate", "-o", folder.path, "--rows", "1500", "--labelled", "1500", "--seed", "5")
  #expect(made.status == 0, "\(made.messages)")
  // Positions and labels of a part of the rows; the class of some is new.
  let lines = try rows(folder, "labelled.csv")
  let head = lines[0]
  let places = try ["ra", "dec", "class"].map { try #require(head.firstIndex(of: $0)) }
  let some = lines.dropFirst().prefix(900).map { line in places.map { line[$0] } }
  let text = ([["ra", "dec", "class"]] + some).map { $0.joined(separator: ",") }
  _ = try folder.write("spectra.csv", text.joined(separator: "\n") + "\n")
  let renamed = text.map { $0.replacing("QSO", with: "BLAZAR") }.joined(separator: "\n")
  _ = try folder.write("blazars.csv", renamed + "\n")
  func run(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(arguments + ["--epochs", "2", "--json"])
  }
  let base = folder.file("base.safetensors")
  let trained = try run(
    "train", folder.file("labelled.csv"), "--labels", folder.file("spectra.csv"), "-o", base,
    "--report", folder.file("report"))
  #expect(trained.status == 0, "\(trained.messages)")
  let labels = try #require(try trained.json()["labels"] as? [String: Any])
  #expect(labels["joined"] as? Int == 900)
  #expect(labels["unlabelled"] as? Int == 600)
  let refused = try run(
    "retrain", "--from", base, folder.file("labelled.csv"), "--labels",
    folder.file("blazars.csv"), "-o", folder.file("new.safetensors"))
  #expect(refused.status == 64)
  #expect(refused.messages.contains("BLAZAR") && refused.messages.contains("--new-classes"))
  let retrained = try run(
    "retrain", "--from", base, folder.file("labelled.csv"), "--labels",
    folder.file("blazars.csv"), "--new-classes", "-o", folder.file("new.safetensors"),
    "--report", folder.file("report2"), "--learning-curve", "0.2,1")
  #expect(retrained.status == 0, "\(retrained.messages)")
  let outcome = try retrained.json()
  #expect(outcome["classes"] as? [String] == ["BLAZAR", "GALAXY", "QSO", "STAR"])
  let changes = try #require(outcome["changes"] as? [String: Any])
  #expect(changes["accuracy_before"] is NSNumber)
  #expect((changes["counts"] as? [[Int]])?.count == 3)
  let curve = try #require(outcome["learning_curve"] as? [String: Any])
  let points = try #require(curve["points"] as? [[String: Any]])
  #expect(points.map { $0["start"] as? String } == ["scratch", "scratch", "base", "base"])
  let counts = points.compactMap { $0["labels"] as? Int }
  #expect(counts[0] == counts[2] && counts[1] == counts[3])
  #expect(abs(Double(counts[0]) / Double(counts[1]) - 0.2) < 0.02)
  #expect(Set(points.compactMap { $0["log_loss"] as? Double }).count == 4)
  let page = try String(contentsOfFile: folder.file("report2/report.html"), encoding: .utf8)
  #expect(page.contains("Learning curve"))
  #expect(page.contains("What the training changed"))
  #expect(page.contains("Labels joined"))
}
