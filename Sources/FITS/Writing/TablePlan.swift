/// A keyword to be written.
public struct OutputEntry: Hashable, Sendable {
  public let keyword: String
  public let value: CardValue
  public let comment: String

  public init(_ keyword: String, _ value: CardValue, comment: String = "") {
    self.keyword = keyword
    self.value = value
    self.comment = comment
  }
}

/// What a binary table is to look like: everything but its rows.
struct TablePlan: Sendable {
  /// The table whose rows come first in each row, byte for byte, and whose keywords stay.
  let source: FITSTable?
  /// Columns of ours, behind the source's.
  let columns: [OutputColumn]
  let entries: [OutputEntry]
  let history: [String]

  /// Bytes of a row that come from the source.
  var sourceWidth: Int { source?.layout.rowWidth ?? 0 }
  var rowWidth: Int { columns.reduce(sourceWidth) { $0 + $1.form.rowWidth } }
  private var sourceFields: Int { source?.layout.columns.count ?? 0 }

  /// The table's header; its length depends on none of the numbers.
  func tableHeader(rowCount: Int, heapSize: Int64, dataSum: UInt32) -> [UInt8] {
    var records = CardWriter.records(
      "XTENSION", .string("BINTABLE"), comment: "binary table extension")
    let numbers: [(String, Int64, String)] = [
      ("BITPIX", 8, "bits per element"), ("NAXIS", 2, "a table"),
      ("NAXIS1", Int64(rowWidth), "bytes per row"), ("NAXIS2", Int64(rowCount), "rows"),
      ("PCOUNT", heapSize, "bytes behind the rows"), ("GCOUNT", 1, "one group"),
      ("TFIELDS", Int64(sourceFields + columns.count), "columns"),
    ]
    for (keyword, value, comment) in numbers {
      records += CardWriter.records(keyword, .integer(value), comment: comment)
    }
    records += cards()
    return Self.sealed(records, dataSum: dataSum)
  }

  /// The source's own cards with ours behind its columns.
  private func cards() -> [UInt8] {
    let ours = Set(entries.map { $0.keyword.uppercased() })
    let kept = (source?.header.cards ?? []).filter {
      !Self.isStructural($0.keyword) && !(ours.contains($0.keyword) && $0.value != nil)
    }
    let split = (kept.lastIndex { Self.isColumnKeyword($0.keyword) }).map { $0 + 1 } ?? 0
    var records = kept[..<split].flatMap(\.records)
    for (position, column) in columns.enumerated() {
      records += column.records(number: sourceFields + position + 1)
    }
    records += kept[split...].flatMap(\.records)
    for entry in entries {
      records += CardWriter.records(entry.keyword, entry.value, comment: entry.comment)
    }
    for line in history { records += CardWriter.commentary("HISTORY", line) }
    return Self.declaringLongStrings(records)
  }

  /// The primary header: the source's own, or the shortest there is.
  ///
  /// - Parameter dataSum: Of the source's primary data.
  func primaryHeader(dataSum: UInt32) -> [UInt8] {
    guard let header = source?.units.first?.header else {
      return Self.sealed(
        CardWriter.records("SIMPLE", .logical(true), comment: "conforms to the FITS standard")
          + CardWriter.records("BITPIX", .integer(8), comment: "bits per element")
          + CardWriter.records("NAXIS", .integer(0), comment: "no data")
          + CardWriter.records("EXTEND", .logical(true), comment: "extensions follow"),
        dataSum: dataSum)
    }
    let kept = header.cards.filter {
      $0.keyword != "CHECKSUM" && $0.keyword != "DATASUM" && $0.keyword != "EXTEND"
    }
    let axes = (kept.lastIndex { $0.keyword.hasPrefix("NAXIS") }).map { $0 + 1 } ?? kept.count
    let records =
      kept[..<axes].flatMap(\.records)
      + CardWriter.records("EXTEND", .logical(true), comment: "extensions follow")
      + kept[axes...].flatMap(\.records)
    return Self.sealed(records, dataSum: dataSum)
  }

  /// Adds `DATASUM`, `CHECKSUM`, `END` and the padding.
  private static func sealed(_ records: [UInt8], dataSum: UInt32) -> [UInt8] {
    let digits = String(dataSum)
    let text = digits + String(repeating: " ", count: 10 - digits.count)
    var header = records
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

  /// Keywords the writer gives itself.
  private static func isStructural(_ keyword: String) -> Bool {
    let names: Set<String> = [
      "XTENSION", "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT", "TFIELDS", "THEAP",
      "CHECKSUM", "DATASUM", "END",
    ]
    return names.contains(keyword)
  }

  private static func isColumnKeyword(_ keyword: String) -> Bool {
    keyword.first == "T" && keyword.last?.isNumber == true
  }

  /// `CONTINUE` cards are announced by `LONGSTRN`.
  private static func declaringLongStrings(_ records: [UInt8]) -> [UInt8] {
    let starts = stride(from: 0, to: records.count, by: HeaderCard.length)
    let names = Set(starts.map { HeaderCard.text(records[$0..<($0 + 8)]) })
    guard names.contains("CONTINUE"), !names.contains("LONGSTRN") else { return records }
    return CardWriter.records(
      "LONGSTRN", .string("OGIP 1.0"), comment: "long strings use CONTINUE") + records
  }
}
