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
    var records = HeaderRecords()
    records.add("XTENSION", .string("BINTABLE"), "binary table extension")
    let numbers: [(String, Int64, String)] = [
      ("BITPIX", 8, "bits per element"), ("NAXIS", 2, "a table"),
      ("NAXIS1", Int64(rowWidth), "bytes per row"), ("NAXIS2", Int64(rowCount), "rows"),
      ("PCOUNT", heapSize, "bytes behind the rows"), ("GCOUNT", 1, "one group"),
      ("TFIELDS", Int64(sourceFields + columns.count), "columns"),
    ]
    for (keyword, value, comment) in numbers { records.add(keyword, .integer(value), comment) }
    records.add(cards())
    return records.sealed(dataSum: dataSum)
  }

  /// The source's own cards with ours behind its columns.
  private func cards() -> HeaderRecords {
    let ours = Set(entries.map { $0.keyword.uppercased() })
    let kept = (source?.header.cards ?? []).filter {
      !HeaderRecords.isStructural($0.keyword) && !(ours.contains($0.keyword) && $0.value != nil)
    }
    let split = (kept.lastIndex { Self.isColumnKeyword($0.keyword) }).map { $0 + 1 } ?? 0
    var records = HeaderRecords(kept[..<split].flatMap(\.standardRecords))
    for (position, column) in columns.enumerated() {
      records.add(HeaderRecords(column.records(number: sourceFields + position + 1)))
    }
    records.add(HeaderRecords(kept[split...].flatMap(\.standardRecords)))
    records.add(entries)
    records.add(history: history)
    records.declareLongStrings()
    return records
  }

  /// The primary header: the source's own, or the shortest there is.
  ///
  /// - Parameter dataSum: Of the source's primary data.
  func primaryHeader(dataSum: UInt32) -> [UInt8] {
    guard let header = source?.units.first?.header else {
      return ImageHeader.empty.sealed(dataSum: dataSum)
    }
    let kept = header.cards.filter {
      $0.keyword != "CHECKSUM" && $0.keyword != "DATASUM" && $0.keyword != "EXTEND"
    }
    let axes = (kept.lastIndex { $0.keyword.hasPrefix("NAXIS") }).map { $0 + 1 } ?? kept.count
    var records = HeaderRecords(kept[..<axes].flatMap(\.standardRecords))
    records.add("EXTEND", .logical(true), "extensions follow")
    records.add(HeaderRecords(kept[axes...].flatMap(\.standardRecords)))
    return records.sealed(dataSum: dataSum)
  }

  private static func isColumnKeyword(_ keyword: String) -> Bool {
    keyword.first == "T" && keyword.last?.isNumber == true
  }
}
