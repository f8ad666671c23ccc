/// Column names that stand in comment lines, as several astronomical programs write them.
///
/// - `#class,z,objid`, perhaps followed by `# 10A,E,K`, the columns' FITS formats;
/// - `#F:MAG_U;D:Z`: formats and names in one, with a separator of their own;
/// - SExtractor's `#  2 X_IMAGE  Object position along x  [pixel]`, a line per column.
struct CommentHeader {
  let columns: [ColumnInfo]
  /// Whether the columns' types are declared.
  let isTyped: Bool
  /// Of the names, counted from 0.
  let line: Int
  /// Whether the names are separated as the rows' cells are.
  let isSeparatedAsRows: Bool

  init?(
    _ sample: TextSample, comments: [Int], columnCount: Int, _ delimiter: TextDelimiter
  ) {
    if delimiter == .blanks, let columns = Self.numbered(sample, comments, columnCount) {
      self.init(columns: columns, line: comments[0])
      return
    }
    let semicolon = TextDelimiter.byte(UInt8(ascii: ";"))
    for candidate in [delimiter, .comma, semicolon, .tab, .blanks] {
      let rows = comments.compactMap { line in
        Self.cells(sample, line, candidate).map { (line, $0) }
      }.filter { $0.1.count == columnCount }
      let named = rows.filter { !$0.1.allSatisfy { Self.type(ofFormat: $0) != nil } }
      guard let (line, names) = named.last ?? rows.first else { continue }
      let formats = rows.last { row, cells in
        row != line && cells.allSatisfy { Self.type(ofFormat: $0) != nil }
      }?.1
      self.init(
        names: names, formats: formats, line: line, isSeparatedAsRows: candidate == delimiter)
      return
    }
    return nil
  }

  /// Whether this is a header even where no row holds a number: several names, separated as
  /// the rows are, and none with a blank, as a sentence would have.
  var isCertain: Bool {
    columns.count > 1 && isSeparatedAsRows
      && columns.allSatisfy { !$0.name.isEmpty && !$0.name.contains(where: \.isWhitespace) }
  }

  private init(columns: [ColumnInfo], line: Int) {
    self.columns = columns
    isTyped = false
    isSeparatedAsRows = false
    self.line = line
  }

  private init(names: [String], formats: [String]?, line: Int, isSeparatedAsRows: Bool) {
    self.isSeparatedAsRows = isSeparatedAsRows
    let prefixed = names.compactMap { name -> ColumnInfo? in
      let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
      guard parts.count == 2, let type = Self.type(ofFormat: parts[0]) else { return nil }
      return ColumnInfo(name: parts[1], type: type)
    }
    if prefixed.count == names.count {
      columns = prefixed
      isTyped = true
    } else {
      let types = formats?.compactMap(Self.type)
      columns = names.enumerated().map { ColumnInfo(name: $1, type: types?[$0] ?? .string) }
      isTyped = types != nil
    }
    self.line = line
  }

  private static func cells(
    _ sample: TextSample, _ line: Int, _ delimiter: TextDelimiter
  ) -> [String]? {
    let start = sample.lines[line].lowerBound + 1
    return sample.cells(in: start..<max(start, sample.lines[line].upperBound), delimiter)
  }

  /// The type a FITS table format asks for: `10A`, `E`, `K`; `F` is an old name of `E`.
  private static func type(ofFormat format: String) -> ElementType? {
    guard let letter = format.last, format.dropLast().allSatisfy(\.isNumber) else { return nil }
    switch letter {
    case "A": return .string
    case "E", "F": return .float
    case "D": return .double
    case "I", "J", "K", "B": return .int64
    case "L": return .bool
    default: return nil
    }
  }

  /// SExtractor's header; a gap in its numbers belongs to a vector column.
  private static func numbered(
    _ sample: TextSample, _ comments: [Int], _ columnCount: Int
  ) -> [ColumnInfo]? {
    var entries: [(number: Int, info: ColumnInfo)] = []
    for line in comments {
      let words = sample.text(line).dropFirst().split(whereSeparator: \.isWhitespace)
      guard words.count >= 2, let number = Int(words[0]), number > entries.last?.number ?? 0 else {
        return nil
      }
      entries.append((number, info(words)))
    }
    guard let first = entries.first, first.number == 1 else { return nil }
    var columns: [ColumnInfo] = []
    for (index, entry) in entries.enumerated() {
      let end = index + 1 < entries.count ? entries[index + 1].number : columnCount + 1
      for element in 0..<max(0, end - entry.number) {
        var info = entry.info
        if element > 0 { info.name += "_\(element)" }
        columns.append(info)
      }
    }
    return columns.count == columnCount ? columns : nil
  }

  private static func info(_ words: [Substring]) -> ColumnInfo {
    var rest = words.dropFirst(2)
    var unit: String?
    if let last = rest.last, last.hasPrefix("["), last.hasSuffix("]") {
      unit = String(last.dropFirst().dropLast())
      rest = rest.dropLast()
    }
    return ColumnInfo(
      name: String(words[1]), type: .string, unit: unit,
      description: rest.isEmpty ? nil : rest.joined(separator: " "))
  }
}
