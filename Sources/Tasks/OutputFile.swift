import Files
import Tables

/// A file a task has written.
public struct OutputFile: Sendable, Hashable, Encodable {
  public let path: String
  /// Of a table; of pixels in an image; of images in a cube.
  public let rows: Int
  /// Of the file's bytes, lower-case hexadecimal.
  public let sha256: String

  init(_ written: WrittenTable) throws(SkysortError) {
    try self.init(path: written.path, rows: written.rowCount)
  }

  init(path: String, rows: Int) throws(SkysortError) {
    self.path = path
    self.rows = rows
    sha256 = try Digest.sha256(ofFile: path)
  }
}
