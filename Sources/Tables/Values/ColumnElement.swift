/// A name such as `PSFMAG[2]`: one element of a column that holds an array in each row.
///
/// Elements are counted from 0, as numpy and IDL count them.
struct ElementName: Hashable {
  let column: String
  let index: Int

  /// - Returns: `nil` for a name without a number in brackets behind it.
  init?(_ text: String) {
    guard text.hasSuffix("]"), let opening = text.lastIndex(of: "[") else { return nil }
    let digits = text[text.index(after: opening)...].dropLast()
    guard let index = Int(digits), digits.allSatisfy(\.isNumber), opening > text.startIndex else {
      return nil
    }
    column = String(text[..<opening])
    self.index = index
  }
}

extension ColumnInfo {
  /// How many elements a row has that ``element(_:)`` can name; 0 where it holds one value, rows
  /// of different lengths, or more than one axis.
  var nameableElements: Int { shape.count == 1 && !type.isComplex ? shape[0] : 0 }

  /// One element of each row as a column of its own; `nil` where there is no such element.
  ///
  /// - Parameter index: Counted from 0.
  func element(_ index: Int) -> ColumnInfo? {
    guard index >= 0, index < nameableElements else { return nil }
    var info = self
    info.name = "\(name)[\(index)]"
    info.shape = []
    return info
  }
}

extension Column {
  /// One element of each row; `nil` where there is no such element.
  func element(_ index: Int) -> Column? {
    guard let info = info.element(index), case .array(let arrays) = values else { return nil }
    let places = (0..<count).map { arrays.offsets[$0] + index }
    let elements = Column(
      info: info, values: arrays.elements, validity: arrays.validity
    ).selecting(places)
    guard let validity else { return elements }
    return Column(
      info: info, values: elements.values,
      validity: validity.indices.map { validity[$0] && (elements.validity?[$0] ?? true) })
  }
}
