/// The YAML header of an ECSV table being written.
///
/// - Source: Astropy Proposal for Enhancement 6, version 1.0.
struct ECSVHeaderText {
  let schema: TableSchema
  let added: [ColumnInfo]
  let header: [HeaderEntry]
  let history: [String]
  let delimiter: UInt8

  var bytes: [UInt8] {
    var lines = ["%ECSV 1.0", "---"]
    if delimiter != Ascii.space { lines.append("delimiter: ','") }
    lines.append("datatype:")
    lines += (schema.columns + added).map { "- {" + Self.entry($0) + "}" }
    lines += metadata
    lines.append("schema: astropy-2.0")
    return Array(lines.map { "# \($0)\n" }.joined().utf8)
  }

  private static func entry(_ info: ColumnInfo) -> String {
    var parts = ["name: " + JSONArrays.quoted(info.name), "datatype: " + datatype(info)]
    if let subtype = subtype(info) { parts.append("subtype: " + JSONArrays.quoted(subtype)) }
    if let unit = info.unit { parts.append("unit: " + JSONArrays.quoted(unit)) }
    if let text = info.description { parts.append("description: " + JSONArrays.quoted(text)) }
    if let ucd = info.ucd { parts.append("meta: {ucd: " + JSONArrays.quoted(ucd) + "}") }
    return parts.joined(separator: ", ")
  }

  private static func datatype(_ info: ColumnInfo) -> String {
    info.isScalar && !info.type.isComplex ? name(info.type) : "string"
  }

  private static func subtype(_ info: ColumnInfo) -> String? {
    let axes =
      (info.isVariableLength ? ["null"] : info.shape.map(String.init))
      + (info.type.isComplex ? ["2"] : [])
    return axes.isEmpty ? nil : name(info.type) + "[" + axes.joined(separator: ",") + "]"
  }

  private static func name(_ type: ElementType) -> String {
    switch type {
    case .float, .complexFloat: "float32"
    case .double, .complexDouble: "float64"
    default: type.rawValue
    }
  }

  /// The table's keywords and ours; those that occur often become lists.
  private var metadata: [String] {
    let entries = schema.metadata + header + history.map { HeaderEntry("HISTORY", .text($0)) }
    guard !entries.isEmpty else { return [] }
    var keys: [String] = []
    var values: [String: [String]] = [:]
    for entry in entries {
      if values[entry.key] == nil { keys.append(entry.key) }
      values[entry.key, default: []].append(Self.scalar(entry.value))
    }
    return ["meta:"]
      + keys.map { key in
        let list = values[key] ?? []
        let value = list.count == 1 ? list[0] : "[" + list.joined(separator: ", ") + "]"
        return "  \(JSONArrays.quoted(key)): \(value)"
      }
  }

  private static func scalar(_ value: HeaderValue) -> String {
    switch value {
    case .text(let text): JSONArrays.quoted(text)
    case .integer(let integer): integer.description
    case .real(let real) where real.isFinite: real.description
    case .real(let real): JSONArrays.quoted(real.description)
    case .flag(let flag): flag.description
    }
  }
}
