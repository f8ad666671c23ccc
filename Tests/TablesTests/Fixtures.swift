import Files
import Foundation
import Tables
import TestSupport

/// Reads a table out of a text.
func read(_ text: String, name: String = "table.csv") throws -> Table {
  let folder = try TemporaryFolder()
  return try TableFile.read(folder.write(name, text))
}

/// The error that opening and reading a text ends in.
func failure(_ text: String, name: String = "table.csv") throws -> SkysortError? {
  do {
    _ = try read(text, name: name)
    return nil
  } catch let error as SkysortError {
    return error
  }
}

/// Numbers without a pattern, the same in every run.
struct Scrambled: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}

/// Where the real data lies; tests that need it are skipped without.
enum RealData {
  static let folder =
    ProcessInfo.processInfo.environment["SKYSORT_DATA"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path + "/shared/data"

  static var isPresent: Bool { FileManager.default.fileExists(atPath: folder) }

  static func file(_ name: String) -> String { folder + "/" + name }
}
