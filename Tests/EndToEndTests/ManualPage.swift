import Foundation
import Testing

/// A page for users: the README, or one of the manual.
struct ManualPage: CustomTestStringConvertible {
  /// From the package's root.
  let path: String

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let manual = "Sources/Products/Skysort/Skysort.docc"

  static func all() throws -> [ManualPage] {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: root.appending(path: manual).path)
    return [ManualPage(path: "README.md")]
      + names.filter { $0.hasSuffix(".md") }.sorted().map { ManualPage(path: "\(manual)/\($0)") }
  }

  var testDescription: String { URL(fileURLWithPath: path).lastPathComponent }

  /// A fenced block of code.
  struct Block {
    let language: String
    let lines: [String]

    var text: String { lines.map { $0 + "\n" }.joined() }

    /// The file that a block of YAML is, which its first line says: `# NAME.yaml`.
    var fileName: String? {
      guard language == "yaml", let line = lines.first, line.hasPrefix("# ") else { return nil }
      let name = line.dropFirst(2)
      return name.hasSuffix(".yaml") && !name.contains(" ") ? String(name) : nil
    }

    /// What of a block of output does not vary: numbers of rows, and names of files.
    var constants: [String] {
      text.matches(of: /[0-9][0-9,]* rows|[^\s]+\.(?:fits|html|json|safetensors|csv)/)
        .map { String($0.output) }
    }
  }

  func blocks() throws -> [Block] {
    let text = try String(
      contentsOf: Self.root.appending(path: path), encoding: .utf8)
    var blocks: [Block] = []
    var open: (language: String, lines: [String])?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("```") else {
        open?.lines.append(String(line))
        continue
      }
      if let (language, lines) = open {
        blocks.append(Block(language: language, lines: lines))
        open = nil
      } else {
        open = (String(line.dropFirst(3)), [])
      }
    }
    return blocks
  }
}
