/// A column to be written to a binary table.
public struct OutputColumn: Hashable, Sendable {
  public let name: String
  public let element: ElementKind
  public let form: BinaryForm
  /// Of one row's value: `[]` a scalar; the fastest axis comes last.
  public let shape: [Int]
  /// The stored value that means 'missing', of an integer column.
  public let nullValue: Int64?
  public let unit: String?
  public let ucd: String?
  public let comment: String?
  public let display: String?

  /// - Parameters:
  ///   - stringLength: Bytes of every string, where the elements are strings.
  ///   - isNullable: Whether an integer column needs a value that means 'missing'.
  public init(
    name: String, element: ElementKind, shape: [Int] = [], isVariableLength: Bool = false,
    stringLength: Int = 0, isNullable: Bool = false, unit: String? = nil, ucd: String? = nil,
    comment: String? = nil, display: String? = nil
  ) {
    let type = Self.stored(element)
    let count = shape.reduce(element == .string ? stringLength : 1, *)
    self.name = name
    self.element = element
    self.shape = shape
    self.unit = unit
    self.ucd = ucd
    self.comment = comment
    self.display = display
    nullValue = isNullable ? Self.extreme(of: type, element) : nil
    form =
      isVariableLength
      ? BinaryForm(type: type, descriptor: .wide) : BinaryForm(type: type, repeatCount: count)
  }

  /// The letter an element is stored as.
  private static func stored(_ element: ElementKind) -> StoredType {
    switch element {
    case .bool: .logical
    case .int8, .uint8: .byte
    case .int16, .uint16: .short
    case .int32, .uint32: .int
    case .int64, .uint64: .long
    case .float: .float
    case .double: .double
    case .string: .character
    case .complexFloat: .complexFloat
    case .complexDouble: .complexDouble
    }
  }

  /// The least likely value of a type, as it is stored: the lowest, of bytes the highest.
  private static func extreme(of type: StoredType, _ element: ElementKind) -> Int64? {
    switch type {
    case .byte: element == .int8 ? 0 : 255
    case .short: Int64(Int16.min)
    case .int: Int64(Int32.min)
    case .long: .min
    default: nil
    }
  }

  /// `TZERO`: what makes stored integers unsigned, or bytes signed.
  var zero: CardValue? {
    switch element {
    case .int8: .integer(-128)
    case .uint16: .integer(32768)
    case .uint32: .integer(2_147_483_648)
    // Beyond 64-bit integers, so written as the digits themselves.
    case .uint64: .real(9_223_372_036_854_775_808)
    default: nil
    }
  }

  /// Elements of one row as they lie in ``CellValues``; a complex number is two.
  var elementsPerRow: Int {
    let isComplex = element == .complexFloat || element == .complexDouble
    return shape.reduce(isComplex ? 2 : 1, *)
  }

  /// Bytes of one string.
  var stringLength: Int { element == .string ? form.repeatCount / max(1, shape.reduce(1, *)) : 0 }

  /// The keywords that declare the column.
  func records(number: Int) -> [UInt8] {
    var records = CardWriter.records("TTYPE\(number)", .string(name), comment: comment ?? "")
    records += CardWriter.records("TFORM\(number)", .string(form.description))
    if let unit { records += CardWriter.records("TUNIT\(number)", .string(unit)) }
    if let ucd { records += CardWriter.records("TUCD\(number)", .string(ucd)) }
    if !shape.isEmpty { records += CardWriter.records("TDIM\(number)", .string(dimensions)) }
    if let zero {
      records += CardWriter.records("TSCAL\(number)", .integer(1))
      records += CardWriter.records("TZERO\(number)", zero)
    }
    if let nullValue { records += CardWriter.records("TNULL\(number)", .integer(nullValue)) }
    if let display { records += CardWriter.records("TDISP\(number)", .string(display)) }
    if let comment, !comment.isEmpty {
      records += CardWriter.records("TCOMM\(number)", .string(comment))
    }
    return records
  }

  private var dimensions: String {
    let axes = (element == .string ? [stringLength] : []) + shape.reversed()
    return "(" + axes.map(String.init).joined(separator: ",") + ")"
  }
}
