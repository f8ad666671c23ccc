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
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
    executable: String = path
  ) throws -> (process: Process, output: Pipe, messages: Pipe) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
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

  /// Runs a script of bash, to which the program is `$SKYSORT`.
  static func shell(_ script: String, in folder: String) throws -> Outcome {
    try run(
      ["-c", script], in: folder, environment: ["SKYSORT": path], executable: "/bin/bash")
  }

  static func run(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
    executable: String = path
  ) throws -> Outcome {
    let (process, output, messages) = try start(
      arguments, in: folder, environment: environment, executable: executable)
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

/// Real survey data, where it is.
enum SurveyData {
  static let folder =
    ProcessInfo.processInfo.environment["SKYSORT_DATA"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data").path

  static let isPresent = FileManager.default.fileExists(atPath: folder)

  static func file(_ name: String) -> String { "\(folder)/\(name)" }
}
