public import Foundation
internal import Synchronization

/// A folder of its own that goes with the test.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init() throws {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "skysort-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  private static let kept = Mutex<[TemporaryFolder]>([])

  /// The path of a folder that stays until all tests are done.
  public static func untilExit() throws -> String {
    let folder = try TemporaryFolder()
    kept.withLock { folders in
      if folders.isEmpty { atexit { TemporaryFolder.kept.withLock { $0 = [] } } }
      folders.append(folder)
    }
    return folder.path
  }

  /// The path of a file in the folder, whether it is there or not.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Folders on the way are made.
  ///
  /// - Returns: The file's path.
  @discardableResult
  public func write(_ name: String, _ bytes: Data) throws -> String {
    let url = URL(fileURLWithPath: file(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: url)
    return file(name)
  }

  @discardableResult
  public func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try write(name, Data(bytes))
  }

  @discardableResult
  public func write(_ name: String, _ text: String) throws -> String {
    try write(name, Data(text.utf8))
  }

  public func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: file(name)))
  }

  public func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }
}
