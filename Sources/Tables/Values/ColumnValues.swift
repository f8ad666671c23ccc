/// The values of a column in memory, one per row, whatever the file's storage was.
///
/// | stored as | held as |
/// |---|---|
/// | `bool` | `bool` |
/// | integers but `uint64` | `int64` |
/// | `uint64` | `uint64` |
/// | `float`, `double`, `string` | the same |
/// | complex, vectors, variable length | `array` |
///
/// Rows that are missing hold any value: ask ``Column/validity``.
public enum ColumnValues: Hashable, Sendable {
  case bool([Bool])
  case int64([Int64])
  case uint64([UInt64])
  case float([Float])
  case double([Double])
  case string([String])
  indirect case array(ColumnArrays)

  /// Rows.
  public var count: Int {
    switch self {
    case .bool(let values): values.count
    case .int64(let values): values.count
    case .uint64(let values): values.count
    case .float(let values): values.count
    case .double(let values): values.count
    case .string(let values): values.count
    case .array(let arrays): arrays.count
    }
  }
}

extension ColumnValues {
  /// The values where they are truth values.
  public var bools: [Bool]? { if case .bool(let values) = self { values } else { nil } }
  /// The values where they are integers of up to 64 bits.
  public var int64s: [Int64]? { if case .int64(let values) = self { values } else { nil } }
  /// The values where they are unsigned integers of 64 bits.
  public var uint64s: [UInt64]? { if case .uint64(let values) = self { values } else { nil } }
  /// The values where they are of single precision.
  public var floats: [Float]? { if case .float(let values) = self { values } else { nil } }
  /// The values where they are of double precision.
  public var doubles: [Double]? { if case .double(let values) = self { values } else { nil } }
  /// The values where they are text.
  public var strings: [String]? { if case .string(let values) = self { values } else { nil } }
  /// The values where rows hold several elements.
  public var arrays: ColumnArrays? { if case .array(let arrays) = self { arrays } else { nil } }
}

/// Rows of several elements each, held end to end.
///
/// A complex number is two elements, real and imaginary.
public struct ColumnArrays: Hashable, Sendable {
  /// Every row's elements, in row order; never `array` itself.
  public let elements: ColumnValues
  /// Row `i` owns elements `offsets[i]..<offsets[i + 1]`; one more than there are rows.
  public let offsets: [Int]
  /// By element; `nil` where none is missing.
  public let validity: [Bool]?

  public init(elements: ColumnValues, offsets: [Int], validity: [Bool]? = nil) {
    if case .array = elements { preconditionFailure("expected scalar elements, found arrays") }
    precondition(
      offsets.first == 0 && offsets.last == elements.count,
      "expected offsets from 0 to \(elements.count), found \(offsets.prefix(1))…")
    precondition(validity.map { $0.count == elements.count } ?? true)
    self.elements = elements
    self.offsets = offsets
    self.validity = validity
  }

  public var count: Int { offsets.count - 1 }

  /// Where a row's elements lie in ``elements``.
  public func range(ofRow row: Int) -> Range<Int> { offsets[row]..<offsets[row + 1] }
}
