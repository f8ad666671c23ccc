import Foundation
import TestSupport
import Testing

/// The package of examples, which imports the libraries as others do; `make example` builds it.
struct ExampleTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let folder = root.appending(path: ".build-example/debug")

  private static let page = "\(ManualPage.manual)/Use-Skysort-from-Swift.md"

  private static func text(of path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  @Test(arguments: ["Classification", "Network"])
  func `the manual shows the examples as they are`(name: String) throws {
    let example = try Self.text(of: "Tests/ExamplePackage/Sources/\(name)/main.swift")
    #expect(try Self.text(of: Self.page).contains("```swift\n\(example)```\n"))
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: folder.appending(path: "Network").path),
      "make example"),
    arguments: ["Classification", "Network"])
  func `the examples print what the manual says`(name: String) throws {
    let results = try TemporaryFolder()
    let process = Process()
    process.executableURL = Self.folder.appending(path: name)
    process.arguments = [Self.root.appending(path: "catalogs/sample").path, results.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let printed = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let shown = try #require(
      try ManualPage(path: Self.page).blocks().first {
        $0.language == "console" && $0.lines.first?.hasPrefix("$ swift run \(name)") == true
      }
    ).lines.dropFirst()
    let lines = printed.split(separator: "\n")
    #expect(lines.count == shown.count, "\(printed)")
    for (line, shown) in zip(lines, shown) {
      #expect(Self.isLike(line, shown[...]), "\(line), not \(shown)")
    }
  }

  /// Whether two lines have the same words, and numbers as near as processors' are.
  private static func isLike(_ line: Substring, _ other: Substring) -> Bool {
    let (words, others) = (line.split(separator: " "), other.split(separator: " "))
    return words.count == others.count
      && zip(words, others).allSatisfy { word, other in
        guard let number = Double(word), let wanted = Double(other) else { return word == other }
        return abs(number - wanted) <= 0.03 * abs(wanted)
      }
  }
}
