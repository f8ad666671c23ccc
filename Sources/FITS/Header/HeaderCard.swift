/// One keyword of a header with its value and comment; a long string may fill several records.
public struct HeaderCard: Hashable, Sendable {
  /// Bytes of one record.
  public static let length = 80

  /// In upper case; of a `HIERARCH` card the words behind it.
  public let keyword: String
  /// `nil` for `COMMENT`, `HISTORY` and other cards without a value.
  public let value: CardValue?
  /// Behind the slash, or the text of a commentary card.
  public let comment: String
  /// The records as they stand in the file, a multiple of ``length`` bytes.
  let records: [UInt8]
}

extension HeaderCard {
  /// Reads one record of ``length`` bytes.
  init(record: ArraySlice<UInt8>) {
    let name = HeaderCard.text(record.prefix(8))
    if let value = HeaderCard.valueField(record, name: name) {
      let (parsed, comment) = ValueParser.parse(value.field)
      self.init(keyword: value.keyword, value: parsed, comment: comment, records: Array(record))
    } else if name == "CONTINUE" {
      let (parsed, comment) = ValueParser.parse(record.dropFirst(8))
      self.init(keyword: name, value: parsed, comment: comment, records: Array(record))
    } else {
      let text = HeaderCard.text(record.dropFirst(8))
      self.init(keyword: name, value: nil, comment: text, records: Array(record))
    }
  }

  private static func valueField(
    _ record: ArraySlice<UInt8>, name: String
  ) -> (keyword: String, field: ArraySlice<UInt8>)? {
    let start = record.startIndex
    if record[start + 8] == UInt8(ascii: "="), record[start + 9] == UInt8(ascii: " ") {
      let isCommentary = name == "COMMENT" || name == "HISTORY" || name.isEmpty
      return isCommentary ? nil : (name.uppercased(), record.dropFirst(10))
    }
    guard name == "HIERARCH", let equals = record.firstIndex(of: UInt8(ascii: "=")) else {
      return nil
    }
    let words = text(record[(start + 8)..<equals]).split(separator: " ")
    return (words.joined(separator: " ").uppercased(), record[(equals + 1)...])
  }

  /// Joins a string that ends in `&` with the `CONTINUE` card behind it.
  func continued(by next: HeaderCard) -> HeaderCard? {
    guard next.keyword == "CONTINUE", let tail = next.value?.string,
      let head = value?.string, head.hasSuffix("&")
    else { return nil }
    return HeaderCard(
      keyword: keyword, value: .string(head.dropLast() + tail),
      comment: comment + next.comment, records: records + next.records)
  }

  /// The characters of a field without trailing blanks; bytes beyond ASCII, which the standard
  /// does not allow, are read as UTF-8, else as Latin-1.
  static func text(_ bytes: ArraySlice<UInt8>) -> String {
    var end = bytes.endIndex
    while end > bytes.startIndex, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
    if let text = String(validating: bytes[..<end], as: UTF8.self) { return text }
    var text = ""
    for byte in bytes[..<end] { text.unicodeScalars.append(Unicode.Scalar(byte)) }
    return text
  }

  /// Whether the records hold nothing but the characters that the standard allows.
  public var isStandard: Bool { records.allSatisfy { (0x20...0x7e).contains($0) } }

  /// The records as they stand; written anew, in ASCII, where they hold other characters.
  var standardRecords: [UInt8] {
    if isStandard { return records }
    guard let value else { return CardWriter.commentary(keyword, comment) }
    return CardWriter.records(keyword, value, comment: comment)
  }
}
