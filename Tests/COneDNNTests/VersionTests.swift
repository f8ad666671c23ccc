import Foundation
import TestSupport
import Testing

/// The shim compiled against another version of oneDNN computes what the system's does.
///
/// PyPI has builds of the 3 series: `onednn-cpu-gomp` threads with OpenMP as the systems'
/// packages do; `onednn` is newer and runs through SYCL.
@Suite struct VersionTests {
  @Test(
    .enabled(
      if: OneDNNFolder.path != nil,
      """
      needs SKYSORT_ONEDNN3=FOLDER after: python3 -m venv FOLDER && \
      FOLDER/bin/pip install onednn-cpu-gomp onednn-devel-cpu-gomp
      (or onednn onednn-devel)
      """))
  func `version 3 agrees with the system's version`() throws {
    let folder = try OneDNNFolder(#require(OneDNNFolder.path))
    let system = try Self.sums(of: nil)
    let other = try Self.sums(of: folder)
    #expect(other.version.hasPrefix("3."))
    #expect(system.lines.map(\.name) == other.lines.map(\.name))
    for (line, expected) in zip(other.lines, system.lines) {
      for (value, wanted) in zip(line.values, expected.values) {
        #expect(abs(value - wanted) <= 1e-5 * max(1, abs(wanted)), "\(line.name)")
      }
    }
  }

  /// What the program prints: a version, then names with numbers.
  private struct Sums {
    let version: String
    let lines: [(name: Substring, values: [Double])]

    init(_ text: String) throws {
      let words = text.split(separator: "\n").map { $0.split(separator: " ") }
        .filter { !$0[0].hasPrefix("onednn_verbose") }
      version = try String(#require(words.first?.last))
      lines = words.dropFirst().map { ($0[0], $0.dropFirst().compactMap { Double($0) }) }
    }
  }

  /// Compiles `sums.c` with the shim, against the system's library if there is no folder, and runs
  /// it.
  private static func sums(of folder: OneDNNFolder?) throws -> Sums {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let shim = tests.appending(path: "../../Sources/COneDNN").standardizedFileURL
    let sources = try FileManager.default.contentsOfDirectory(atPath: shim.path)
      .filter { $0.hasSuffix(".c") }.map { shim.appending(path: $0).path }
    let built = try TemporaryFolder()
    let program = built.file("sums")
    let headers = (folder.map { ["-I\($0.headers)"] } ?? []) + ["-I\(shim.path)/include"]
    let libraries = [folder?.library ?? "-ldnnl", "-Wl,--allow-shlib-undefined", "-lgomp"]
    _ = try output(
      of: ["cc", "-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror"] + headers + sources
        + [tests.appending(path: "sums.c").path, "-o", program] + libraries + ["-lpthread"])
    return try Sums(output(of: [program], folder?.environment ?? [:]))
  }

  private static func output(
    of command: [String], _ environment: [String: String] = [:]
  ) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(command[0])")
    return String(decoding: data, as: UTF8.self)
  }
}
