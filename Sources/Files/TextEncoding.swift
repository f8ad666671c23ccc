/// How a text's characters are written as bytes, by its first bytes.
public enum TextEncoding: String, Hashable, Sendable {
  /// Or a superset of ASCII that is not told from it by its first bytes.
  case utf8 = "UTF-8"
  case utf16LittleEndian = "UTF-16 (little-endian)"
  case utf16BigEndian = "UTF-16 (big-endian)"
  case utf32 = "UTF-32"

  /// - Parameter head: A text's first bytes.
  public init(head: [UInt8]) {
    if head.starts(with: [0xff, 0xfe, 0, 0]) || head.starts(with: [0, 0, 0xfe, 0xff]) {
      self = .utf32
    } else if head.starts(with: [0xff, 0xfe]) {
      self = .utf16LittleEndian
    } else if head.starts(with: [0xfe, 0xff]) {
      self = .utf16BigEndian
    } else if Self.alternates(head, zerosAt: 1) {
      self = .utf16LittleEndian
    } else if Self.alternates(head, zerosAt: 0) {
      self = .utf16BigEndian
    } else {
      self = .utf8
    }
  }

  /// Whether the bytes are characters of ASCII with zeros between them, as most of a table in
  /// UTF-16 is.
  private static func alternates(_ head: [UInt8], zerosAt place: Int) -> Bool {
    guard head.count >= 8 else { return false }
    let zeros = stride(from: place, to: head.count, by: 2).map { head[$0] }
    let others = stride(from: 1 - place, to: head.count, by: 2).map { head[$0] }
    func isText(_ byte: UInt8) -> Bool { (0x09...0x0d).contains(byte) || byte >= 0x20 }
    return zeros.count { $0 == 0 } * 2 > zeros.count && others.allSatisfy(isText)
  }
}
