import Files

/// Learns a text table's layout from its first lines.
struct TextSniffer {
  let sample: TextSample
  /// Lines that begin with `#` before anything else.
  private let comments: [Int]
  /// The first line that is neither blank, nor a comment, nor a title.
  private let first: Int?
  /// As a spreadsheet's first line declares it: `sep=;`.
  private let declared: TextDelimiter?
  private let notes: [String]

  init(_ sample: TextSample) {
    self.sample = sample
    let lines = sample.lines.indices.filter { !sample.isBlank($0) && !sample.isComment($0) }
    let declared = lines.first.flatMap { Self.declaration(sample.text($0)) }
    let rest = lines.prefix(24).dropFirst(declared == nil ? 0 : 1)
    let titles = Self.titles(sample, Array(rest), declared)
    let first = rest.dropFirst(titles).first
    (self.first, self.declared) = (first, declared)
    notes = rest.prefix(titles).map { line in
      "Line \(line + 1) is taken for a title, not for the columns' names: "
        + "'\(sample.text(line).prefix(60))'."
    }
    comments = sample.lines.indices.prefix(first ?? sample.lines.count).filter(sample.isComment)
  }

  private static func declaration(_ line: String) -> TextDelimiter? {
    let bytes = Array(line.utf8)
    guard bytes.count == 5, line.lowercased().hasPrefix("sep=") else { return nil }
    return .byte(bytes[4])
  }

  /// How many lines of title stand above the line of names: at most three, each of another
  /// number of cells than the lines below, or with a text in its first cell alone.
  private static func titles(
    _ sample: TextSample, _ lines: [Int], _ declared: TextDelimiter?
  ) -> Int {
    let semicolon = TextDelimiter.byte(UInt8(ascii: ";"))
    for delimiter in declared.map({ [$0] }) ?? [.comma, .tab, semicolon] {
      for count in 0...3 where lines.count > count + 1 {
        guard let names = sample.cells(lines[count], delimiter), names.count > 1,
          isHeader(names),
          lines[(count + 1)...].allSatisfy({
            sample.cells($0, delimiter)?.count == names.count
          })
        else { continue }
        if count == 0 { return 0 }
        let below = sample.cells(lines[count + 1], delimiter) ?? []
        let isTitled = lines.prefix(count).allSatisfy { line in
          guard let cells = sample.cells(line, delimiter) else { return false }
          return cells.count != names.count || cells.dropFirst().allSatisfy(\.isEmpty)
        }
        if isTitled, below.contains(where: isNumber) { return count }
      }
    }
    return 0
  }

  /// Whether the cells of a line could be names: words, each once.
  private static func isHeader(_ cells: [String]) -> Bool {
    Set(cells).count == cells.count && cells.allSatisfy { !$0.isEmpty && !isNumber($0) }
  }

  func layout() throws(SkysortError) -> TextLayout {
    try ForeignText.refuse(sample)
    guard let first else { return try withoutRows() }
    let delimiter = delimiter(first)
    if let cells = sample.cells(first, delimiter),
      let header = CommentHeader(sample, comments: comments, columnCount: cells.count, delimiter),
      cells.contains(where: Self.isNumber) || (delimiter != .blanks && header.isCertain)
    {
      return try layout(header, delimiter: delimiter, firstRow: first)
    }
    return try layout(headerLine: first, delimiter)
  }

  private func layout(
    _ header: CommentHeader, delimiter: TextDelimiter, firstRow: Int
  ) throws(SkysortError) -> TextLayout {
    try checked(
      TextLayout(
        path: sample.path, format: format(delimiter), delimiter: delimiter,
        names: header.columns.map(\.name), declared: header.columns, isTyped: header.isTyped,
        dataOffset: sample.lines[firstRow].lowerBound, firstDataLine: firstRow + 1,
        hasComments: true),
      headerLine: header.line + 1)
  }

  /// A table whose first plain line names the columns.
  private func layout(
    headerLine: Int, _ delimiter: TextDelimiter
  ) throws(SkysortError) -> TextLayout {
    let (names, end) = try header(at: headerLine, delimiter)
    var offset = min(end + 1, sample.bytes.count)
    var line =
      headerLine + 1 + Self.newlines(sample.bytes[sample.lines[headerLine].lowerBound..<end])
    if delimiter == .tab, line < sample.lines.count, sample.lines[line].lowerBound == offset,
      let types = sample.cells(line, delimiter), types.count == names.count,
      types.allSatisfy(Self.isTypeOfRDB)
    {
      offset = sample.offset(behind: line)
      line += 1
    }
    return try checked(
      TextLayout(
        path: sample.path, format: format(delimiter), delimiter: delimiter, names: names,
        dataOffset: offset, firstDataLine: line + 1,
        hasComments: !comments.isEmpty || delimiter == .blanks),
      headerLine: headerLine + 1)
  }

