extension Header {
  /// The header a tile-compressed image had before: without the words of the table it became.
  ///
  /// - Source: FITS standard 4.0, section 10.1.2.
  func uncompressed(shape: [Int], format: PixelFormat) -> Header {
    var cards = [Self.card("BITPIX", format.rawValue), Self.card("NAXIS", shape.count)]
    cards += shape.enumerated().map { Self.card("NAXIS\($0.offset + 1)", $0.element) }
    if format.isInteger, card("BLANK") == nil, let blank = integer("ZBLANK") {
      cards.append(Self.card("BLANK", Int(blank)))
    }
    return Header(cards: cards + self.cards.filter { !Self.isOfTable($0) })
  }

  private static let tableWords: Set<String> = [
    "XTENSION", "BITPIX", "NAXIS", "PCOUNT", "GCOUNT", "TFIELDS", "THEAP", "ZIMAGE",
    "ZCMPTYPE", "ZBITPIX", "ZQUANTIZ", "ZDITHER0", "ZSIMPLE", "ZTENSION", "ZEXTEND",
    "ZBLOCKED", "ZPCOUNT", "ZGCOUNT", "ZHECKSUM", "ZDATASUM", "CHECKSUM", "DATASUM",
    "ZMASKCMP", "ZSCALE", "ZZERO", "ZBLANK", "ZNAXIS",
  ]

  /// Words that stand before a number.
  private static let numberedWords: Set<String> = [
    "NAXIS", "TTYPE", "TFORM", "TUNIT", "TDIM", "TNULL", "TSCAL", "TZERO", "TDISP", "ZNAXIS",
    "ZTILE", "ZNAME", "ZVAL",
  ]

  private static func isOfTable(_ card: HeaderCard) -> Bool {
    if tableWords.contains(card.keyword) { return true }
    if card.keyword == "EXTNAME" { return card.value == .string("COMPRESSED_IMAGE") }
    guard let letter = card.keyword.lastIndex(where: { !$0.isASCII || !$0.isNumber }) else {
      return false
    }
    let word = card.keyword[...letter]
    return word.endIndex < card.keyword.endIndex && numberedWords.contains(String(word))
  }

  private static func card(_ keyword: String, _ value: Int) -> HeaderCard {
    let name = keyword + String(repeating: " ", count: 8 - keyword.utf8.count)
    let text = "\(name)= \(value)"
    let blanks = [UInt8](repeating: 0x20, count: HeaderCard.length - text.utf8.count)
    return HeaderCard(record: (Array(text.utf8) + blanks)[...])
  }
}
