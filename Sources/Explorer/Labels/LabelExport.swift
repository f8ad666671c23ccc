import Files
import Glibc
import Tables

/// The labels of a table's sources as a table that a training can join to the input.
struct LabelExport {
  /// The identifier and the position, named and typed as in the input, and `label`; in the order of
  /// the input.
  let labelled: Table

  init(_ table: LatentTable, _ labels: LabelStore) throws(SkysortError) {
    let known = try labels.labels()
    let found = known.compactMap { entry in
      table.keys.row(of: entry.source).map { (row: $0, label: entry.label) }
    }.sorted { $0.row < $1.row }
    let rows = found.map(\.row)
    let identifier =
      table.keys.column?.column(rows)
      ?? Column(
        info: ColumnInfo(name: "row", type: .int64, description: "counted from 1"),
        values: .int64(rows.map { Int64($0) + 1 }))
    let texts = found.map(\.label)
    let name = identifier.name == "label" ? "skysort_label" : "label"
    let label = Column(
      info: ColumnInfo(
        name: name, type: .string, description: "given in the explorer",
        width: max(1, texts.lazy.map(\.utf8.count).max() ?? 1)),
      values: .string(texts))
    labelled = Table(
      columns: [identifier] + Self.positions(table, rows) + [label], rowCount: rows.count)
  }

  /// Where the sources are, in the input's own columns.
  private static func positions(_ table: LatentTable, _ rows: [Int]) -> [Column] {
    guard table.hasPositions else { return [] }
    return [table.parts.rightAscension, table.parts.declination]
      .compactMap { $0.flatMap { table[$0] }?.column(rows) }
  }

  /// A file's bytes.
  ///
  /// - Throws: `SkysortError` or `SkysortError` where there is no room for it.
  func bytes(_ format: TableFormat) throws -> [UInt8] {
    try labelled.file(format)
  }
}

extension Table {
  /// The table as a file's bytes.
  func file(_ format: TableFormat) throws -> [UInt8] {
    let folder = try ScratchFolder()
    let path = folder.file("table.\(format.rawValue)")
    try TableFile.write(self, to: path)
    return try WholeFile.read(path, maximumSize: 1 << 31)
  }
}

extension ExplorerServer {
  /// Sources with their columns, but for vectors, and their labels; in the order of the table.
  func selection(of sources: [String]) throws -> Table {
    let rows = Set(sources.compactMap { table.keys.row(of: $0) }).sorted()
    let known = Dictionary(
      try labels.labels().map { ($0.source, $0.label) }, uniquingKeysWith: { first, _ in first })
    let texts = rows.map { known[table.keys[$0]] }
    let columns = table.columns.compactMap { column -> Column? in
      if case .element = column.values { return nil }
      return column.column(rows)
    }
    guard table["label"] == nil, texts.contains(where: { $0 != nil }) else {
      return Table(columns: columns, rowCount: rows.count)
    }
    let label = Column(
      info: ColumnInfo(
        name: "label", type: .string, width: max(1, texts.compactMap { $0?.utf8.count }.max() ?? 1)),
      values: .string(texts.map { $0 ?? "" }),
      validity: texts.contains(nil) ? texts.map { $0 != nil } : nil)
    return Table(columns: columns + [label], rowCount: rows.count)
  }
}

/// A folder for this user only that goes with its value.
struct ScratchFolder: ~Copyable {
  let path: String

  init() throws(SkysortError) {
    let base = unsafe getenv("TMPDIR").map { unsafe Paths.text($0) } ?? "/tmp"
    var name = Paths.join(base, "skysort-XXXXXX").systemPath
    let made = unsafe name.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe mkdtemp($0) != nil } ?? false
    }
    path = Paths.text(name.dropLast().map { UInt8(bitPattern: $0) })
    guard made else {
      throw SkysortError(
        path: base, problem: "cannot hold a new folder", fix: "Name another in TMPDIR.",
        exitCode: .inputOutput)
    }
  }

  func file(_ name: String) -> String { Paths.join(path, name) }

  deinit { try? Paths.remove(path) }
}
