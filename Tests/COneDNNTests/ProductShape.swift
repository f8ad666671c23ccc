/// A product's sizes and how its matrices lie in memory.
struct ProductShape: CustomStringConvertible {
  var rows, inner, columns: Int
  var isFirstTransposed = false
  /// Numbers between rows, or columns if transposed, beyond those that the matrix fills.
  var gap = 0
  /// Whether the second matrix is plain rather than packed.
  var isPlain = false
  var isSecondTransposed = false

  var firstStride: Int { (isFirstTransposed ? rows : inner) + gap }
  var secondStride: Int { isPlain ? (isSecondTransposed ? inner : columns) + gap : 0 }
  var resultStride: Int { columns + gap }

  var firstCount: Int { (isFirstTransposed ? inner : rows) * firstStride }
  var secondCount: Int {
    isPlain ? (isSecondTransposed ? columns : inner) * secondStride : inner * columns
  }
  var resultCount: Int { rows * resultStride }

  var description: String {
    let first = isFirstTransposed ? " first transposed" : ""
    let second = isPlain ? " plain" : " packed"
    let turned = isSecondTransposed ? " transposed" : ""
    return "\(rows)×\(inner)×\(columns)\(first)\(second)\(turned) gap \(gap)"
  }

  static let cases = [(1, 16, 16), (33, 48, 20), (7, 5, 3), (64, 32, 1)].flatMap { sizes in
    [false, true].flatMap { isFirstTransposed in
      [0, 16].flatMap { gap in
        [(false, false), (false, true), (true, false), (true, true)].map { second in
          ProductShape(
            rows: sizes.0, inner: sizes.1, columns: sizes.2, isFirstTransposed: isFirstTransposed,
            gap: gap, isPlain: second.0, isSecondTransposed: second.1)
        }
      }
    }
  }

  /// The exact sums, without gaps.
  func sums(_ first: [Float], _ second: [Float]) -> [Double] {
    let step = isPlain ? secondStride : isSecondTransposed ? inner : columns
    return (0..<rows * columns).map { place in
      let (row, column) = (place / columns, place % columns)
      return (0..<inner).reduce(0) { sum, index in
        let left = isFirstTransposed ? index * firstStride + row : row * firstStride + index
        let right = isSecondTransposed ? column * step + index : index * step + column
        return sum + Double(first[left] * second[right])
      }
    }
  }
}
