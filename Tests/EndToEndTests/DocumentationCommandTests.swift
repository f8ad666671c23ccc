import Foundation
import TestSupport
import Testing

/// The commands of the README and of the manual, run as they stand there.
///
/// A page's blocks of `sh` run one after the other in a folder of their own, in which blocks of YAML
/// that begin with `# NAME.yaml` become files. A block of `text` behind a block of `sh` is what that
/// prints; numbers of rows and names of files in it are compared. Blocks of `console` are not run.
struct DocumentationCommandTests {
  /// Commands that are not run, by their first words, and why.
  private static let notRun = [
    "make demo": "builds the program",
    "skysort explore": "serves a page until it is stopped",
    "skysort train galaxies.csv": "reads images of the reader's own",
    "skysort train gz2.csv": "reads images of the reader's own",
    "swift run": "runs in ExampleTests",
  ]

  @Test(arguments: try ManualPage.all())
  func `the commands of a page run and print what it says`(page: ManualPage) throws {
    try Self.run(page)
  }

  @Test(arguments: try ManualPage.all())
  func `commands that are not run are few and have a reason`(page: ManualPage) throws {
    for block in try page.blocks() {
      #expect(
        ["sh", "console", "text", "yaml", "swift"].contains(block.language),
        "a block of '\(block.language)' is neither run nor known")
      guard block.language == "console", let line = block.lines.first else { continue }
      #expect(Self.notRun.keys.contains { line.hasPrefix("$ \($0)") }, "'\(line)' has no reason")
    }
  }

  private static func run(_ page: ManualPage) throws {
    let folder = try TemporaryFolder()
    try link(folder)
    var printed: String?
    for block in try page.blocks() {
      if let name = block.fileName { try folder.write(name, block.text) }
      if block.language == "text", let printed {
        for constant in block.constants {
          #expect(printed.contains(constant), "prints no '\(constant)' but \(printed)")
        }
      }
      printed = block.language == "sh" ? try run(block, in: folder) : nil
    }
  }

  /// Puts what the commands read, and the program, where they look for it.
  private static func link(_ folder: TemporaryFolder) throws {
    for name in ["catalogs", "pipelines"] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.file(name), withDestinationPath: ManualPage.root.appending(path: name).path)
    }
    try FileManager.default.createDirectory(
      atPath: folder.file("bin"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("bin/skysort"), withDestinationPath: Program.path)
  }

  /// - Returns: What the commands print, on either stream.
  private static func run(_ block: ManualPage.Block, in folder: TemporaryFolder) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-eu", "-c", block.text]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    process.environment = ProcessInfo.processInfo.environment
      .merging(["PATH": "\(folder.file("bin")):\(path)"]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let printed = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(block.text)\(printed)")
    return printed
  }
}
