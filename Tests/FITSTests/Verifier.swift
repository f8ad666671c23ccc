import Foundation
import Testing

/// Asks `fitsverify`, where it is installed, for errors and warnings.
func expectVerified(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) {
  let program = "/usr/bin/fitsverify"
  guard FileManager.default.isExecutableFile(atPath: program) else { return }
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = ["-q", path]
  let pipe = Pipe()
  process.standardOutput = pipe
  do { try process.run() } catch { return }
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  let text = String(decoding: output, as: UTF8.self)
  #expect(text.hasPrefix("verification OK"), "\(text)", sourceLocation: sourceLocation)
}
