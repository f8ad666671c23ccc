/// A column of a FITS table, by its keywords.
public struct TableColumn: Hashable, Sendable {
  /// How the cells are stored.
  public enum Form: Hashable, Sendable {
    case binary(BinaryForm)
    case ascii(ASCIIForm)
  }

  /// Counted from 1, as in the keywords.
  public let number: Int
  /// `TTYPE`, or `col` and the number.
  public let name: String
  public let form: Form
  /// `TFORM` as it stands.
  public let formText: String
  /// What an element is once decoded.
  public let element: ElementKind
  /// Of one row's value: `[]` a scalar; the fastest axis comes last.
  public let shape: [Int]
  /// Bytes of one string, where elements are strings.
  public let stringLength: Int?
  public let unit: String?
  public let ucd: String?
  /// `TCOMM`, or the comment behind `TTYPE`.
  public let comment: String?
  public let display: String?
  /// `TNULL` as text.
  public let nullText: String?
  /// Physical value = `zero` + `scale` × stored value.
  public let scale: Double
  public let zero: Double
  /// Bytes from the row's start.
  let offset: Int

  /// Whether rows differ in their number of elements.
  public var isVariableLength: Bool { binary?.descriptor != nil && element != .string }

  var binary: BinaryForm? { if case .binary(let form) = form { form } else { nil } }

  /// Bytes in a row.
  public var width: Int {
    switch form {
    case .binary(let form): form.rowWidth
    case .ascii(let form): form.width
    }
  }

  /// Whether `TSCAL` and `TZERO` change stored values into real numbers.
  var isScaled: Bool {
    (scale != 1 || zero != 0) && (element == .double || element == .complexDouble)
  }
}

extension TableColumn {
  /// - Parameters:
  ///   - header: The table's.
  ///   - number: Counted from 1.
  ///   - offset: Bytes from the row's start; of ASCII tables `TBCOL` says it.
  init(_ header: Header, number: Int, offset: Int, isASCII: Bool) throws(Fault) {
    guard let formText = header.text("TFORM\(number)") else {
      throw Fault("TFIELDS announces a column \(number), but there is no TFORM\(number)")
    }
    let scale = header["TSCAL\(number)"]?.real ?? 1
    let zero = header["TZERO\(number)"]?.real ?? 0
    let traits: Traits
    if isASCII {
      let form = try ASCIIForm(formText)
      traits = Traits(form, isScaled: scale != 1 || zero != 0)
      self.form = .ascii(form)
    } else {
      let form = try BinaryForm(formText)
      let axes = header.text("TDIM\(number)").flatMap(Traits.axes)
      traits = Traits(form, scale: scale, zero: zero, axes: axes)
      self.form = .binary(form)
    }
    self.number = number
    self.formText = formText
    self.offset = offset
    self.scale = scale
    self.zero = zero
    element = traits.element
    shape = traits.shape
    stringLength = traits.stringLength
    name = header.text("TTYPE\(number)").map(Self.trimmed) ?? "col\(number)"
    unit = header.text("TUNIT\(number)").map(Self.trimmed)
    ucd = (header.text("TUCD\(number)") ?? header.text("TBUCD\(number)")).map(Self.trimmed)
    comment = header.text("TCOMM\(number)") ?? Self.ownComment(header, number)
    display = header.text("TDISP\(number)")
    nullText = header["TNULL\(number)"].map { Self.trimmed($0.description) }
  }

  /// The comment behind `TTYPE`, unless a library wrote its stock phrase.
  private static func ownComment(_ header: Header, _ number: Int) -> String? {
    guard let comment = header.card("TTYPE\(number)")?.comment, !comment.isEmpty,
      !comment.hasPrefix("label for field"), !comment.hasPrefix("name of column")
    else { return nil }
    return comment
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.firstIndex { $0 != " " } ?? text.endIndex
    let end = text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.endIndex
    return start < end ? String(text[start..<end]) : ""
  }
}
