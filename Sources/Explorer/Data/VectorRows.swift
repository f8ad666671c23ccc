/// Vectors of equal length, one a row.
struct VectorRows: Sendable {
  let width: Int
  /// Shape `[rows, width]`; NaN where nothing was measured.
  var elements: [Float] = []

  var count: Int { elements.count / max(1, width) }

  subscript(row: Int, place: Int) -> Float { elements[row * width + place] }

  func vector(_ row: Int) -> [Float] { Array(elements[row * width..<(row + 1) * width]) }

  /// Whether every element of a row was measured.
  func isWhole(_ row: Int) -> Bool {
    elements[row * width..<(row + 1) * width].allSatisfy { !$0.isNaN }
  }
}
