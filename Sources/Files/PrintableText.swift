extension String {
  /// With everything made visible that would steer a terminal or turn a text around, such as
  /// `\u{1B}` for an escape, and with the bytes of names that are not UTF-8, as `\xE9`.
  ///
  /// What comes from files is printed through this.
  public var printable: String {
    escaping { character in
      if let byte = Paths.byte(of: character) { return "\\x\(Self.hexadecimal(UInt32(byte)))" }
      return character.isSteering ? "\\u{\(Self.hexadecimal(character.value))}" : nil
    }
  }

  /// The same of a JSON text, whose strings then hold it in JSON's own way.
  public var printableJSON: String {
    escaping { character in
      if let byte = Paths.byte(of: character) { return "\\\\x\(Self.hexadecimal(UInt32(byte)))" }
      guard character.isSteering else { return nil }
      let digits = Self.hexadecimal(character.value)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }

  private func escaping(_ replacement: (Unicode.Scalar) -> String?) -> String {
    guard unicodeScalars.contains(where: { replacement($0) != nil }) else { return self }
    var text = ""
    for character in unicodeScalars {
      if let replacement = replacement(character) {
        text += replacement
      } else {
        text.unicodeScalars.append(character)
      }
    }
    return text
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    String(value, radix: 16, uppercase: true)
  }
}

extension Unicode.Scalar {
  /// Whether this is a control character other than a tab and the end of a line, or one that
  /// changes the direction of text.
  fileprivate var isSteering: Bool {
    switch value {
    case 0x09, 0x0a: false
    case 0..<0x20, 0x7f..<0xa0: true
    case 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
}
