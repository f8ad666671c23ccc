import Files
import Foundation

/// A folder that is gone after the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "runs-\(UUID().uuidString)"
    try Paths.makeFolder(path)
  }

  deinit { try? Paths.remove(path) }

  func file(_ name: String) -> String { Paths.join(path, name) }

  /// - Parameter name: Folders on the way are made.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try Paths.makeFolder(Paths.folder(of: file(name)))
    try AtomicFile.write(text, to: file(name))
    return file(name)
  }
}
