/// The values of a column as the explorer holds them: as narrow as is exact.
enum ColumnStorage: Sendable {
  /// NaN where missing.
  case float([Float])
  /// NaN where missing.
  case double([Double])
  /// ``missingInteger`` where missing.
  case integer([Int32])
  case long([Int64], validity: [Bool]?)
  case category(CodedTexts)
  /// Empty where missing.
  case text(TextCells)
  /// One element of every row's vector.
  case element(VectorRows, Int)

  static let missingInteger = Int32.min

  /// A row's number, NaN where it has none; `nil` for texts.
  @inline(__always)
  func number(_ row: Int) -> Double? {
    switch self {
    case .float(let values): Double(values[row])
    case .double(let values): values[row]
    case .integer(let values):
      values[row] == Self.missingInteger ? .nan : Double(values[row])
    case .long(let values, let validity):
      validity?[row] ?? true ? Double(values[row]) : .nan
    case .element(let rows, let place): Double(rows[row, place])
    case .category, .text: nil
    }
  }

  /// A row's value in full, `nil` where it has none.
  func text(_ row: Int) -> String? {
    switch self {
    case .float(let values): values[row].isNaN ? nil : values[row].description
    case .double(let values): values[row].isNaN ? nil : values[row].description
    case .integer(let values):
      values[row] == Self.missingInteger ? nil : values[row].description
    case .long(let values, let validity):
      validity?[row] ?? true ? values[row].description : nil
    case .category(let coded):
      coded.codes[row] == CodedTexts.missing ? nil : coded.names[Int(coded.codes[row])]
    case .text(let cells): cells[row].isEmpty ? nil : cells[row]
    case .element(let rows, let place):
      rows[row, place].isNaN ? nil : rows[row, place].description
    }
  }

  /// All numbers as the map takes them; `nil` for texts.
  func floats() -> [Float]? {
    switch self {
    case .float(let values): return values
    case .double(let values): return values.map { Float($0) }
    case .integer(let values):
      return values.map { $0 == Self.missingInteger ? .nan : Float($0) }
    case .long(let values, let validity):
      return values.indices.map { validity?[$0] ?? true ? Float(values[$0]) : .nan }
    case .element(let rows, let place):
      return (0..<rows.count).map { rows[$0, place] }
    case .category, .text: return nil
    }
  }
}
