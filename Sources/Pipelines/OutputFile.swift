import Files
import Tables

/// A file a task has written.
public struct OutputFile: Sendable, Hashable, Encodable {
  public let path: String
  public let rows: Int
  /// Of the file's bytes, lower-case hexadecimal.
  public let sha256: String

  init(_ written: WrittenTable) throws(FileError) {
    path = written.path
    rows = written.rowCount
    sha256 = try Digest.sha256(ofFile: written.path)
  }
}
