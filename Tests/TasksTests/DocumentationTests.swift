import Foundation
import Testing

/// Rows of the page 'Where things are': what is decided, in which file, under which name.
private func places() throws -> [(decision: String, file: String, name: String)] {
  let page = packageFolder.appending(path: "Sources/Tasks/Tasks.docc/Where-things-are.md")
  return try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
    .filter { $0.contains("`Sources/") }
    .map { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: [" ", "`"]) }
      return (cells[0], cells[1], cells[2])
    }
}

private let packageFolder = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

@Test func `every decision is declared in the file the documentation names`() throws {
  let places = try places()
  #expect(places.count >= 16)
  for place in places {
    let source = try String(
      contentsOf: packageFolder.appending(path: place.file), encoding: .utf8)
    let declaration = try Regex("(func|let|var|struct|enum|class|protocol) \(place.name)\\b")
    #expect(
      source.contains(declaration), "\(place.decision): \(place.file) declares no \(place.name)")
  }
}

@Test func `every test that the page of what is survived names is there`() throws {
  let page = try String(contentsOf: manual.appending(path: "What-it-survives.md"), encoding: .utf8)
  let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
  #expect(rows.count >= 30)
  let folder = packageFolder.appending(path: "Tests")
  let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
  let tests = try (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
    .map { try String(contentsOf: $0, encoding: .utf8) }.joined()
  for row in rows {
    let cell = try #require(row.split(separator: "|").last { $0.contains("`") })
    let names = cell.matches(of: /`([^`]+)`/).map { String($0.1) }
    #expect(!names.isEmpty, "\(row)")
    for name in names {
      let isThere =
        tests.contains("func `\(name)`(")
        || FileManager.default.fileExists(atPath: packageFolder.appending(path: name).path)
      #expect(isThere, "no test is called '\(name)'")
    }
  }
}

private let manual = packageFolder.appending(path: "Sources/Products/Skysort/Skysort.docc")

private func readme() throws -> String {
  try String(contentsOf: packageFolder.appending(path: "README.md"), encoding: .utf8)
}

@Test func `the README is one screen`() throws {
  #expect(try readme().split(whereSeparator: \.isWhitespace).count <= 1000)
}

@Test func `every file the README links to is there`() throws {
  let files = try readme().matches(of: /\]: (\S+)|\]\(([^)\s]+)\)/).map { $0.1 ?? $0.2 ?? "" }
  #expect(files.count > 20)
  for file in files where !file.hasPrefix("http") {
    #expect(FileManager.default.fileExists(atPath: packageFolder.appending(path: "\(file)").path))
  }
}

@Test func `the manual lists each of its pages once, and links to no other`() throws {
  let names = try FileManager.default.contentsOfDirectory(atPath: manual.path)
    .filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }
  let text = { (name: String) in
    try String(contentsOf: manual.appending(path: "\(name).md"), encoding: .utf8)
  }
  let links = { (text: String) in text.matches(of: /<doc:([^>]+)>/).map { String($0.1) } }
  let topics = try #require(try text("Skysort").split(separator: "## Topics").last)
  #expect(links(String(topics)).sorted() == names.filter { $0 != "Skysort" }.sorted())
  for name in names {
    #expect(links(try text(name)).allSatisfy(names.contains), "\(name)")
  }
}

@Test func `figures of the manual are there, small, and shown`() throws {
  let folder = manual.appending(path: "Resources")
  let pages = try FileManager.default.contentsOfDirectory(atPath: manual.path)
    .filter { $0.hasSuffix(".md") }
    .map { try String(contentsOf: manual.appending(path: $0), encoding: .utf8) }.joined()
  let shown = Set(pages.matches(of: /!\[[^\]]*\]\(([^)]+)\)/).map { String($0.1) })
  #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder.path)) == shown)
  for name in shown {
    let size = try folder.appending(path: name).resourceValues(forKeys: [.fileSizeKey]).fileSize
    #expect(size ?? .max < 200_000, "\(name)")
  }
}
