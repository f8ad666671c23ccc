import Files

/// The first bytes of a text table, cut into lines.
struct TextSample {
  /// How much is looked at to learn a table's layout.
  static let size = 1 << 20

  let path: String
  let form: TextForm
  /// In UTF-8.
  let bytes: [UInt8]
  /// Whether the file ends with the sample.
  let isWhole: Bool
  /// Without their newlines; a cut last line is left out.
  let lines: [Range<Int>]

  init(path: String) throws(SkysortError) {
    self.path = path
    var start = try ByteSource(path: path)
    var form = TextForm(
      encoding: TextEncoding(head: try start.bytes(atMost: FileKind.headLength)))
    var source = try TextSource(path: path, form: form)
    var bytes = try source.bytes(atMost: Self.size)
    if !bytes.contains(Ascii.newline), bytes.contains(Ascii.carriageReturn) {
      form.endsLinesWithReturns = true
      bytes = bytes.map { $0 == Ascii.carriageReturn ? Ascii.newline : $0 }
    }
    (self.form, self.bytes) = (form, bytes)
    isWhole = bytes.count < Self.size
    lines = Self.lines(of: bytes, isWhole: isWhole)
    try refuseBytes()
  }

  private static func lines(of bytes: [UInt8], isWhole: Bool) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    while let newline = bytes[start...].firstIndex(of: Ascii.newline) {
      let hasReturn = newline > start && bytes[newline - 1] == Ascii.carriageReturn
      lines.append(start..<(hasReturn ? newline - 1 : newline))
      start = newline + 1
    }
    if isWhole, start < bytes.count { lines.append(start..<bytes.count) }
    return lines
  }

  private func refuseBytes() throws(SkysortError) {
    guard let zero = bytes.firstIndex(of: 0) else { return }
    throw SkysortError(
      path: path, location: "byte \(zero)", problem: "a zero byte: this is not a text table",
      fix: "Name a FITS, CSV, TSV or ECSV table.")
  }

  /// A line's text.
  func text(_ line: Int) -> String { String(decoding: bytes[lines[line]], as: UTF8.self) }

  func isBlank(_ line: Int) -> Bool { bytes[lines[line]].allSatisfy(Ascii.isBlank) }

  func isComment(_ line: Int) -> Bool {
    bytes[lines[line]].first { !Ascii.isBlank($0) } == Ascii.hash
  }

  /// Where the bytes behind a line begin.
  func offset(behind line: Int) -> Int {
    line + 1 < lines.count
      ? lines[line + 1].lowerBound
      : bytes[lines[line].upperBound...].firstIndex(of: Ascii.newline).map { $0 + 1 } ?? bytes.count
  }

  /// The texts of a line's cells; `nil` where its quotes are wrong.
  func cells(_ line: Int, _ delimiter: TextDelimiter) -> [String]? {
    cells(in: lines[line], delimiter)
  }

  func cells(in range: Range<Int>, _ delimiter: TextDelimiter) -> [String]? {
    let span = bytes.span
    return try? CellScanner(delimiter).cells(span, in: range).map { $0.text(span) }
  }
}
