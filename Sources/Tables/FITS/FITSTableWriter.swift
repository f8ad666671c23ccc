import FITS
import Files

/// A table being written to a FITS file.
final class FITSTableWriter: TableWriter {
  let path: String
  let encoder: any RowEncoder
  private var writer: BinaryTableWriter?
  /// Of names that FITS has no room for.
  private let warnings: [String]

  /// Rows of a binary FITS table pass through byte for byte; anything else is written anew.
  init(
    path: String, copying input: any TableReader, adding added: [ColumnInfo],
    header: [HeaderEntry], history: [String]
  ) throws(SkysortError) {
    self.path = path
    let source = (input as? FITSTableReader)?.table
    let passed = source?.layout.isASCII == false ? source : nil
    let inherited = passed == nil ? input.schema.columns : []
    let metadata = passed == nil ? Self.merged(input.schema.metadata, header) : header
    let names = OutputNames.legal((inherited + added).map(\.name))
    warnings = Self.warnings(inherited + added, names)
    let columns = zip(inherited + added, names).enumerated().map { position, column in
      OutputColumn(
        column.0, name: column.1, isNullable: position < inherited.count)
    }
    let writer = try BinaryTableWriter(
      path: path, copying: passed, columns: columns, entries: metadata.map(OutputEntry.init),
      history: history)
    encoder = FITSRowEncoder(
      encoder: writer.encoder, inherited: inherited.map(\.name), passesBytes: passed != nil)
    self.writer = consume writer
  }

  func append(_ rows: EncodedRows) throws(SkysortError) {
    try writer?.append(
      PackedRows(rowCount: rows.rowCount, bytes: rows.bytes, heap: rows.heap))
  }

  func finish() throws(SkysortError) -> WrittenTable {
    guard let writer = writer.take() else {
      preconditionFailure("expected one call of finish, found a second")
    }
    return WrittenTable(path: path, rowCount: try writer.finish(), warnings: warnings)
  }

  private static func warnings(_ columns: [ColumnInfo], _ names: [String]) -> [String] {
    let renamed = zip(columns, names).filter { $0.name != $1 }
    guard !renamed.isEmpty else { return [] }
    let list = renamed.prefix(6).map { "\($0.name) is \($1)" }.joined(separator: ", ")
    return [
      "Columns are called otherwise than in the input, for names in FITS are letters, digits and _, "
        + "and differ without regard to capitals: \(list)\(renamed.count > 6 ? ", …" : "")."
    ]
  }

  /// Entries of ours replace the input's of the same name.
  private static func merged(_ input: [HeaderEntry], _ ours: [HeaderEntry]) -> [HeaderEntry] {
    let names = Set(ours.map { $0.key.uppercased() })
    return input.filter { !names.contains($0.key.uppercased()) } + ours
  }
}

/// Turns chunks into rows of a binary table.
struct FITSRowEncoder: RowEncoder {
  let encoder: TableRowEncoder
  /// Columns of the input that are decoded and written anew.
  let inherited: [String]
  let passesBytes: Bool

  func encode(_ chunk: any TableChunk, adding added: Table) throws(SkysortError) -> EncodedRows {
    precondition(
      added.rowCount == chunk.rowCount,
      "expected \(chunk.rowCount) rows to add, found \(added.rowCount)")
    let block = passesBytes ? (chunk as? FITSTableChunk)?.block : nil
    precondition(
      !passesBytes || block != nil, "expected a chunk of the FITS table the output copies")
    let decoded = try inherited.isEmpty ? [] : chunk.decode(inherited).columns
    let rows = try encoder.encode(
      block, rowCount: chunk.rowCount, columns: (decoded + added.columns).map(\.cells))
    return EncodedRows(rowCount: rows.rowCount, bytes: rows.bytes, heap: rows.heap)
  }
}

extension OutputColumn {
  /// Bytes of a string whose column does not say.
  private static let defaultStringLength = 32

  init(_ info: ColumnInfo, name: String, isNullable: Bool) {
    guard let element = ElementKind(rawValue: info.type.rawValue) else {
      preconditionFailure("expected a type of FITS, found \(info.type)")
    }
    let renamed = name == info.name ? nil : "named \(info.name) in the input"
    let comment = [info.description, renamed].compactMap { $0 }.joined(separator: "; ")
    self.init(
      name: name, element: element, shape: info.shape, isVariableLength: info.isVariableLength,
      stringLength: max(1, info.width ?? Self.defaultStringLength),
      isNullable: (isNullable || info.nullValue != nil) && info.type.isInteger, unit: info.unit,
      ucd: info.ucd, comment: comment.isEmpty ? nil : comment, display: nil)
  }
}

extension OutputEntry {
  init(_ entry: HeaderEntry) {
    let value: CardValue =
      switch entry.value {
      case .text(let text): .string(text)
      case .integer(let integer): .integer(integer)
      case .real(let real): .real(real)
      case .flag(let flag): .logical(flag)
      }
    self.init(entry.key, value, comment: entry.comment ?? "")
  }
}

/// Column names as FITS advises them, and `fitsverify` accepts without a word: letters, digits and
/// underscores of ASCII, different without regard to capitals.
enum OutputNames {
  static func legal(_ names: [String]) -> [String] {
    var used = Set<String>()
    return names.map { name in
      let legal = String(ASCIIText.of(name).map { isLegal($0) ? $0 : "_" })
      let base = legal.isEmpty ? "column" : legal
      var candidate = base
      var number = 2
      while used.contains(candidate.uppercased()) {
        candidate = "\(base)_\(number)"
        number += 1
      }
      used.insert(candidate.uppercased())
      return candidate
    }
  }

  private static func isLegal(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber) || character == "_"
  }
}
