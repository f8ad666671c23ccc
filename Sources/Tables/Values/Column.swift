/// A column of a table: values, which of them are there, and what they mean.
public struct Column: Hashable, Sendable {
  public let info: ColumnInfo
  public let values: ColumnValues
  /// By row, false where the value is missing; `nil` where none is.
  public let validity: [Bool]?

  public init(info: ColumnInfo, values: ColumnValues, validity: [Bool]? = nil) {
    precondition(
      validity.map { $0.count == values.count } ?? true,
      "expected \(values.count) validity bits, found \(validity?.count ?? 0)")
    self.info = info
    self.values = values
    self.validity = validity
  }

  public var name: String { info.name }

  /// Rows.
  public var count: Int { values.count }

  /// Whether a row has a value. NaN counts as none.
  public func isValid(_ row: Int) -> Bool {
    guard validity?[row] ?? true else { return false }
    switch values {
    case .float(let values): return !values[row].isNaN
    case .double(let values): return !values[row].isNaN
    default: return true
    }
  }

  /// The values as numbers, NaN where missing; `nil` for strings and arrays.
  ///
  /// Integers beyond 2⁵³ lose digits: identifiers go through ``texts()`` instead.
  public func doubles() -> [Double]? {
    switch values {
    case .bool(let values): masked(values.map { $0 ? 1 : 0 })
    case .int64(let values): masked(values.map(Double.init))
    case .uint64(let values): masked(values.map(Double.init))
    case .float(let values): masked(values.map(Double.init))
    case .double(let values): masked(values)
    case .string, .array: nil
    }
  }

  /// The values as single-precision numbers, NaN where missing; `nil` for strings and arrays.
  public func floats() -> [Float]? {
    if case .float(let values) = values { return masked(values) }
    return doubles()?.map(Float.init)
  }

  /// The values as text, `nil` where missing: integers in full, reals as short as is exact.
  ///
  /// - Returns: `nil` for arrays.
  public func texts() -> [String?]? {
    switch values {
    case .bool(let values): masked(values.map { $0 ? "true" : "false" })
    case .int64(let values): masked(values.map(\.description))
    case .uint64(let values): masked(values.map(\.description))
    case .float(let values): masked(values.map { $0.isNaN ? nil : $0.description })
    case .double(let values): masked(values.map { $0.isNaN ? nil : $0.description })
    case .string(let values): masked(values)
    case .array: nil
    }
  }

  private func masked<Number: BinaryFloatingPoint>(_ numbers: [Number]) -> [Number] {
    guard let validity else { return numbers }
    var result = numbers
    for row in validity.indices where !validity[row] { result[row] = .nan }
    return result
  }

  private func masked(_ texts: [String?]) -> [String?] {
    guard let validity else { return texts }
    return zip(texts, validity).map { $1 ? $0 : nil }
  }
}
