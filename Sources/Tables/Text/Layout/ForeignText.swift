import Files

/// Text formats that hold tables and are not read; recognized by their marks.
enum ForeignText {
  /// - Throws: `SkysortError` naming the format.
  static func refuse(_ sample: TextSample) throws(SkysortError) {
    guard let name = name(sample) else { return }
    throw SkysortError(
      path: sample.path, problem: "this is \(name), which is not read",
      fix: "Convert it to ECSV or CSV, for instance with astropy.table.Table.")
  }

  private static func name(_ sample: TextSample) -> String? {
    let head = (0..<min(sample.lines.count, 200)).map(sample.text)
    let visible = head.filter { line in line.contains { !$0.isWhitespace } }
    guard let first = visible.first else { return nil }
    let start = first.drop(while: \.isWhitespace).lowercased()
    if start.hasPrefix("<?xml") || start.hasPrefix("<votable") { return "XML" }
    if visible.contains(where: { $0.contains("Byte-by-byte Description") }) {
      return "a CDS machine-readable table"
    }
    if visible.contains(where: { $0.contains("\\begin{") }) { return "a LaTeX table" }
    if first.hasPrefix("\\") { return "an IPAC table" }
    if first.hasPrefix("|") { return "a table drawn with bars (IPAC or fixed width)" }
    if first.hasPrefix("#K ") || visible.contains(where: { $0.hasPrefix("#N ") }) {
      return "a DAOPHOT table"
    }
    if visible.contains(where: { $0.lowercased().hasPrefix("<table") }) { return "an HTML table" }
    if visible.dropFirst().prefix(2).contains(where: isRule) {
      return "a fixed-width table with a ruled header"
    }
    return nil
  }

  /// A line of nothing but `-`, `=`, `+` and blanks.
  private static func isRule(_ line: String) -> Bool {
    line.contains { $0 == "-" || $0 == "=" } && line.utf8.count > 2
      && line.allSatisfy { "-=+ \t".contains($0) }
  }
}
