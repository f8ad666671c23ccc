import Files

/// A text file people write, read whole.
enum SmallText {
  /// Bytes.
  static let maximumSize = 1 << 20

  static func read(_ path: String) throws -> String {
    var source = try ByteSource(path: path)
    var bytes = [UInt8](repeating: 0, count: maximumSize + 1)
    let count = try unsafe bytes.withUnsafeMutableBytes { try unsafe source.read(into: $0) }
    guard count <= maximumSize else {
      throw TaskError(
        subject: path, problem: "is larger than 1 MiB",
        fix: "A pipeline is a short text; check the path.")
    }
    guard let text = String(validating: bytes.prefix(count), as: UTF8.self) else {
      throw TaskError(
        subject: path, problem: "is no UTF-8 text", fix: "A pipeline is a YAML file.")
    }
    return text
  }
}
