import Foundation
import TestSupport
import Testing

/// A table worked on in one piece on one thread, and in several on two or more, comes out the same.
struct PartsTests {
  /// A simulated sky with a small model of its colours.
  private static let sky = Result<TemporaryFolder, any Error> {
    let folder = try TemporaryFolder()
    try run("simulate", "-o", folder.path, "--rows", "20", "--labelled", "420", "--seed", "8")
    let settings = try folder.write("c.yaml", "model: mlp\nensemble: 2\nhidden: [20, 12]\n")
    try run(
      "train", folder.file("labelled.csv"), "--config", settings, "--epochs", "2", "-o",
      folder.file("m.safetensors"))
    return folder
  }

  /// A simulated field of two bands with a small model of its sources' images.
  private static let field = Result<TemporaryFolder, any Error> {
    let folder = try TemporaryFolder()
    try run(
      "simulate", "-o", folder.path, "--images", "--width", "220", "--height", "220", "--bands",
      "g,r", "--density", "60")
    let image = "g=\(folder.file("image-g.fits")),r=\(folder.file("image-r.fits"))"
    try run(
      "cutouts", "--image", image, "--catalog", folder.file("catalog.fits"), "--size", "20",
      "--keep", "*", "-o", folder.file("cutouts.fits"))
    let settings = try folder.write("f.yaml", "model: fused\nimages: {image_size: 16}\n")
    try run(
      "train", folder.file("cutouts.fits"), "--label", "true_class", "--config", settings,
      "--epochs", "1", "-o", folder.file("m.safetensors"))
    // A text table, whose rows are easily dealt out.
    try run(
      "match", folder.file("catalog.fits"), folder.file("catalog.fits"), "--by", "position", "-o",
      folder.file("sources.csv"))
    return folder
  }

  private static func run(_ arguments: String...) throws {
    let outcome = try Program.run(arguments + ["--quiet"])
    try #require(outcome.status == 0, "\(arguments): \(outcome.messages)")
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// Works on a table of text in one piece and in `count` uneven parts.
  ///
  /// - Parameter work: From a table to the rows made of it.
  private static func inParts<Row: Equatable>(
    _ count: Int, of name: String, in folder: TemporaryFolder,
    work: (_ table: String, _ output: String, _ threads: String) throws -> [Row]
  ) throws -> String? {
    let text = try String(contentsOfFile: folder.file(name), encoding: .utf8)
    let (header, rows) = (lines(text)[0], lines(text).dropFirst().filter { !$0.isEmpty })
    let whole = try work(folder.file(name), folder.file("whole-\(count)"), "1")
    #expect(whole.count == rows.count)
    // Parts of unlike sizes that no block of rows divides.
    let ends = (0...count).map { rows.count * $0 * $0 / (count * count) }
    var parts: [Row] = []
    for (number, (start, end)) in zip(ends, ends.dropFirst()).enumerated() {
      let part = ([header] + rows[start..<end]).joined(separator: "\n") + "\n"
      let path = try folder.write("part-\(count)-\(number)-\(name)", part)
      parts += try work(path, folder.file("part-\(count)-\(number)"), "\(2 + number % 3)")
    }
    return firstDifference(parts, whole)
  }

  @Test(arguments: [2, 3, 7])
  func `a catalog in parts is the whole one bit for bit`(count: Int) throws {
    let folder = try Self.sky.get()
    let difference = try Self.inParts(count, of: "labelled.csv", in: folder) {
      table, output, threads in
      let path = output + ".csv"
      try Self.run(
        "classify", "--model", folder.file("m.safetensors"), table, "-o", path,
        "--threads", threads)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      return Self.lines(text).dropFirst().filter { !$0.isEmpty }
    }
    #expect(difference == nil)
  }

  @Test(arguments: [2, 3, 7])
  func `embeddings in parts are the whole ones bit for bit`(count: Int) throws {
    let folder = try Self.sky.get()
    let difference = try Self.inParts(count, of: "labelled.csv", in: folder) {
      table, output, threads in
      let path = output + ".fits"
      try Self.run(
        "encode", "--model", folder.file("m.safetensors"), table, "-o", path,
        "--threads", threads)
      return try Self.fitsRows(path)
    }
    #expect(difference == nil)
  }

  @Test(arguments: [2, 3, 7])
  func `a catalog of images in parts is the whole one bit for bit`(count: Int) throws {
    let folder = try Self.field.get()
    let image = "g=\(folder.file("image-g.fits")),r=\(folder.file("image-r.fits"))"
    let difference = try Self.inParts(count, of: "sources.csv", in: folder) {
      table, output, threads in
      let path = output + ".csv"
      try Self.run(
        "classify", "--model", folder.file("m.safetensors"), table, "--band-images", image, "-o",
        path,
        "--threads", threads)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      return Self.lines(text).dropFirst().filter { !$0.isEmpty }
    }
    #expect(difference == nil)
  }

  /// Bytes of each row of the table in a FITS file's first extension.
  private static func fitsRows(_ path: String) throws -> [Data] {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    var place = 0
    var cards: [String: String] = [:]
    for _ in 0..<2 {
      (cards, place) = try header(bytes, from: place)
    }
    let width = try #require(cards["NAXIS1"].flatMap(Int.init))
    let rows = try #require(cards["NAXIS2"].flatMap(Int.init))
    return (0..<rows).map { bytes[place + $0 * width..<place + ($0 + 1) * width] }
  }

  /// Keywords with their values, and where the data begins.
  private static func header(_ bytes: Data, from start: Int) throws -> ([String: String], Int) {
    var cards: [String: String] = [:]
    for card in stride(from: start, to: bytes.count, by: 80) {
      let text = String(decoding: bytes[card..<card + 80], as: UTF8.self)
      if text.hasPrefix("END ") { return (cards, (card / 2880 + 1) * 2880) }
      let value = text.dropFirst(10).split(separator: "/").first ?? ""
      cards[text.prefix(8).trimmingCharacters(in: .whitespaces)] =
        value.trimmingCharacters(in: .whitespaces)
    }
    throw CocoaError(.fileReadCorruptFile)
  }
}
