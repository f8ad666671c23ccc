extension Table {
  /// Some rows, in the order given; a row may be named more than once.
  public func selecting(_ rows: [Int]) -> Table {
    Table(columns: columns.map { $0.selecting(rows) }, rowCount: rows.count)
  }
}

extension Table {
  /// Some rows, in the order given, and rows without any value where `nil` stands.
  public func selecting(_ rows: [Int?]) -> Table {
    Table(columns: columns.map { $0.selecting(rows) }, rowCount: rows.count)
  }
}

extension Column {
  /// Some rows, in the order given, and missing ones where `nil` stands.
  public func selecting(_ rows: [Int?]) -> Column {
    let present: [Int] = rows.compactMap { $0 }
    guard present.count < rows.count else { return selecting(present) }
    guard count > 0 else { return .missing(info, count: rows.count) }
    // Missing rows hold the first one's value, masked.
    let chosen = selecting(rows.map { $0 ?? 0 })
    let validity = rows.indices.map { rows[$0] != nil && chosen.validity?[$0] ?? true }
    return Column(info: info, values: chosen.values, validity: validity)
  }

  /// Rows without a value.
  static func missing(_ info: ColumnInfo, count: Int) -> Column {
    let one = ColumnValues.empty(info).padded(by: info.isVariableLength ? 0 : info.elementCount)
    let column = Column(info: info, values: one, validity: [false])
    return column.selecting([Int](repeating: 0, count: count))
  }
}

extension ColumnInfo {
  /// Numbers that one row of a fixed shape takes; two for a complex number.
  fileprivate var elementCount: Int { shape.reduce(type.isComplex ? 2 : 1, *) }
}

extension ColumnValues {
  /// One row of zeros, where there was none; of so many elements where it is an array.
  fileprivate func padded(by elementCount: Int) -> ColumnValues {
    switch self {
    case .bool: .bool([false])
    case .int64: .int64([0])
    case .uint64: .uint64([0])
    case .float: .float([0])
    case .double: .double([0])
    case .string: .string([""])
    case .array(let arrays):
      .array(
        ColumnArrays(
          elements: arrays.elements.padded(by: 0)
            .selecting([Int](repeating: 0, count: elementCount)),
          offsets: [0, elementCount]))
    }
  }
}

extension Column {
  /// Some rows, in the order given.
  public func selecting(_ rows: [Int]) -> Column {
    Column(
      info: info, values: values.selecting(rows),
      validity: validity.map { validity in rows.map { validity[$0] } })
  }
}

extension ColumnValues {
  fileprivate func selecting(_ rows: [Int]) -> ColumnValues {
    switch self {
    case .bool(let values): .bool(rows.map { values[$0] })
    case .int64(let values): .int64(rows.map { values[$0] })
    case .uint64(let values): .uint64(rows.map { values[$0] })
    case .float(let values): .float(rows.map { values[$0] })
    case .double(let values): .double(rows.map { values[$0] })
    case .string(let values): .string(rows.map { values[$0] })
    case .array(let arrays): .array(arrays.selecting(rows))
    }
  }
}

extension ColumnArrays {
  fileprivate func selecting(_ rows: [Int]) -> ColumnArrays {
    let ranges = rows.map { range(ofRow: $0) }
    let positions = ranges.flatMap { Array($0) }
    let offsets = ranges.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    return ColumnArrays(
      elements: elements.selecting(positions), offsets: offsets,
      validity: validity.map { validity in positions.map { validity[$0] } })
  }
}
