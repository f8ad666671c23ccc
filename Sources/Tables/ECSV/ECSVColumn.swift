import Yams

/// One column's entry in an ECSV header.
enum ECSVColumn {
  static func info(_ node: Node, path: String) throws(TableError) -> ColumnInfo {
    var entry = try StrictMapping(node, subject: "a column", path: path)
    let name = try entry.requiredString("name")
    let datatype = try entry.requiredString("datatype")
    var info = ColumnInfo(name: name, type: try type(datatype, of: name, path: path))
    info.unit = entry.node("unit").flatMap(unit)
    info.description = try entry.string("description")
    info.display = try entry.string("format")
    if let subtype = try entry.string("subtype") {
      try apply(subtype, to: &info, path: path)
    }
    let meta = entry.node("meta").map(ECSVMetadata.entries) ?? []
    info.ucd = meta.first { $0.key.lowercased() == "ucd" }?.value.description
    try entry.finish()
    return info
  }

  /// A unit is a word, or astropy's tagged mapping around one.
  private static func unit(_ node: Node) -> String? {
    switch node {
    case .scalar(let scalar): scalar.string
    case .mapping(let mapping): mapping["unit"]?.scalar?.string
    default: nil
    }
  }

  private static func type(
    _ datatype: String, of column: String, path: String
  ) throws(TableError) -> ElementType {
    switch datatype {
    case "bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "string":
      return ElementType(rawValue: datatype) ?? .string
    case "float16", "float32": return .float
    case "float64": return .double
    default:
      throw TableError(
        path: path, location: "column \(column)",
        problem: "the datatype \(datatype) is not read",
        fix: "Convert the column to float64 or string.")
    }
  }

  /// Arrays are JSON in a string column: `float64[3]`, `int32[null]`; other JSON stays text.
  private static func apply(
    _ subtype: String, to info: inout ColumnInfo, path: String
  ) throws(TableError) {
    guard let bracket = subtype.firstIndex(of: "["), subtype.hasSuffix("]") else { return }
    info.type = try type(String(subtype[..<bracket]), of: info.name, path: path)
    let sizes = subtype[subtype.index(after: bracket)...].dropLast()
      .split(separator: ",").map { Int($0.filter { !$0.isWhitespace }) }
    let shape = sizes.compactMap { $0 }.filter { $0 >= 0 }
    if shape.count == sizes.count, shape.reduce(1, multiplied) < 1 << 24 {
      info.shape = shape
    } else {
      info.isVariableLength = true
    }
  }

  private static func multiplied(_ a: Int, _ b: Int) -> Int {
    let (product, isOverflow) = a.multipliedReportingOverflow(by: b)
    return isOverflow ? Int.max : product
  }
}
