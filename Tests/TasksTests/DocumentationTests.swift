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
    let declaration = try Regex("(func|let|var|struct|enum|class) \(place.name)\\b")
    #expect(
      source.contains(declaration), "\(place.decision): \(place.file) declares no \(place.name)")
  }
}
