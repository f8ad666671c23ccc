/// What is known of a column besides its values.
public struct ColumnInfo: Hashable, Codable, Sendable {
  public var name: String
  /// As stored; see ``ColumnValues`` for how memory holds it.
  public var type: ElementType
  /// Of one row's value: `[]` a scalar, `[3]` a vector; the fastest axis comes last.
  public var shape: [Int]
  /// Whether rows differ in length; `shape` is then empty.
  public var isVariableLength: Bool
  /// In the notation of the FITS standard: `deg`, `mag`, `nJy`.
  public var unit: String?
  /// Unified content descriptor of the Virtual Observatory: `phot.mag;em.opt.r`.
  public var ucd: String?
  public var description: String?
  /// The stored value that means 'missing', as text: a FITS `TNULL`.
  public var nullValue: String?
  /// How people want it shown: a FITS `TDISP`.
  public var display: String?
  /// Bytes of the widest string; `nil` where unknown or no string.
  public var width: Int?

  public init(
    name: String, type: ElementType, shape: [Int] = [], isVariableLength: Bool = false,
    unit: String? = nil, ucd: String? = nil, description: String? = nil,
    nullValue: String? = nil, display: String? = nil, width: Int? = nil
  ) {
    self.name = name
    self.type = type
    self.shape = shape
    self.isVariableLength = isVariableLength
    self.unit = unit
    self.ucd = ucd
    self.description = description
    self.nullValue = nullValue
    self.display = display
    self.width = width
  }

  /// Bytes of a row's value in memory, about; rows of varying length are not known.
  var memorySize: Double {
    let element: Double =
      switch type {
      case .bool: 1
      case .float: 4
      case .string: 17 + (width.map { $0 > 15 ? Double($0) + 32 : 0 } ?? 0)
      default: 8
      }
    return shape.reduce(element) { $0 * Double($1) } + (isScalar ? 0 : 8)
  }

  /// Whether a row holds one value.
  public var isScalar: Bool { shape.isEmpty && !isVariableLength }
}
