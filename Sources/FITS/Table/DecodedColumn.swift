/// Elements of a column, whatever their storage was.
public enum CellValues: Hashable, Sendable {
  case bool([Bool])
  case int64([Int64])
  case uint64([UInt64])
  case float([Float])
  case double([Double])
  case string([String])

  public var count: Int {
    switch self {
    case .bool(let values): values.count
    case .int64(let values): values.count
    case .uint64(let values): values.count
    case .float(let values): values.count
    case .double(let values): values.count
    case .string(let values): values.count
    }
  }
}

/// Some rows of one column.
public struct DecodedColumn: Hashable, Sendable {
  /// Every row's elements, in row order; a complex number is two, real and imaginary.
  public let values: CellValues
  /// By element, false where it is null; `nil` where none is. NaN is a value here.
  public let validity: [Bool]?
  /// Row `i` owns elements `offsets[i]..<offsets[i + 1]`; `nil` where each row has just one.
  public let offsets: [Int]?

  public init(values: CellValues, validity: [Bool]? = nil, offsets: [Int]? = nil) {
    self.values = values
    self.validity = validity
    self.offsets = offsets
  }
}
