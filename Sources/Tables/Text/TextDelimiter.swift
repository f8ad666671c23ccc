/// What separates the cells of a text table.
enum TextDelimiter: Hashable, Sendable {
  /// One byte between two cells; two in a row enclose an empty cell.
  case byte(UInt8)
  /// Any run of spaces and tabs.
  case blanks

  static let comma = TextDelimiter.byte(UInt8(ascii: ","))
  static let tab = TextDelimiter.byte(UInt8(ascii: "\t"))

  /// In words, for messages.
  var name: String {
    switch self {
    case .byte(UInt8(ascii: ",")): "commas"
    case .byte(UInt8(ascii: "\t")): "tabs"
    case .byte(UInt8(ascii: ";")): "semicolons"
    case .byte(let byte): "'\(Character(UnicodeScalar(byte)))'"
    case .blanks: "blanks"
    }
  }
}

/// Bytes with a meaning in text tables.
enum Ascii {
  static let tab = UInt8(ascii: "\t")
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let hash = UInt8(ascii: "#")
  static let minus = UInt8(ascii: "-")
  static let plus = UInt8(ascii: "+")
  static let point = UInt8(ascii: ".")
  static let comma = UInt8(ascii: ",")
  static let zero = UInt8(ascii: "0")

  static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }
  static func isDigit(_ byte: UInt8) -> Bool { byte &- zero < 10 }
}
