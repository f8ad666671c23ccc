/// The keywords of a unit to be written, in their order.
struct HeaderRecords: Sendable {
  private(set) var bytes: [UInt8] = []

  init() {}

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func add(_ keyword: String, _ value: CardValue, _ comment: String = "") {
    bytes += CardWriter.records(keyword, value, comment: comment)
  }

  mutating func add(_ records: HeaderRecords) { bytes += records.bytes }

  /// Adds keywords of a caller's, but for those that the writer gives itself.
  mutating func add(_ entries: [OutputEntry]) {
    for entry in entries where !Self.isStructural(entry.keyword.uppercased()) {
      add(entry.keyword, entry.value, entry.comment)
    }
  }

  mutating func add(history: [String]) {
    for line in history { bytes += CardWriter.commentary("HISTORY", line) }
  }

  /// Keywords that follow from what a unit holds.
  static func isStructural(_ keyword: String) -> Bool {
    let names: Set<String> = [
      "SIMPLE", "XTENSION", "BITPIX", "NAXIS", "PCOUNT", "GCOUNT", "TFIELDS", "THEAP", "EXTEND",
      "CHECKSUM", "DATASUM", "END",
    ]
    let isAxis = keyword.hasPrefix("NAXIS") && Int(keyword.dropFirst(5)) != nil
    return isAxis || names.contains(keyword)
  }

  /// `CONTINUE` cards are announced by `LONGSTRN`.
  mutating func declareLongStrings() {
    let starts = stride(from: 0, to: bytes.count, by: HeaderCard.length)
    let names = Set(starts.map { HeaderCard.text(bytes[$0..<($0 + 8)]) })
    guard names.contains("CONTINUE"), !names.contains("LONGSTRN") else { return }
    bytes =
      CardWriter.records(
        "LONGSTRN", .string("OGIP 1.0"), comment: "long strings use CONTINUE") + bytes
  }

  /// The whole header: with `DATASUM`, `CHECKSUM`, `END` and the padding.
  ///
  /// Its length does not depend on the sum.
  func sealed(dataSum: UInt32) -> [UInt8] {
    let digits = String(dataSum)
    let text = digits + String(repeating: " ", count: 10 - digits.count)
    var header = bytes
    header += CardWriter.records("DATASUM", .string(text), comment: "data unit checksum")
    let position = header.count + 11
    header += CardWriter.records(
      "CHECKSUM", .string(String(repeating: "0", count: 16)), comment: "HDU checksum")
    header += CardWriter.end
    let block = Int(DataExtent.block)
    header += [UInt8](
      repeating: UInt8(ascii: " "), count: (block - header.count % block) % block)
    var sum = DataSum()
    sum.add(header)
    sum.add((0..<4).map { UInt8(truncatingIfNeeded: dataSum >> UInt32(24 - 8 * $0)) })
    header.replaceSubrange(
      position..<(position + 16), with: DataSum.characters(complementing: sum.value))
    return header
  }
}
