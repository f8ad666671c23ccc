import Foundation
import Tables

/// A folder that is gone after the test.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "tables-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Data(text.utf8), to: name)
  }

  @discardableResult
  func write(_ bytes: Data, to name: String) throws -> String {
    try bytes.write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: file(name))), as: UTF8.self)
  }
}

/// Reads a table out of a text.
func read(_ text: String, name: String = "table.csv") throws -> Table {
  let folder = try TemporaryFolder()
  return try TableFile.read(folder.write(text, to: name))
}

/// The error that opening and reading a text ends in.
func failure(_ text: String, name: String = "table.csv") throws -> TableError? {
  do {
    _ = try read(text, name: name)
    return nil
  } catch let error as TableError {
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
