import FITS

extension ColumnInfo {
  /// - Parameter name: Differs from the column's where an earlier column has the same.
  init(_ column: TableColumn, name: String) {
    guard let type = ElementType(rawValue: column.element.rawValue) else {
      preconditionFailure("expected a type of Tables, found \(column.element)")
    }
    self.init(
      name: name, type: type, shape: column.shape, isVariableLength: column.isVariableLength,
      unit: column.unit, ucd: column.ucd, description: column.comment,
      nullValue: column.nullText, display: column.display, width: column.stringLength)
  }
}

extension Column {
  init(_ decoded: DecodedColumn, info: ColumnInfo) {
    let elements = ColumnValues(decoded.values)
    guard let offsets = decoded.offsets else {
      self.init(info: info, values: elements, validity: decoded.validity)
      return
    }
    let arrays = ColumnArrays(
      elements: elements, offsets: offsets, validity: decoded.validity)
    self.init(info: info, values: .array(arrays))
  }

  /// The cells as the FITS module takes them.
  var cells: DecodedColumn {
    guard case .array(let arrays) = values else {
      return DecodedColumn(values: CellValues(values), validity: validity)
    }
    return DecodedColumn(
      values: CellValues(arrays.elements), validity: elementValidity(arrays),
      offsets: arrays.offsets)
  }

  /// A missing row's elements are all missing.
  private func elementValidity(_ arrays: ColumnArrays) -> [Bool]? {
    guard let validity else { return arrays.validity }
    var result = arrays.validity ?? Array(repeating: true, count: arrays.elements.count)
    for row in validity.indices where !validity[row] {
      for element in arrays.range(ofRow: row) { result[element] = false }
    }
    return result
  }
}

extension ColumnValues {
  init(_ values: CellValues) {
    self =
      switch values {
      case .bool(let values): .bool(values)
      case .int64(let values): .int64(values)
      case .uint64(let values): .uint64(values)
      case .float(let values): .float(values)
      case .double(let values): .double(values)
      case .string(let values): .string(values)
      }
  }
}

extension CellValues {
  /// - Parameter values: Scalars.
  init(_ values: ColumnValues) {
    switch values {
    case .bool(let values): self = .bool(values)
    case .int64(let values): self = .int64(values)
    case .uint64(let values): self = .uint64(values)
    case .float(let values): self = .float(values)
    case .double(let values): self = .double(values)
    case .string(let values): self = .string(values)
    case .array: preconditionFailure("expected single values, found arrays")
    }
  }
}
