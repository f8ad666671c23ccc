/// Points of a latent space: rows of finite numbers.
public struct EmbeddingMatrix: Hashable, Sendable {
  public let rows: Int
  public let columns: Int
  /// Shape `[rows, columns]`, one row after another.
  public let values: [Float]

  /// - Parameter values: Shape `[rows, columns]`, finite; ``finiteRows(of:columns:)`` finds the
  ///   rows that are.
  public init(rows: Int, columns: Int, values: [Float]) {
    precondition(rows >= 0 && columns > 0, "expected rows and columns, found \(rows)×\(columns)")
    precondition(
      values.count == rows * columns,
      "expected \(rows)×\(columns) numbers, found \(values.count)")
    precondition(rows <= Int(Int32.max), "expected less than 2³¹ rows, found \(rows)")
    precondition(Self.areFinite(values), "expected finite numbers")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// The rows without NaN and infinities, and where they stood.
  ///
  /// - Parameter values: Shape `[any, columns]`.
  public static func finiteRows(
    of values: [Float], columns: Int
  ) -> (matrix: EmbeddingMatrix, rows: [Int]) {
    precondition(
      columns > 0 && values.count % columns == 0,
      "expected rows of \(columns) numbers, found \(values.count)")
    let rows = (0..<values.count / columns).filter {
      areFinite(values[$0 * columns..<($0 + 1) * columns])
    }
    var kept: [Float] = []
    kept.reserveCapacity(rows.count * columns)
    for row in rows { kept += values[row * columns..<(row + 1) * columns] }
    return (EmbeddingMatrix(rows: rows.count, columns: columns, values: kept), rows)
  }

  /// Numbers times 0 are 0 if they are finite.
  private static func areFinite(_ values: some Sequence<Float>) -> Bool {
    values.reduce(0) { $0 + $1 * 0 } == 0
  }

  public subscript(row: Int) -> ArraySlice<Float> {
    values[row * columns..<(row + 1) * columns]
  }

  /// Some rows, in the order they are named.
  public func selecting(_ chosen: [Int]) -> EmbeddingMatrix {
    var kept: [Float] = []
    kept.reserveCapacity(chosen.count * columns)
    for row in chosen { kept += self[row] }
    return EmbeddingMatrix(rows: chosen.count, columns: columns, values: kept)
  }

  /// Every column less its mean, over its standard deviation; zeros where a column is constant.
  public func standardized() -> EmbeddingMatrix {
    let centre = columnMeans
    var squares = [Double](repeating: 0, count: columns)
    forEachValue { column, value in
      let difference = Double(value) - centre[column]
      squares[column] += difference * difference
    }
    let factors = zip(squares, centre).map { square, mean in
      let deviation = (square / Double(rows)).squareRoot()
      // Below what rounding alone would leave, there is nothing but the constant.
      return deviation > 1e-7 * abs(mean) ? 1 / deviation : 0
    }
    return mapped { column, value in Float((Double(value) - centre[column]) * factors[column]) }
  }

  /// Every row over its length; rows of zeros stay.
  func normalized() -> EmbeddingMatrix {
    var result = values
    for row in 0..<rows {
      let square = self[row].reduce(0.0) { $0 + Double($1) * Double($1) }
      guard square > 0 else { continue }
      let factor = 1 / square.squareRoot()
      for index in row * columns..<(row + 1) * columns {
        result[index] = Float(Double(result[index]) * factor)
      }
    }
    return EmbeddingMatrix(rows: rows, columns: columns, values: result)
  }

  /// Every column less its mean, as far as float32 holds it.
  func centred() -> EmbeddingMatrix {
    let centre = columnMeans
    return mapped { column, value in Float(Double(value) - centre[column]) }
  }

  /// Shape `[columns]`; zeros where there is no row.
  var columnMeans: [Double] {
    var sums = [Double](repeating: 0, count: columns)
    forEachValue { column, value in sums[column] += Double(value) }
    return sums.map { $0 / Double(max(rows, 1)) }
  }

  /// Shape `[columns, rows]`.
  var transposedValues: [Float] {
    unsafe Array(unsafeUninitializedCapacity: values.count) { buffer, count in
      unsafe values.withUnsafeBufferPointer { values in
        for row in 0..<rows {
          for column in 0..<columns {
            unsafe buffer[column * rows + row] = values[row * columns + column]
          }
        }
      }
      count = values.count
    }
  }

  private func forEachValue(_ body: (Int, Float) -> Void) {
    unsafe values.withUnsafeBufferPointer { values in
      var index = 0
      for _ in 0..<rows {
        for column in 0..<columns {
          unsafe body(column, values[index])
          index += 1
        }
      }
    }
  }

  private func mapped(_ function: (Int, Float) -> Float) -> EmbeddingMatrix {
    let result = unsafe [Float](unsafeUninitializedCapacity: values.count) { buffer, count in
      forEachValue { column, value in
        unsafe buffer[count] = function(column, value)
        count += 1
      }
    }
    return EmbeddingMatrix(rows: rows, columns: columns, values: result)
  }
}
