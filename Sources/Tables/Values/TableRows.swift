extension Table {
  /// The column of a name that must be there.
  func column(known name: String) -> Column {
    guard let column = self[name] else {
      preconditionFailure("expected one of \(columns.map(\.name)), found \(name)")
    }
    return column
  }

  /// Some columns, or elements of columns, that are there.
  func choosing(_ names: [String]) -> Table {
    Table(columns: names.map { column(known: $0) }, rowCount: rowCount)
  }

  /// Some rows, in order.
  public func rows(_ range: Range<Int>) -> Table {
    Table(columns: columns.map { $0.rows(range) }, rowCount: range.count)
  }

  /// The tables' rows, one table below the other; their columns must agree.
  public static func concatenate(_ tables: [Table]) -> Table {
    guard let first = tables.first, tables.count > 1 else {
      return tables.first ?? Table(columns: [])
    }
    let columns = first.columns.indices.map { position in
      Column.concatenate(tables.map { $0.columns[position] })
    }
    return Table(columns: columns, rowCount: tables.reduce(0) { $0 + $1.rowCount })
  }
}

extension Column {
  /// Some rows, in order.
  public func rows(_ range: Range<Int>) -> Column {
    Column(info: info, values: values.rows(range), validity: validity.map { Array($0[range]) })
  }

  static func concatenate(_ parts: [Column]) -> Column {
    let isMasked = parts.contains { $0.validity != nil }
    let validity =
      isMasked ? parts.flatMap { $0.validity ?? Array(repeating: true, count: $0.count) } : nil
    return Column(
      info: parts[0].info, values: .concatenate(parts.map(\.values)), validity: validity)
  }
}

extension ColumnValues {
  func rows(_ range: Range<Int>) -> ColumnValues {
    switch self {
    case .bool(let values): .bool(Array(values[range]))
    case .int64(let values): .int64(Array(values[range]))
    case .uint64(let values): .uint64(Array(values[range]))
    case .float(let values): .float(Array(values[range]))
    case .double(let values): .double(Array(values[range]))
    case .string(let values): .string(Array(values[range]))
    case .array(let arrays): .array(arrays.rows(range))
    }
  }

  static func concatenate(_ parts: [ColumnValues]) -> ColumnValues {
    switch parts[0] {
    case .bool: .bool(parts.flatMap { $0.bools ?? [] })
    case .int64: .int64(parts.flatMap { $0.int64s ?? [] })
    case .uint64: .uint64(parts.flatMap { $0.uint64s ?? [] })
    case .float: .float(parts.flatMap { $0.floats ?? [] })
    case .double: .double(parts.flatMap { $0.doubles ?? [] })
    case .string: .string(parts.flatMap { $0.strings ?? [] })
    case .array: .array(.concatenate(parts.compactMap(\.arrays)))
    }
  }
}

extension ColumnArrays {
  func rows(_ range: Range<Int>) -> ColumnArrays {
    let start = offsets[range.lowerBound]
    let elementRange = start..<offsets[range.upperBound]
    return ColumnArrays(
      elements: elements.rows(elementRange),
      offsets: offsets[range.lowerBound...range.upperBound].map { $0 - start },
      validity: validity.map { Array($0[elementRange]) })
  }

  static func concatenate(_ parts: [ColumnArrays]) -> ColumnArrays {
    var offsets = [0]
    for part in parts {
      let start = offsets[offsets.count - 1]
      offsets += part.offsets.dropFirst().map { $0 + start }
    }
    let isMasked = parts.contains { $0.validity != nil }
    return ColumnArrays(
      elements: .concatenate(parts.map(\.elements)), offsets: offsets,
      validity: isMasked
        ? parts.flatMap { $0.validity ?? Array(repeating: true, count: $0.elements.count) } : nil)
  }
}
