/// Formats keywords as records of 80 bytes.
enum CardWriter {
  private static let width = HeaderCard.length

  /// One keyword; long strings fill several records, long keywords become `HIERARCH`.
  ///
  /// Text becomes ASCII, as ``ASCIIText`` has it.
  static func records(_ keyword: String, _ value: CardValue, comment: String = "") -> [UInt8] {
    let key = ascii(keyword.uppercased())
    let isStandard =
      (1...8).contains(key.count)
      && key.utf8.allSatisfy {
        (0x41...0x5a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d || $0 == 0x5f
      }
    guard isStandard else { return hierarch(key, value, comment: ascii(comment)) }
    let head = padded(key, 8) + "= "
    if case .string(let text) = value {
      return strings(head, quotedContent(text), comment: ascii(comment))
    }
    return record(head + leftPadded(number(value), 20), comment: ascii(comment))
  }

  /// Lines of `HISTORY` or `COMMENT`, broken between words where they are too long.
  static func commentary(_ keyword: String, _ text: String) -> [UInt8] {
    var lines: [String] = []
    for word in ascii(text).split(separator: " ", omittingEmptySubsequences: false) {
      var rest = String(word)
      if let last = lines.last, last.count + 1 + rest.count <= width - 8 {
        lines[lines.count - 1] = last + " " + rest
        continue
      }
      while rest.count > width - 8 {
        lines.append(String(rest.prefix(width - 8)))
        rest = String(rest.dropFirst(width - 8))
      }
      lines.append(rest)
    }
    return lines.flatMap { bytes(padded(keyword, 8) + $0) }
  }

  static let end: [UInt8] = bytes("END")

  private static func hierarch(_ key: String, _ value: CardValue, comment: String) -> [UInt8] {
    let text =
      if case .string(let string) = value { "'" + quotedContent(string) + "'" } else {
        number(value)
      }
    let card = "HIERARCH \(key) = \(text)"
    return card.count <= width ? record(card, comment: comment) : commentary("COMMENT", card)
  }

  /// - Parameter content: The string's characters, quotes doubled.
  private static func strings(
    _ head: String, _ content: String, comment: String
  ) -> [UInt8] {
    guard content.count > width - 12 else {
      return record(padded(head + "'" + padded(content, 8) + "'", 30), comment: comment)
    }
    var result: [UInt8] = []
    var rest = Substring(content)
    var prefix = head
    while !rest.isEmpty {
      let isLast = rest.count <= width - 12
      let piece = isLast ? rest : start(of: rest, width - 13)
      rest = rest.dropFirst(piece.count)
      let card = prefix + "'" + piece + (isLast ? "'" : "&'")
      result += record(card, comment: isLast ? comment : "")
      prefix = padded("CONTINUE", 10)
    }
    return result
  }

  /// As many characters as fit, without parting a doubled quote.
  private static func start(of text: Substring, _ count: Int) -> Substring {
    let piece = text.prefix(count)
    let quotes = piece.reversed().prefix { $0 == "'" }.count
    return quotes % 2 == 0 ? piece : piece.dropLast()
  }

  private static func quotedContent(_ text: String) -> String {
    ascii(text).split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
  }

  private static func number(_ value: CardValue) -> String {
    switch value {
    case .logical(let flag): flag ? "T" : "F"
    case .integer(let integer): String(integer)
    case .real(let real): Self.real(real)
    case .complex(let real, let imaginary): "(\(Self.real(real)), \(Self.real(imaginary)))"
    case .string(let text), .illegal(let text): "'" + quotedContent(text) + "'"
    case .undefined: ""
    }
  }

  /// The shortest digits that give the number back; what is none becomes a string.
  ///
  /// 2⁶³, the `TZERO` of unsigned 64-bit integers, is written in full, as is the custom.
  private static func real(_ value: Double) -> String {
    if let large = UInt64(exactly: value), large > Int64.max { return String(large) }
    return value.isFinite ? value.description.uppercased() : "'\(value)'"
  }

  private static func record(_ text: String, comment: String) -> [UInt8] {
    guard !comment.isEmpty, text.count + 3 < width else { return bytes(text) }
    return bytes(String((text + " / " + comment).prefix(width)))
  }

  private static func bytes(_ text: String) -> [UInt8] { Array(padded(text, width).utf8) }

  private static func padded(_ text: String, _ count: Int) -> String {
    text + String(repeating: " ", count: max(0, count - text.count))
  }

  private static func leftPadded(_ text: String, _ count: Int) -> String {
    String(repeating: " ", count: max(0, count - text.count)) + text
  }

  private static func ascii(_ text: String) -> String { ASCIIText.of(text) }
}
