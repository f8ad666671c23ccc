import Foundation
import TestSupport
import Testing

/// A simulated sky of stars, galaxies and quasars with a small model of it.
private struct LatentRun {
  let folder: TemporaryFolder
  var table: String { folder.file("labelled.csv") }
  var model: String { folder.file("m.safetensors") }

  init(rows: Int = 300) throws {
    folder = try TemporaryFolder()
    let made = try Program.run(
      "simulate", "-o", folder.path, "--rows", "20", "--labelled", "\(rows)", "--seed", "3")
    try #require(made.status == 0, "\(made.messages)")
    let settings = try folder.write("c.yaml", "model: mlp\nensemble: 2\nhidden: [6]\n")
    let trained = try Program.run(
      "train", table, "--config", settings, "--epochs", "2", "-o", model, "--quiet")
    try #require(trained.status == 0, "\(trained.messages)")
  }

  /// The made table's cells by row; the first row holds the names.
  func cells(_ name: String) throws -> [[String]] {
    String(decoding: try folder.bytes(name), as: UTF8.self)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      .map { $0.map(String.init) }
  }

  func column(_ name: String, of file: String) throws -> [String] {
    let cells = try cells(file)
    let place = try #require(cells[0].firstIndex(of: name), "no \(name) in \(cells[0])")
    return cells.dropFirst().map { $0[place] }
  }
}

