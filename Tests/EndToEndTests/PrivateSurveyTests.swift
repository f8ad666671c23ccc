import Foundation
import TestSupport
import Testing

/// Tables whose columns no survey has, from the first look to a labelled catalog.
struct PrivateSurveyTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Sources of three classes in columns of one's own.
  ///
  /// - Parameter columns: Names, and what is in them by row.
  private static func text(
    _ columns: [(name: String, cell: (Int) -> String)], rows: Range<Int> = 0..<300
  ) -> String {
    let lines = rows.map { row in columns.map { $0.cell(row) }.joined(separator: ",") }
    return ([columns.map(\.name).joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }

  private static func magnitude(_ band: Int, _ row: Int) -> String {
    let colours = [[0.9, 0, -0.5], [0.1, 0, -0.1], [0.4, 0, -0.15]][row % 3]
    let noise = Double((row * 7919 + band * 104_729) % 1000) / 1e4
    return "\(17 + Double(row * 31 % 400) / 100 + colours[band] + noise)"
  }

  private static var identity: [(name: String, cell: (Int) -> String)] {
    [
      ("star_no", { "\(5000 + $0)" }), ("where_ra", { "\(Double($0) / 3)" }),
      ("where_dec", { "\(Double($0 % 40) - 20)" }),
    ]
  }
  private static var bands: [(name: String, cell: (Int) -> String)] {
    [
      ("my_g_tot", { magnitude(0, $0) }), ("my_r_tot", { $0 == 5 ? "-99" : magnitude(1, $0) }),
      ("my_i_tot", { magnitude(2, $0) }),
    ]
  }
  private static var errors: [(name: String, cell: (Int) -> String)] {
    [
      ("sig_g", { _ in "0.02" }), ("sig_r", { $0 == 5 ? "-99" : "0.02" }),
      ("sig_i", { _ in "0.03" }),
    ]
  }
  private static var kind: [(name: String, cell: (Int) -> String)] {
    [
      ("kind", { ["GALAXY", "STAR", "QSO"][$0 % 3] })
    ]
  }

  private func run(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(arguments, in: folder.path)
  }

  /// Describes and trains; the descriptor is `mine.yaml`, the model `m.safetensors`.
  private func train() throws {
    try folder.write("mine.csv", Self.text(Self.identity + Self.bands + Self.errors + Self.kind))
    let described = try run("inspect", "mine.csv", "--describe", "--quiet")
    #expect(described.status == 0, "\(described.messages)")
    try folder.write("mine.yaml", described.output)
    let trained = try run(
      "train", "mine.csv", "--survey", "mine.yaml", "--model", "logistic", "--epochs", "100", "-o",
      "m.safetensors", "--quiet")
    #expect(trained.status == 0, "\(trained.messages)\(described.output)")
  }

  private func classes(_ name: String) throws -> [String] {
    let lines = try folder.text(name).split(separator: "\n")
    let column = try #require(lines[0].split(separator: ",").firstIndex(of: "class"))
    return lines.dropFirst().map {
      String($0.split(separator: ",", omittingEmptySubsequences: false)[column])
    }
  }

  @Test func `three commands lead from an unknown table to a labelled catalog`() throws {
    try train()
    // Another order, no errors, no labels, a column that the descriptor does not know.
    try folder.write(
      "other.csv",
      Self.text(
        Self.bands.reversed() + Self.identity + [("my_z_tot", { Self.magnitude(2, $0) })]))
    let kept = try run("classify", "--model", "m.safetensors", "other.csv", "-o", "kept.csv")
    #expect(kept.status == 0, "\(kept.messages)")
    let named = try run(
      "classify", "--model", "m.safetensors", "--survey", "mine.yaml", "other.csv", "-o",
      "named.csv")
    #expect(named.status == 0, "\(named.messages)")
    #expect(try classes("kept.csv") == classes("named.csv"))
    let right = (0..<300).map { ["GALAXY", "STAR", "QSO"][$0 % 3] }
    let agreeing = zip(try classes("kept.csv"), right).count { $0 == $1 }
    #expect(agreeing > 285, "\(agreeing) of 300 classes are right")
    #expect(!named.messages.contains("was trained on"), "\(named.messages)")
  }

  @Test func `a model's descriptor does not stand in the way of a survey's table`() throws {
    try train()
    try folder.write(
      "sdss.csv",
      Self.text(
        [
          ("objid", { "\(5000 + $0)" }), ("run", { _ in "1" }), ("camcol", { _ in "2" }),
          ("modelMag_g", { Self.magnitude(0, $0) }), ("modelMag_r", { Self.magnitude(1, $0) }),
          ("modelMag_i", { Self.magnitude(2, $0) }),
        ]))
    let run = try run("classify", "--model", "m.safetensors", "sdss.csv", "-o", "out.csv")
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.messages.contains("trained on mine photometry, the table is sdss"))
  }

  @Test func `match knows a model's own names of columns`() throws {
    try train()
    let other: [(name: String, cell: (Int) -> String)] = [
      ("STAR_NO", { "\(5000 + $0)" }), ("note", { "n\($0)" }),
    ]
    try folder.write("left.csv", Self.text([Self.identity[0]] + Self.bands))
    try folder.write("right.csv", Self.text(other, rows: 100..<200))
    for survey in ["mine.yaml", "m.safetensors"] {
      let matched = try run(
        "match", "left.csv", "right.csv", "--survey", survey, "-o", "both.csv", "--json", "--quiet")
      #expect(matched.status == 0, "\(matched.messages)")
      #expect(try matched.json()["matched"] as? Int == 100)
    }
  }

  @Test func `a table without photometry is refused with what its columns are`() throws {
    try folder.write(
      "t.csv", "id,modelMag_u,modelMag_r,size,class\n1,faint,bright,2.5,A\n2,faint,bright,3.5,B\n")
    let run = try run("train", "t.csv", "-o", "m.safetensors")
    #expect(run.status == 65)
    for line in [
      "no photometry was recognised among its 5 columns", "inspect t.csv --describe > mine.yaml",
      "\n  modelMag_u: band u by its name, but it is text",
      "\n  size: no part of photometry; --features size would add it",
    ] {
      #expect(run.messages.contains(line), "\(line) in \(run.messages)")
    }
  }

  @Test func `what a table's columns are for is told in text and in JSON`() throws {
    try folder.write("t.csv", "objid,ra,dec,u,g,r,i,z,redshift,note\n1,2,3,19,18,17,16,15,0.1,x\n")
    let text = try run("inspect", "t.csv")
    #expect(text.output.contains("band u, "), "\(text.output)")
    #expect(text.output.contains("not used: a leak: it tells the class"), "\(text.output)")
    let json = try run("inspect", "t.csv", "--json", "--quiet").json()
    let table = try #require(json["table"] as? [String: Any])
    let columns = try #require(table["columns"] as? [[String: Any]])
    #expect(columns.allSatisfy { ($0["use"] == nil) != ($0["unused"] == nil) })
    #expect(columns[1]["use"] as? String == "right ascension")
    #expect(columns[9]["unused"] as? String == "text")
  }
}