  private func header(
    at line: Int, _ delimiter: TextDelimiter
  ) throws(SkysortError) -> (names: [String], end: Int) {
    let start = sample.lines[line].lowerBound
    let scanner = CellScanner(delimiter)
    do throws(CellFault) {
      let span = sample.bytes.span
      let end =
        try scanner.recordEnd(span, from: start, end: span.count, isWhole: true) ?? span.count
      let hasReturn = end > start && span[end - 1] == Ascii.carriageReturn
      let cells = try scanner.cells(span, in: start..<(hasReturn ? end - 1 : end))
      return (Self.named(cells.map { $0.text(span) }), end)
    } catch {
      throw SkysortError(
        path: sample.path, location: "line \(line + 1)", problem: error.problem,
        fix: "Correct the header line.")
    }
  }

  /// Only comments: their last may still name columns.
  private func withoutRows() throws(SkysortError) -> TextLayout {
    for line in comments.reversed() {
      let start = sample.lines[line].lowerBound + 1
      let range = start..<max(start, sample.lines[line].upperBound)
      for delimiter in [TextDelimiter.comma, .tab, .blanks] {
        guard let names = sample.cells(in: range, delimiter), names.count > 1,
          names.allSatisfy({ !$0.isEmpty && !$0.contains(" ") })
        else { continue }
        return try checked(
          TextLayout(
            path: sample.path, format: format(delimiter), delimiter: delimiter, names: names,
            dataOffset: sample.bytes.count, firstDataLine: sample.lines.count + 1,
            hasComments: true),
          headerLine: line + 1)
      }
    }
    throw SkysortError(
      path: sample.path, problem: "there is no header line and no row",
      fix: "Name the columns in the first line.")
  }

  private func format(_ delimiter: TextDelimiter) -> TableFormat {
    delimiter == .tab ? .tsv : .csv
  }

  /// A column without a name, as pandas writes its index, is given one.
  private static func named(_ names: [String]) -> [String] {
    names.enumerated().map { $1.isEmpty ? "unnamed_\($0 + 1)" : $1 }
  }

  static func isNumber(_ text: String) -> Bool {
    Double(text) != nil || (text.contains(",") && Double(text.replacing(",", with: ".")) != nil)
  }

  /// A type of the RDB format's second line: `10S`, `N`.
  private static func isTypeOfRDB(_ text: String) -> Bool {
    text.last.map { "SNM".contains($0.uppercased()) } ?? false
      && text.dropLast().allSatisfy(\.isNumber)
  }

  private static func newlines(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(into: 0) { if $1 == Ascii.newline { $0 += 1 } }
  }
}

extension TextSniffer {
  /// What separates the cells: the candidate that cuts the first lines into equally many.
  private func delimiter(_ first: Int) -> TextDelimiter {
    if let declared { return declared }
    let name = sample.path.lowercased()
    let isTabbed = [".tsv", ".tab", ".rdb"].contains { name.contains($0) }
    let preferred: [TextDelimiter] = isTabbed ? [.tab, .comma] : [.comma, .tab]
    let candidates = preferred + [.byte(UInt8(ascii: ";")), .byte(UInt8(ascii: "|"))]
    let lines = sample.lines.indices[first...]
      .filter { !sample.isBlank($0) && !sample.isComment($0) }.prefix(20)
    for candidate in candidates where isEven(candidate, Array(lines)) { return candidate }
    for candidate in candidates where (sample.cells(first, candidate)?.count ?? 0) > 1 {
      return candidate
    }
    return lines.count > 1 && isEven(.blanks, Array(lines)) ? .blanks : preferred[0]
  }

  private func isEven(_ delimiter: TextDelimiter, _ lines: [Int]) -> Bool {
    guard let count = sample.cells(lines[0], delimiter)?.count, count > 1 else { return false }
    return lines.allSatisfy { sample.cells($0, delimiter)?.count == count }
  }

  /// Refuses headers that cannot be meant.
  private func checked(_ given: TextLayout, headerLine: Int) throws(SkysortError) -> TextLayout {
    var layout = given
    layout.notes = notes
    if layout.names.contains(where: Self.isNumber) {
      throw layout.error(
        line: headerLine, "numbers stand where the columns' names are expected",
        fix: "Add a header line that names the columns.")
    }
    if layout.names.count == 1, layout.names[0].contains(" ") {
      throw layout.error(
        line: headerLine, "no separator cuts this text into columns",
        fix: "Name a table in FITS, CSV, TSV or ECSV.")
    }
    var seen: Set<String> = []
    for name in layout.names where !seen.insert(name).inserted {
      throw layout.error(
        line: headerLine, "two columns are called \(name)", fix: "Rename one of them.")
    }
    return layout
  }
}
