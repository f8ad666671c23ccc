import Foundation
import TestSupport
import Testing

struct ExploreTests {
  private static let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "catalogs/sample/labelled.csv").path

  /// The program serving its page.
  private struct Running {
    let process: Process
    let announcement: [String: Any]
    let port: Int
    let fields: [(String, String)]

    init(_ labels: String) throws {
      let started = try Program.start([
        "explore", ExploreTests.sample, "--labels", labels, "--json", "--quiet",
      ])
      process = started.process
      var line = Data()
      while !line.contains(UInt8(ascii: "\n")) {
        let more = started.output.fileHandleForReading.availableData
        try #require(!more.isEmpty, "expected one line of JSON")
        line += more
      }
      let json = try JSONSerialization.jsonObject(with: line) as? [String: Any]
      announcement = try #require(json)
      let url = try #require((announcement["url"] as? String).flatMap { URL(string: $0) })
      port = try #require(url.port)
      let token = try #require(url.query?.split(separator: "=").last)
      fields = [
        ("Host", "127.0.0.1:\(port)"), ("Cookie", "skysort-explorer-\(port)=\(token)"),
        ("Origin", "http://127.0.0.1:\(port)"), ("Content-Type", "application/json"),
      ]
    }

    func ask(_ path: String, posting body: String? = nil) async throws -> PlainRequest.Answer {
      let request = PlainRequest(
        method: body == nil ? "GET" : "POST", path: path, fields: fields, body: body ?? "")
      return try await request.send(to: port)
    }

    func end() {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
  }

  @Test func `a label is kept though the server is killed right after its answer`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("mine.sqlite")
    var expected: [String: String] = [:]
    for round in 0..<3 {
      let running = try Running(path)
      #expect(running.announcement["labels"] as? String == path)
      let keys = try await running.ask("/api/keys?set=all").body
      let all = try #require(try JSONSerialization.jsonObject(with: Data(keys)) as? [String])
      #expect(running.announcement["rows"] as? Int == all.count)
      let body = #"{"sources": ["\#(all[round])"], "label": "round \#(round)"}"#
      let answer = try await running.ask("/api/labels", posting: body)
      running.end()
      #expect(answer.status == 200)
      expected[all[round]] = "round \(round)"
    }
    let running = try Running(path)
    let answer = try await running.ask("/api/labels")
    running.end()
    let json = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
    #expect(json?["labels"] as? [String: String] == expected)
  }

  @Test func `a second explorer of the same labels is told`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("mine.sqlite")
    let running = try Running(path)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link.sqlite"), withDestinationPath: "mine.sqlite")
    for name in [path, folder.file("link.sqlite")] {
      let outcome = try Program.run("explore", Self.sample, "--labels", name)
      #expect(outcome.status == 75)
      #expect(outcome.messages.contains("\(name): is in use by another explorer"))
    }
    running.process.interrupt()
    running.process.waitUntilExit()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
        "link.sqlite", "mine.sqlite",
      ])
  }

  @Test func `a page asked to end ends`() async throws {
    let folder = try TemporaryFolder()
    let running = try Running(folder.file("mine.sqlite"))
    running.process.interrupt()
    running.process.waitUntilExit()
    #expect(running.process.terminationStatus == 0)
    #expect(FileManager.default.fileExists(atPath: folder.file("mine.sqlite")))
  }

  private static let mistakes: [([String], Int32)] = [
    (["explore", "/nowhere.fits"], 66), (["explore", sample, "--port", "70000"], 64),
    (["explore", sample, "--labels", "/nowhere/labels.sqlite"], 74),
    (["explore", sample, "--images", "/nowhere"], 64),
  ]

  @Test(arguments: mistakes)
  func `what cannot be explored is said before anything is served`(
    arguments: [String], status: Int32
  ) throws {
    let outcome = try Program.run(arguments)
    #expect(outcome.status == status, "\(outcome.messages)")
    #expect(outcome.output.isEmpty)
  }
}
