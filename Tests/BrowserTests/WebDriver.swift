import Foundation
import TestSupport
import Testing

/// A headless browser, told what to do through the WebDriver protocol.
///
/// - Source: W3C, WebDriver, https://www.w3.org/TR/webdriver2/.
final class WebDriver: @unchecked Sendable {
  // Safe: everything but the constants is set before `init` returns; the process is only ended.
  private let process: Process
  private let port: Int
  private var session = ""

  /// Where Debian and others put it; `nil` where there is none.
  static let program: String? =
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { "\($0)/chromedriver" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  static let isPresent = program != nil

  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  /// - Parameter downloads: Where files go that the page offers.
  init(downloads: String, width: Int = 1280, height: Int = 900) async throws {
    guard let program = Self.program else { throw Refusal(description: "no chromedriver") }
    let output = Pipe()
    process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["--port=0"]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    port = try Self.port(in: output)
    let options: [String: Any] = [
      // Tests run as root in containers, where the browser has no sandbox to itself.
      "args": [
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu-sandbox",
        "--window-size=\(width),\(height)",
      ],
      "prefs": ["download.default_directory": downloads],
    ]
    let answer = try await call(
      "POST", "/session",
      [
        "capabilities": [
          "alwaysMatch": [
            "goog:chromeOptions": options, "goog:loggingPrefs": ["browser": "ALL"],
          ]
        ]
      ])
    session = (answer as? [String: Any])?["sessionId"] as? String ?? ""
  }

  deinit { end() }

  /// Servers of this process wait for the signal to terminate in a way of their own, which
  /// programs they start inherit as deafness to it.
  private func end() {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// The driver says which port it was given.
  private static func port(in output: Pipe) throws -> Int {
    var text = ""
    while true {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { throw Refusal(description: "chromedriver said \(text)") }
      text += String(decoding: data, as: UTF8.self)
      if let match = text.firstMatch(of: /started successfully on port (\d+)/),
        let port = Int(match.1)
      {
        return port
      }
    }
  }

  /// Ends browser and driver.
  func close() async {
    _ = try? await call("DELETE", "/session/\(session)")
    end()
  }

  private func call(_ method: String, _ path: String, _ body: [String: Any]? = nil) async throws
    -> Any?
  {
    var request = PlainRequest(method: method, path: path, fields: [("Host", "127.0.0.1:\(port)")])
    if let body {
      request.body = String(
        decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
      request.fields.append(("Content-Type", "application/json"))
    }
    let data = Data(try await request.send(to: port).body)
    let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let value = answer?["value"]
    if let problem = value as? [String: Any], let message = problem["message"] as? String,
      problem["error"] != nil
    {
      throw Refusal(description: message)
    }
    return value
  }

  private func tell(_ path: String, _ body: [String: Any]) async throws -> Any? {
    try await call("POST", "/session/\(session)\(path)", body)
  }
}

extension WebDriver {
  func open(_ address: String) async throws { _ = try await tell("/url", ["url": address]) }

  func reload() async throws { _ = try await tell("/refresh", [:]) }

  /// Runs a script in the page; a promise is waited for.
  @discardableResult
  func run(_ script: String) async throws -> Any? {
    try await tell("/execute/sync", ["script": script, "args": [Any]()])
  }

  func text(_ script: String) async throws -> String { try await run(script) as? String ?? "" }

  func number(_ script: String) async throws -> Int {
    (try await run(script) as? NSNumber)?.intValue ?? -1
  }

  /// Waits until an expression is true.
  func wait(for expression: String, seconds: Double = 20) async throws {
    let deadline = Date().addingTimeInterval(seconds)
    while Date() < deadline {
      if (try await run("return Boolean(\(expression))") as? NSNumber)?.boolValue == true { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw Refusal(description: "expected in time: \(expression)")
  }

  func click(_ selector: String) async throws {
    let found = try await tell("/element", ["using": "css selector", "value": selector])
    guard let element = (found as? [String: Any])?.values.first as? String else { return }
    _ = try await tell("/element/\(element)/click", [:])
  }

  func type(_ text: String, into selector: String) async throws {
    let found = try await tell("/element", ["using": "css selector", "value": selector])
    guard let element = (found as? [String: Any])?.values.first as? String else { return }
    _ = try await tell("/element/\(element)/value", ["text": text])
  }

  /// Keys for whatever has the focus.
  func press(_ keys: [String]) async throws {
    let steps = keys.flatMap {
      [["type": "keyDown", "value": $0], ["type": "keyUp", "value": $0]]
    }
    _ = try await tell("/actions", ["actions": [["type": "key", "id": "keys", "actions": steps]]])
  }

  /// Draws with the pointer, in pixels of the page.
  func drag(_ line: [(x: Double, y: Double)]) async throws {
    var steps: [[String: Any]] = line.map {
      ["type": "pointerMove", "duration": 0, "x": Int($0.x), "y": Int($0.y)]
    }
    steps.insert(["type": "pointerDown", "button": 0], at: 1)
    steps.append(["type": "pointerUp", "button": 0])
    _ = try await tell(
      "/actions",
      [
        "actions": [
          [
            "type": "pointer", "id": "mouse", "parameters": ["pointerType": "mouse"],
            "actions": steps,
          ]
        ]
      ])
  }

  /// Records what the page complained of since the last question.
  func expectNoComplaints(sourceLocation: SourceLocation = #_sourceLocation) async throws {
    for diagnostic in try await diagnostics() {
      Issue.record("\(diagnostic)", sourceLocation: sourceLocation)
    }
  }

  private func diagnostics() async throws -> [String] {
    let entries = try await tell("/se/log", ["type": "browser"]) as? [[String: Any]] ?? []
    return entries.filter { $0["level"] as? String == "SEVERE" }
      .compactMap { $0["message"] as? String }
  }
}
