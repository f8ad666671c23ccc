import Files
import Settings

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

  func layout() throws(SkysortError) -> TextLayout {
    guard lineCount < sample.lines.count else {
      throw error("the header has no end, or is longer than 1 MiB", fix: "Check the file's end.")
    }
    let header = try tree()
    let delimiter = try delimiter(header["delimiter"]?.word ?? " ")
    let columns = try columns(header)
    try checkNames(columns, delimiter)
    return TextLayout(
      path: sample.path, format: .ecsv, delimiter: delimiter, names: columns.map(\.name),
      declared: columns, isTyped: true, metadata: header["meta"].map(ECSVMetadata.entries) ?? [],
      dataOffset: sample.offset(behind: lineCount), firstDataLine: lineCount + 2,
      hasComments: true)
  }

  private func tree() throws(SkysortError) -> StructuredValue {
    // The first line is not a YAML; an empty one in its place keeps the count of lines.
    let lines = [""] + (1..<lineCount).map { sample.text($0).dropFirst(2) }
    return try StrictSettings.read(
      yaml: lines.joined(separator: "\n"), path: sample.path, maximumAliases: .max)
  }

  private func columns(_ header: StructuredValue) throws(SkysortError) -> [ColumnInfo] {
    guard let list = header["datatype"] else {
      throw error("the header has no list of columns called datatype")
    }
    let declared = try StrictSettings.decode(
      OneOrMore<ECSVColumn>.self, from: list, path: sample.path
    ).elements
    var columns: [ColumnInfo] = []
    for column in declared { columns.append(try column.info(path: sample.path)) }
    return columns
  }

  private func delimiter(_ text: String) throws(SkysortError) -> TextDelimiter {
    switch text {
    case " ": return .blanks
    case ",": return .comma
    default: throw error("the delimiter '\(text)' is neither a space nor a comma")
    }
  }

  private func checkNames(
    _ columns: [ColumnInfo], _ delimiter: TextDelimiter
  ) throws(SkysortError) {
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
  ) -> SkysortError {
    SkysortError(path: sample.path, location: "line \(line)", problem: problem, fix: fix)
  }
}

/// A table's own keywords out of its YAML.
enum ECSVMetadata {
  /// One entry for each value; lists and nested mappings are joined to text.
  ///
  /// What astropy notes of the Python classes of columns is left out: the columns stand alone.
  static func entries(_ meta: StructuredValue) -> [HeaderEntry] {
    members(meta).filter { $0.name != "__serialized_columns__" }
      .map { HeaderEntry($0.name, value($0.value)) }
  }

  /// The members of a mapping, or of a list of mappings (`!!omap`).
  private static func members(_ meta: StructuredValue) -> [StructuredValue.Member] {
    switch meta.content {
    case .mapping(let members): members
    case .sequence(let elements): elements.flatMap(members)
    default: []
    }
  }

  private static func value(_ value: StructuredValue) -> HeaderValue {
    switch value.content {
    case .truth(let truth): .flag(truth)
    case .integer(let integer): .integer(Int64(integer))
    case .number(let number): .real(number)
    default: .text(text(value))
    }
  }

  private static func text(_ value: StructuredValue) -> String {
    switch value.content {
    case .sequence(let elements): "[" + elements.map(text).joined(separator: ", ") + "]"
    case .mapping(let members):
      "{" + members.map { "\($0.name): \(text($0.value))" }.joined(separator: ", ") + "}"
    default: value.word ?? ""
    }
  }
}