@Suite struct LatentTests {
  @Test func `a classifier's embeddings are written behind every column of the input`() throws {
    let run = try LatentRun()
    let latent = run.folder.file("latent.fits")
    let encoded = try Program.run(
      "encode", "--model", run.model, run.table, "-o", latent, "--json", "--quiet")
    #expect(encoded.status == 0, "\(encoded.messages)")
    #expect(try encoded.json()["width"] as? Int == 6)
    #expect(try encoded.json()["rows"] as? Int == 300)
    let seen = try Program.run("inspect", latent, "--json").json()
    let table = try #require(seen["table"] as? [String: Any])
    let columns = try #require(table["columns"] as? [[String: Any]])
    let names = try run.cells("labelled.csv")[0] + ["embedding"]
    #expect(columns.compactMap { $0["name"] as? String } == names)
    let again = run.folder.file("again.fits")
    let alone = try Program.run(
      "encode", "--model", run.model, run.table, "-o", again, "--threads", "1", "--quiet")
    #expect(alone.status == 0)
    #expect(
      firstDifference(try run.folder.bytes("again.fits"), try run.folder.bytes("latent.fits"))
        == nil)
  }

  @Test func `a projection keeps every row, and threads do not change it`() throws {
    let run = try LatentRun()
    let space = ["--columns", "modelMag_r,modelMag_g-modelMag_r,modelMag_r-modelMag_i"]
    for (threads, name) in [("1", "one.csv"), ("2", "two.csv")] {
      let found = try Program.run(
        ["project", run.table, "-o", run.folder.file(name), "--threads", threads, "--json"] + space
          + ["--make", "pca,umap,outliers,clusters,som"])
      #expect(found.status == 0, "\(found.messages)")
      let figures = try #require(try found.json()["figures"] as? [String: Any])
      let fractions = try #require(figures["explained_variance_ratio"] as? [Double])
      #expect(abs(fractions.reduce(0, +) - 1) < 1e-6)
      #expect(try #require(figures["trustworthiness"] as? Double) > 0.9)
    }
    #expect(
      firstDifference(try run.folder.bytes("one.csv"), try run.folder.bytes("two.csv")) == nil)
    #expect(try run.column("objID", of: "one.csv") == run.column("objID", of: "labelled.csv"))
    let ranks = try run.column("outlier_score", of: "one.csv").compactMap(Double.init)
    #expect(ranks.allSatisfy { (0...1).contains($0) } && Set(ranks).count > ranks.count / 2)
  }

  @Test func `the nearest by photometry are those that differences tell`() throws {
    let run = try LatentRun()
    let identifiers = try run.column("objID", of: "labelled.csv")
    // One axis has an order of its own.
    let values = try run.column("modelMag_r", of: "labelled.csv").map { Double($0) ?? .nan }
    let near = try Program.run(
      "similar", run.table, identifiers[7], "--columns", "modelMag_r", "--count", "5", "-o",
      run.folder.file("near.csv"), "--json")
    #expect(near.status == 0, "\(near.messages)")
    let results = try #require(try near.json()["results"] as? [[String: Any]])
    let found = try #require(results.first?["neighbours"] as? [[String: Any]])
    let order = values.indices.filter { $0 != 7 && values[$0].isFinite && values[$0] > 0 }
      .sorted { abs(values[$0] - values[7]) < abs(values[$1] - values[7]) }
    let farthest = abs(values[order[4]] - values[7])
    for neighbour in found {
      let row = try #require(neighbour["row"] as? Int) - 1
      #expect(neighbour["identifier"] as? String == identifiers[row])
      #expect(abs(values[row] - values[7]) <= farthest + 1e-9)
    }
    #expect(found.count == 5)
    #expect(
      try run.column("similar_to", of: "near.csv") == .init(repeating: identifiers[7], count: 5))
  }

  @Test func `the outliers come first, and their rows are written whole`() throws {
    let run = try LatentRun()
    let ranked = try Program.run(
      "anomalies", run.table, "--by", "redshift", "--count", "7", "-o",
      run.folder.file("far.csv"), "--json")
    #expect(ranked.status == 0, "\(ranked.messages)")
    let redshifts = try run.column("redshift", of: "labelled.csv").compactMap(Double.init)
    let far = try run.column("redshift", of: "far.csv").compactMap(Double.init)
    #expect(far == Array(redshifts.sorted(by: >).prefix(7)))
    #expect(try run.column("anomaly_rank", of: "far.csv") == (1...7).map(String.init))
    let computed = try Program.run(
      "anomalies", run.table, "--columns", "modelMag_u-modelMag_g,modelMag_g-modelMag_r", "--by",
      "isolation", "--json")
    #expect(computed.status == 0, "\(computed.messages)")
    let found = try #require(try computed.json()["anomalies"] as? [[String: Any]])
    let scores = found.compactMap { ($0["score"] as? NSNumber)?.doubleValue }
    #expect(scores.count == 100 && scores == scores.sorted(by: >))
  }

  @Test(arguments: [
    (["project", "TABLE", "-o", "x.fits"], 65, "no column of embeddings"),
    (["project", "TABLE", "--columns", "nope", "-o", "x.fits"], 64, "'nope'"),
    (["project", "TABLE", "--columns", "class", "-o", "x.fits"], 64, "holds no numbers"),
    (["project", "TABLE", "--columns", "ra", "--make", "tsne", "-o", "x.fits"], 64, "umap"),
    (["project", "TABLE", "--columns", "ra", "--neighbours", "1", "-o", "x.fits"], 64, "2 to 200"),
    (["encode", "--model", "TABLE", "TABLE", "-o", "x.fits"], 65, "labelled.csv"),
    (["encode", "--model", "MODEL", "TABLE", "-o", "x.csv"], 64, ".fits"),
    (["similar", "TABLE", "12", "--columns", "ra"], 64, "'12'"),
    (["similar", "TABLE", "--row", "999", "--columns", "ra"], 64, "no row 999"),
    (["similar", "TABLE"], 64, "--row"),
    (["anomalies", "TABLE", "--by", "nope"], 64, "'nope'"),
    (["anomalies", "TABLE", "--by", "class"], 64, "class"),
  ])
  func `what cannot be done is refused with the way out`(
    arguments: [String], status: Int32, told: String
  ) throws {
    let run = try Self.shared.get()
    let outcome = try Program.run(
      arguments.map { $0.replacing("TABLE", with: run.table).replacing("MODEL", with: run.model) },
      in: run.folder.path)
    #expect(outcome.status == status, "\(outcome.messages)")
    #expect(outcome.messages.contains(told), "\(outcome.messages)")
    #expect(!FileManager.default.fileExists(atPath: run.folder.file("x.fits")))
  }

  /// Made once for all refusals.
  private static let shared = Result(catching: { try LatentRun(rows: 60) })

  @Test func `a pipeline encodes and projects, and replays to the same bytes`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "p.yaml",
      """
      tasks:
        sky: {class: simulate, config: {rows: 50, labelled: 200}}
        model:
          class: train
          inputs: {table: sky/labelled.csv}
          config: {epochs: 2, model: {model: mlp, ensemble: 1, hidden: [5]}}
        latent:
          class: encode
          inputs: {model: model/model.safetensors, table: sky/labelled.csv}
        map:
          class: project
          inputs: {table: latent/latent.fits}
          config: {make: [pca, umap], neighbours: 8, components: 2}
      """)
    let run = try Program.run("run", path, "--out", folder.file("out"), "--json", "--quiet")
    #expect(run.status == 0, "\(run.messages)")
    let tasks = try #require(run.json()["tasks"] as? [[String: Any]])
    let map = try #require(tasks.first { $0["name"] as? String == "map" })
    let metrics = try #require(map["metrics"] as? [String: Double])
    #expect(try #require(metrics["trustworthiness"]) > 0.8)
    let replay = try Program.run("replay", folder.file("out"), "--quiet")
    #expect(replay.status == 0, "\(replay.messages)")
  }
}
