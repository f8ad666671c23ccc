import Glibc

/// File names are bytes to the system; as texts they keep those that are not UTF-8.
///
/// A byte that is no part of a character becomes U+10F700 plus the byte, a character of private use,
/// and that byte again where the system is asked. So names come from the command line and from
/// folders, are joined and compared, and go back unchanged; `String.printable` shows them.
extension Paths {
  /// U+10F780 to U+10F7FF, for the bytes that ASCII does not have.
  static let byteCharacters: ClosedRange<UInt32> = 0x10_f780...0x10_f7ff
  /// The first byte of those characters in UTF-8.
  private static let leadByte: UInt8 = 0xf4

  /// The text of a name that the system gave.
  public static func text(_ name: UnsafePointer<CChar>) -> String {
    text(unsafe UnsafeRawBufferPointer(start: name, count: strlen(name)).map(\.self))
  }

  /// The text of a name's bytes.
  public static func text(_ bytes: [UInt8]) -> String {
    if !bytes.contains(leadByte), let text = String(validating: bytes, as: UTF8.self) {
      return text
    }
    var text = ""
    var place = 0
    while place < bytes.count {
      if let character = character(in: bytes, at: place) {
        text.unicodeScalars.append(character)
        place += UTF8.width(character)
      } else {
        text.unicodeScalars.append(
          Unicode.Scalar(byteCharacters.lowerBound - 0x80 + UInt32(bytes[place]))!)
        place += 1
      }
    }
    return text
  }

  /// The character that begins at a place, unless its code stands for a byte.
  private static func character(in bytes: [UInt8], at place: Int) -> Unicode.Scalar? {
    for width in 1...min(4, bytes.count - place) {
      if let text = String(validating: bytes[place..<(place + width)], as: UTF8.self),
        let character = text.unicodeScalars.first
      {
        return byteCharacters.contains(character.value) ? nil : character
      }
    }
    return nil
  }

  /// The byte that a character stands for; `nil` where it is a character like others.
  public static func byte(of character: Unicode.Scalar) -> UInt8? {
    byteCharacters.contains(character.value) ? UInt8(character.value & 0xff) : nil
  }

  /// The bytes of a name, without a zero behind them.
  static func bytes(_ path: String) -> [UInt8] {
    let bytes = Array(path.utf8)
    guard bytes.contains(leadByte) else { return bytes }
    return path.unicodeScalars.flatMap { character in
      byte(of: character).map { [$0] } ?? Array(UTF8.encode(character)!)
    }
  }
}

extension String {
  /// A path as the system takes it, with a zero behind it.
  public var systemPath: [CChar] { Paths.bytes(self).map { CChar(bitPattern: $0) } + [0] }
}
