import Files
import Settings

/// One column's entry in an ECSV header.
struct ECSVColumn: Decodable {
  let name: String
  let datatype: String
  let unit: String?
  let description: String?
  let format: String?
  let subtype: String?
  let meta: StructuredValue?

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case name, datatype, unit, description, format, subtype, meta
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    name = try values.word(.name)
    datatype = try values.word(.datatype)
    // A unit is a word, or astropy's tagged mapping around one.
    let unit = try values.decodeIfPresent(StructuredValue.self, forKey: .unit)
    self.unit = unit?.word ?? unit?["unit"]?.word
    description = try values.wordIfPresent(.description)
    format = try values.wordIfPresent(.format)
    subtype = try values.wordIfPresent(.subtype)
    meta = try values.decodeIfPresent(StructuredValue.self, forKey: .meta)
  }

  func info(path: String) throws(SkysortError) -> ColumnInfo {
    var info = ColumnInfo(name: name, type: try Self.type(datatype, of: name, path: path))
    info.unit = unit
    info.description = description
    info.display = format
    if let subtype { try Self.apply(subtype, to: &info, path: path) }
    let entries = meta.map(ECSVMetadata.entries) ?? []
    info.ucd = entries.first { $0.key.lowercased() == "ucd" }?.value.description
    return info
  }

  private static func type(
    _ datatype: String, of column: String, path: String
  ) throws(SkysortError) -> ElementType {
    switch datatype {
    case "bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "string":
      return ElementType(rawValue: datatype) ?? .string
    case "float16", "float32": return .float
    case "float64": return .double
    default:
      throw SkysortError(
        path: path, location: "column \(column)",
        problem: "the datatype \(datatype) is not read",
        fix: "Convert the column to float64 or string.")
    }
  }

  /// Arrays are JSON in a string column: `float64[3]`, `int32[null]`; other JSON stays text.
  private static func apply(
    _ subtype: String, to info: inout ColumnInfo, path: String
  ) throws(SkysortError) {
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
