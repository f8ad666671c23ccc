import Yams

/// The YAML header of an ECSV table.
///
/// - Source: Astropy Proposal for Enhancement 6, version 1.0.
struct ECSVHeader {
  private let sample: TextSample
  /// The lines of the header, counted from 0.
  private let lineCount: Int

  static func begins(_ sample: TextSample) -> Bool {
    !sample.lines.isEmpty && sample.text(0).hasPrefix("# %ECSV ")
  }

  init(_ sample: TextSample) {
    self.sample = sample
    lineCount = sample.lines.indices.first { !sample.isComment($0) } ?? sample.lines.count
  }

  func layout() throws(TableError) -> TextLayout {
    guard lineCount < sample.lines.count else {
      throw error("the header has no end, or is longer than 1 MiB", fix: "Check the file's end.")
    }
    let yaml = (1..<lineCount).map { sample.text($0).dropFirst(2) }.joined(separator: "\n")
    var header = try StrictMapping(
      StrictYAML.compose(yaml, path: sample.path), subject: "the ECSV header", path: sample.path)
    let delimiter = try delimiter(header.string("delimiter") ?? " ")
    var columns: [ColumnInfo] = []
    for node in try header.nodes("datatype") {
      columns.append(try ECSVColumn.info(node, path: sample.path))
    }
    let metadata = try header.node("meta").map { (node) throws(TableError) in
      ECSVMetadata.entries(node)
    }
    try checkNames(columns, delimiter)
    return TextLayout(
      path: sample.path, format: .ecsv, delimiter: delimiter, names: columns.map(\.name),
      declared: columns, isTyped: true, metadata: metadata ?? [],
      dataOffset: sample.offset(behind: lineCount), firstDataLine: lineCount + 2,
      hasComments: true)
  }

  private func delimiter(_ text: String) throws(TableError) -> TextDelimiter {
    switch text {
    case " ": return .blanks
    case ",": return .comma
    default: throw error("the delimiter '\(text)' is neither a space nor a comma")
    }
  }

  private func checkNames(
    _ columns: [ColumnInfo], _ delimiter: TextDelimiter
  ) throws(TableError) {
    let names = sample.cells(lineCount, delimiter) ?? []
    guard names == columns.map(\.name) else {
      throw error(
        "the YAML header declares \(columns.map(\.name).joined(separator: ", ")), "
          + "the line of names has \(names.joined(separator: ", "))",
        line: lineCount + 1)
    }
    guard Set(names).count == names.count, !names.isEmpty else {
      throw error("column names are missing, or one is there twice", line: lineCount + 1)
    }
  }

  private func error(
    _ problem: String, line: Int = 1, fix: String = "Correct the header."
  ) -> TableError {
    TableError(path: sample.path, location: "line \(line)", problem: problem, fix: fix)
  }
}

/// A table's own keywords out of its YAML.
enum ECSVMetadata {
  /// One entry for each value; lists and nested mappings are joined to text.
  ///
  /// What astropy notes of the Python classes of columns is left out: the columns stand alone.
  static func entries(_ node: Node) -> [HeaderEntry] {
    pairs(node).filter { $0.0 != "__serialized_columns__" }.map { HeaderEntry($0, value($1)) }
  }

  /// The pairs of a mapping, or of a list of mappings (`!!omap`).
  private static func pairs(_ node: Node) -> [(String, Node)] {
    switch node {
    case .mapping(let mapping):
      mapping.compactMap { key, value in key.scalar.map { ($0.string, value) } }
    case .sequence(let sequence): sequence.flatMap(pairs)
    default: []
    }
  }

  private static func value(_ node: Node) -> HeaderValue {
    guard case .scalar(let scalar) = node else { return .text(text(node)) }
    guard scalar.style == .plain || scalar.style == .any else { return .text(scalar.string) }
    switch scalar.string {
    case "true": return .flag(true)
    case "false": return .flag(false)
    case let text:
      if let integer = Int64(text) { return .integer(integer) }
      if let real = Double(text), real.isFinite { return .real(real) }
      return .text(text)
    }
  }

  private static func text(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.string
    case .sequence(let sequence): "[" + sequence.map(text).joined(separator: ", ") + "]"
    case .mapping(let mapping):
      "{" + mapping.map { text($0) + ": " + text($1) }.joined(separator: ", ") + "}"
    default: ""
    }
  }
}
