import Foundation
import Testing

/// The built program, run as a user runs it.
struct Program {
  struct Outcome {
    let status: Int32
    let output: String
    let messages: String

    /// The JSON object on standard output.
    func json() throws -> [String: Any] {
      try #require(
        try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any],
        "expected one JSON object, found \(output.prefix(200)) and \(messages)")
    }
  }

  /// What `SKYSORT_PROGRAM` names, as `make test` does with the release build; else the debug build
  /// beside the test bundle, several times slower.
  static let path =
    ProcessInfo.processInfo.environment["SKYSORT_PROGRAM"]
    ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "skysort").path

  static func start(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
  ) throws -> (process: Process, output: Pipe, messages: Pipe) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let (output, messages) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = messages
    try process.run()
    return (process, output, messages)
  }

  /// Runs to the end; what it prints must fit the pipes' buffers.
  static func run(
    _ arguments: String..., in folder: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try run(arguments, in: folder, environment: environment)
  }

  static func run(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    let (process, output, messages) = try start(arguments, in: folder, environment: environment)
    let out = output.fileHandleForReading.readDataToEndOfFile()
    let err = messages.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: out, as: UTF8.self),
      messages: String(decoding: err, as: UTF8.self))
  }

  /// Kills the program after a time, unless it ends before.
  static func runAndKill(_ arguments: [String], after seconds: Double) throws {
    let (process, _, _) = try start(arguments + ["--quiet"])
    let deadline = Date().addingTimeInterval(seconds)
    while process.isRunning, Date() < deadline { usleep(500) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }
}

/// A folder that goes with the test.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: file(name)))
  }
}

/// Real survey data, where it is.
enum SurveyData {
  static let folder =
    ProcessInfo.processInfo.environment["SKYSORT_DATA"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data").path

  static let isPresent = FileManager.default.fileExists(atPath: folder)

  static func file(_ name: String) -> String { "\(folder)/\(name)" }
}
