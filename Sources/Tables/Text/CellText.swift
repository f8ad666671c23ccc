/// Writes values as the text of cells.
///
/// Numbers are as short as reads back exactly, in no locale; what is missing leaves an empty
/// cell, in ECSV `""`.
struct CellText {
  let delimiter: UInt8
  let isECSV: Bool

  /// Appends a row's value.
  func append(_ column: Column, row: Int, to bytes: inout [UInt8]) {
    guard column.validity?[row] ?? true else { return appendMissing(to: &bytes) }
    switch column.values {
    case .bool(let values): bytes.append(ascii: values[row] ? "True" : "False")
    case .int64(let values): bytes.append(ascii: values[row].description)
    case .uint64(let values): bytes.append(ascii: values[row].description)
    case .float(let values): append(values[row], to: &bytes)
    case .double(let values): append(values[row], to: &bytes)
    case .string(let values): append(text: values[row], to: &bytes)
    case .array(let arrays):
      append(text: JSONArrays.text(arrays, row: row, shape: column.info.shape), to: &bytes)
    }
  }

  private func append<Real: BinaryFloatingPoint & CustomStringConvertible>(
    _ value: Real, to bytes: inout [UInt8]
  ) {
    if value.isNaN {
      if isECSV { bytes.append(ascii: "nan") }
    } else {
      bytes.append(ascii: value.description)
    }
  }

  func appendMissing(to bytes: inout [UInt8]) {
    if isECSV { bytes.append(ascii: "\"\"") }
  }

  /// Appends text, quoted where it must be, and inert where a spreadsheet would run it.
  func append(text: String, to bytes: inout [UInt8]) {
    let utf8 = text.utf8.span
    append(text: utf8, Cell(start: 0, end: utf8.count, isQuoted: false), to: &bytes)
  }

  /// Appends a cell's text, undoubled already where it was quoted.
  func append(text: borrowing Span<UInt8>, _ cell: Cell, to bytes: inout [UInt8]) {
    let isFormula = !isECSV && Formula.begins(text, cell)
    guard needsQuotes(text, cell) else {
      if isFormula { bytes.append(Formula.guardByte) }
      for position in cell.start..<cell.end { bytes.append(text[position]) }
      return
    }
    bytes.append(Ascii.quote)
    if isFormula { bytes.append(Formula.guardByte) }
    for position in cell.start..<cell.end {
      if text[position] == Ascii.quote { bytes.append(Ascii.quote) }
      bytes.append(text[position])
    }
    bytes.append(Ascii.quote)
  }

  private func needsQuotes(_ text: borrowing Span<UInt8>, _ cell: Cell) -> Bool {
    guard cell.count > 0 else { return isECSV }
    let edges = [text[cell.start], text[cell.end - 1]]
    if edges.contains(where: Ascii.isBlank) || edges[0] == Ascii.hash { return true }
    for position in cell.start..<cell.end {
      let byte = text[position]
      if byte == delimiter || byte == Ascii.quote || byte == Ascii.newline
        || byte == Ascii.carriageReturn || (delimiter == Ascii.space && byte == Ascii.tab)
      {
        return true
      }
    }
    return false
  }
}

extension [UInt8] {
  mutating func append(ascii text: String) { append(contentsOf: text.utf8) }
}

/// Array values as JSON, as ECSV holds them.
enum JSONArrays {
  static func text(_ arrays: ColumnArrays, row: Int, shape: [Int]) -> String {
    let range = arrays.range(ofRow: row)
    let words = range.map { element(arrays, $0) }
    guard shape.count > 1, shape.reduce(1, *) == words.count else {
      return "[\(words.joined(separator: ","))]"
    }
    return nested(words[...], shape[...])
  }

  private static func nested(_ words: ArraySlice<String>, _ shape: ArraySlice<Int>) -> String {
    guard shape.count > 1, let count = shape.first, count > 0 else {
      return "[\(words.joined(separator: ","))]"
    }
    let step = words.count / count
    let parts = (0..<count).map { part in
      let start = words.startIndex + part * step
      return nested(words[start..<(start + step)], shape.dropFirst())
    }
    return "[\(parts.joined(separator: ","))]"
  }

  private static func element(_ arrays: ColumnArrays, _ index: Int) -> String {
    guard arrays.validity?[index] ?? true else { return "null" }
    switch arrays.elements {
    case .bool(let values): return values[index].description
    case .int64(let values): return values[index].description
    case .uint64(let values): return values[index].description
    case .float(let values): return real(values[index])
    case .double(let values): return real(values[index])
    case .string(let values): return quoted(values[index])
    case .array: preconditionFailure("expected scalar elements, found arrays")
    }
  }

  /// JSON has no word for what is not finite; these are what Python's reader takes.
  private static func real<Real: BinaryFloatingPoint & CustomStringConvertible>(
    _ value: Real
  ) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return value.description
  }

  /// A JSON string; also valid as a double-quoted YAML scalar.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value):
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
