import Foundation
import TestSupport
import Testing

/// What would take more time or memory than there is, is refused before it begins.
struct BoundTests {
  private static func catalog(_ rows: Int) -> String {
    let lines = (0..<rows).map {
      "\(1_237_650_000_000 + $0),\($0 % 360),\($0 % 80),20.1,19.2,18.\($0 % 10),17.4,16.5,"
        + "\($0 % 2 == 0 ? "STAR" : "GALAXY"),STAR"
    }
    return (["objID,ra,dec,u,g,r,i,z,class,guess"] + lines).joined(separator: "\n") + "\n"
  }

  @Test(arguments: [
    (["validate", "c.csv", "--truth", "objID", "--predicted", "class"], "--truth"),
    (["validate", "c.csv", "--truth", "class", "--predicted", "objID"], "--predicted"),
    (["compare", "c.csv", "c.csv", "--truth", "objID", "--predicted", "class"], "--truth"),
    (["compare", "c.csv", "c.csv", "--predicted", "objID"], "--predicted"),
    (["train", "c.csv", "--label", "objID", "-o", "m.safetensors"], "--label"),
  ])
  func `an identifier taken for a class is refused while it is read`(
    arguments: [String], option: String
  ) throws {
    let folder = try TemporaryFolder()
    try folder.write("c.csv", Self.catalog(3000))
    let run = try Program.run(arguments, in: folder.path)
    #expect(run.status == 65, "\(run.status) \(run.messages)")
    #expect(
      run.messages.contains(
        "c.csv: the column 'objID' names 1001 classes in its first 1001 rows, more than the 1000 "
          + "there may be: it looks like an identifier"), "\(run.messages)")
    #expect(run.messages.contains("by \(option)."), "\(run.messages)")
  }

  @Test(arguments: ["validate", "compare"])
  func `one column is not both the truth and what is predicted`(verb: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("c.csv", Self.catalog(20))
    let files = verb == "compare" ? ["c.csv", "c.csv"] : ["c.csv"]
    let run = try Program.run(
      [verb] + files + ["--truth", "class", "--predicted", "class"], in: folder.path)
    #expect(run.status == 64, "\(run.status) \(run.messages)")
    #expect(run.messages.contains("'class' is asked for as --truth and as --predicted"))
  }

  private static func cards(_ cards: [String]) -> Data {
    let text = (cards + ["END"]).map { $0.padding(toLength: 80, withPad: " ", startingAt: 0) }
      .joined()
    let length = (text.count + 2879) / 2880 * 2880
    return Data(text.padding(toLength: length, withPad: " ", startingAt: 0).utf8)
  }

  private static let primary = cards([
    "SIMPLE  =                    T", "BITPIX  =                    8",
    "NAXIS   =                    0", "EXTEND  =                    T",
  ])

  private static func number(_ key: String, _ value: Int) -> String {
    let text = String(value)
    return key.padding(toLength: 8, withPad: " ", startingAt: 0) + "= "
      + String(repeating: " ", count: 20 - text.count) + text
  }

  private static func extensionCards(_ kind: String, _ axes: [Int], _ others: [String]) -> Data {
    cards(
      [
        "XTENSION= '\(kind.padding(toLength: 8, withPad: " ", startingAt: 0))'",
        number("BITPIX", 8), number("NAXIS", axes.count),
      ] + axes.enumerated().map { number("NAXIS\($0 + 1)", $1) }
        + [number("PCOUNT", 0), number("GCOUNT", 1)] + others)
  }

  /// A file of mostly nothing: three billion rows that the disk does not hold.
  private static func hugeTable(_ folder: TemporaryFolder) throws -> String {
    let rows = 3_000_000_000
    let columns = ["objID", "modelMag_g", "modelMag_r", "modelMag_i", "class"]
    let forms = ["K", "E", "E", "E", "8A"]
    let fields =
      [number("TFIELDS", 5)]
      + zip(columns, forms).enumerated().flatMap { index, column in
        ["TTYPE\(index + 1)  = '\(column.0)'", "TFORM\(index + 1)  = '\(column.1)'"]
      }
    let head = primary + extensionCards("BINTABLE", [28, rows], fields)
    let path = try folder.write("huge.fits", head)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.truncate(atOffset: UInt64(head.count + (28 * rows + 2879) / 2880 * 2880))
    try file.close()
    return path
  }

  @Test(arguments: [
    ["train", "huge.fits", "-o", "m.safetensors"],
    ["validate", "huge.fits", "--truth", "class", "--predicted", "objID"],
    ["compare", "huge.fits", "huge.fits", "--predicted", "class"],
    ["project", "huge.fits", "--columns", "modelMag_g,modelMag_r", "-o", "p.fits"],
    ["similar", "huge.fits", "--columns", "modelMag_g,modelMag_r", "--row", "1"],
    ["match", "huge.fits", "huge.fits", "--by", "id", "-o", "m.fits"],
  ])
  func `a table that does not fit in memory ends before it is read`(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    _ = try Self.hugeTable(folder)
    let run = try Program.run(arguments, in: folder.path)
    #expect(run.status == 75, "\(run.status) \(run.messages)")
    #expect(
      run.messages.contains(
        /huge.fits: reading \d columns of 3000000000 rows takes about [\d.]+ GB/),
      "\(run.messages)")
    #expect(run.messages.contains(/and [\d.]+ [MG]B are free/), "\(run.messages)")
  }

  @Test func `a table of more rows than a page can show is refused`() throws {
    let folder = try TemporaryFolder()
    _ = try Self.hugeTable(folder)
    let run = try Program.run("explore", "huge.fits", in: folder.path)
    #expect(run.status == 65, "\(run.status) \(run.messages)")
    #expect(run.messages.contains("has 3000000000 rows"), "\(run.messages)")
  }

  @Test func `a network that does not fit in memory is refused`() throws {
    let folder = try TemporaryFolder()
    let layers = Array(repeating: "16384", count: 64).joined(separator: ", ")
    try folder.write("c.yaml", "model: mlp\nhidden: [\(layers)]\n")
    let made = try Program.run(
      "simulate", "-o", folder.path, "--rows", "0", "--labelled", "100", "--quiet")
    #expect(made.status == 0, "\(made.messages)")
    let run = try Program.run(
      "train", "labelled.csv", "--config", "c.yaml", "-o", "m.safetensors", "--quiet",
      in: folder.path)
    #expect(run.status == 75, "\(run.status) \(run.messages)")
    #expect(
      run.messages.contains(/labelled.csv, network: training \d+ weights takes about [\d.]+ GB/),
      "\(run.messages)")
  }

  @Test(arguments: [
    ["--width", "1", "--height", "1", "--sources", "20000000"],
    ["--width", "100000", "--height", "100000", "--pixel-scale", "2", "--seeing", "5"],
  ])
  func `a field of too many sources is refused`(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(["simulate", "--images", "-o", folder.file("s")] + arguments)
    #expect(run.status == 64, "\(run.status) \(run.messages)")
    #expect(run.messages.contains("at most 20000000"), "\(run.messages)")
  }

  @Test func `of many HDUs the first are listed and the others counted`() throws {
    let folder = try TemporaryFolder()
    let unit = Self.extensionCards("IMAGE", [2, 2], []) + Data(count: 2880)
    try folder.write("many.fits", (0..<3000).reduce(into: Self.primary) { file, _ in file += unit })
    let inspected = try Program.run("inspect", "many.fits", in: folder.path)
    #expect(inspected.status == 0, "\(inspected.messages)")
    #expect(inspected.output.contains("and 2,901 others"), "\(inspected.output.suffix(500))")
    #expect(inspected.output.count < 20_000)
    let detected = try Program.run(
      "detect", "many.fits", "--hdu", "none", "-o", "d.fits", in: folder.path)
    #expect(detected.status == 64)
    #expect(detected.messages.contains("and 2991 others"), "\(detected.messages.suffix(300))")
    #expect(detected.messages.count < 1000)
    let opened = try Program.run(
      "match", "many.fits", "many.fits", "--hdu", "none", "-o", "m.fits", in: folder.path)
    #expect(opened.status == 64)
    #expect(opened.messages.count < 1000, "\(opened.messages.suffix(300))")
  }

  @Test(arguments: ["logistic", "autoencoder"])
  func `training on a few rows or on equal ones warns`(model: String) throws {
    let folder = try TemporaryFolder()
    let head = "objID,ra,dec,u,g,r,i,z,class\n"
    try folder.write(
      "two.csv", head + "1,1,1,20,19,18,17,16,STAR\n2,2,2,21,20.5,19,18,17,GALAXY\n")
    let rows = (0..<60).map { "\($0),\($0),1,20,19,18,17,16,\($0 % 2 == 0 ? "STAR" : "GALAXY")" }
    try folder.write("equal.csv", head + rows.joined(separator: "\n") + "\n")
    for (name, warning) in [
      ("two", "left to learn from: the model is little more than a guess"),
      ("equal", "every feature has one and the same value in all training rows"),
    ] {
      let run = try Program.run(
        "train", "\(name).csv", "-o", "\(name).safetensors", "--model", model, "--epochs", "1",
        in: folder.path)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.messages.contains("warning: \(name).csv: "), "\(run.messages)")
      #expect(run.messages.contains(warning), "\(run.messages)")
    }
  }
}
