import Files

/// FITS images made by hand.
enum MadeUnit {
  /// One unit of big-endian shorts.
  static func image(
    _ shape: [Int], _ values: [Int], isPrimary: Bool = false, cards: [String] = []
  ) -> [UInt8] {
    let first = isPrimary ? "SIMPLE  =                    T" : "XTENSION= 'IMAGE   '"
    let axes = shape.enumerated().map { "NAXIS\($0.offset + 1)  = \($0.element)" }
    let head = [first, "BITPIX  = 16", "NAXIS   = \(shape.count)"] + axes
    let ends = isPrimary ? [] : ["PCOUNT  = 0", "GCOUNT  = 1"]
    let data = values.flatMap { value in
      [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }
    return header(head + ends + cards) + padded(data, with: 0)
  }

  static func primary(_ cards: [String] = []) -> [UInt8] {
    header(["SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 0"] + cards)
  }

  private static func header(_ cards: [String]) -> [UInt8] {
    let records = (cards + ["END"]).flatMap { card in
      Array(card.utf8) + [UInt8](repeating: 0x20, count: 80 - card.utf8.count)
    }
    return padded(records, with: 0x20)
  }

  private static func padded(_ bytes: [UInt8], with filler: UInt8) -> [UInt8] {
    bytes + [UInt8](repeating: filler, count: (2880 - bytes.count % 2880) % 2880)
  }
}
