import Tables

/// Takes in a column chunk by chunk and holds it as narrow as is exact.
struct ValueCollector {
  private let info: ColumnInfo
  private var values: ColumnStorage
  /// Of long integers, once one is missing.
  private var validity: [Bool]?

  /// `nil` for columns the explorer cannot show: complex numbers, vectors of varying length or
  /// of no numbers.
  init?(_ info: ColumnInfo) {
    guard !info.type.isComplex, !info.isVariableLength else { return nil }
    self.info = info
    guard info.isScalar else {
      guard info.type.isFloatingPoint else { return nil }
      values = .element(VectorRows(width: info.shape.reduce(1, *)), 0)
      return
    }
    switch info.type {
    case .float: values = .float([])
    case .double: values = .double([])
    case .int64: values = .long([], validity: nil)
    case .uint64: values = .text(TextCells())
    case .bool, .string: values = .category(CodedTexts())
    default: values = .integer([])
    }
  }

  mutating func append(_ column: Column) {
    switch values {
    case .float(var held):
      values = .float([])
      held += column.floats() ?? []
      values = .float(held)
    case .double(var held):
      values = .double([])
      held += column.doubles() ?? []
      values = .double(held)
    case .integer, .long: appendIntegers(column)
    case .category, .text: appendTexts(column)
    case .element(var rows, _):
      values = .float([])
      rows.append(column)
      values = .element(rows, 0)
    }
  }

  private mutating func appendIntegers(_ column: Column) {
    let integers = column.values.int64s ?? []
    if case .integer(var held) = values {
      values = .float([])
      held.reserveCapacity(held.count + integers.count)
      for (row, integer) in integers.enumerated() {
        held.append(column.isValid(row) ? Int32(truncatingIfNeeded: integer) : .min)
      }
      values = .integer(held)
      return
    }
    guard case .long(var held, _) = values else { return }
    values = .float([])
    if column.validity != nil, validity == nil {
      validity = [Bool](repeating: true, count: held.count)
    }
    validity? += column.validity ?? [Bool](repeating: true, count: integers.count)
    held += integers
    values = .long(held, validity: nil)
  }

  private mutating func appendTexts(_ column: Column) {
    let texts = column.texts() ?? []
    if case .category(var coded) = values {
      values = .float([])
      for text in texts { coded.append(text) }
      let isVaried = info.type == .string && coded.names.count > CodedTexts.maximumNames
      values = isVaried ? .text(coded.spelledOut()) : .category(coded)
      return
    }
    guard case .text(var cells) = values else { return }
    values = .float([])
    for text in texts { cells.append(text ?? "") }
    values = .text(cells)
  }

  /// - Returns: Several for a vector: each of its elements, `name[0]` and so on.
  func columns(rowCount: Int) -> [InMemoryColumn] {
    switch values {
    case .element(let rows, _):
      return (0..<min(rows.width, Self.maximumElements)).map { place in
        var info = info
        (info.name, info.shape) = ("\(info.name)[\(place)]", [])
        return InMemoryColumn(info: info, values: .element(rows, place), rowCount: rowCount)
      }
    case .category(let coded) where info.type == .string && coded.areNames:
      return [InMemoryColumn(info: info, values: .text(coded.spelledOut()), rowCount: rowCount)]
    case .long(let held, _):
      return [InMemoryColumn(info: info, values: narrowed(held), rowCount: rowCount)]
    default:
      return [InMemoryColumn(info: info, values: values, rowCount: rowCount)]
    }
  }

  /// Elements of a vector that are offered as columns.
  private static let maximumElements = 256

  /// Text formats know one kind of integer only: what fits in 32 bits is held so.
  private func narrowed(_ held: [Int64]) -> ColumnStorage {
    let fits = held.allSatisfy { $0 > Int64(Int32.min) && $0 <= Int64(Int32.max) }
    guard fits else { return .long(held, validity: validity) }
    return .integer(
      held.indices.map { validity?[$0] ?? true ? Int32(held[$0]) : ColumnStorage.missingInteger })
  }

  /// The vectors themselves, where the column holds some.
  var vectors: VectorRows? {
    guard case .element(let rows, _) = values else { return nil }
    return rows
  }
}

extension VectorRows {
  mutating func append(_ column: Column) {
    guard let arrays = column.values.arrays else { return }
    var numbers: [Float]
    switch arrays.elements {
    case .float(let values): numbers = values
    case .double(let values): numbers = values.map { Float($0) }
    default: return
    }
    for place in numbers.indices where arrays.validity?[place] == false { numbers[place] = .nan }
    elements += numbers
  }
}
