extension Table {
  /// Some rows, in the order given; a row may be named more than once.
  public func selecting(_ rows: [Int]) -> Table {
    Table(columns: columns.map { $0.selecting(rows) }, rowCount: rows.count)
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
