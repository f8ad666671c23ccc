internal import Parallel

/// Products of matrices, their rows shared among threads.
struct MatrixProduct {
  let team: WorkerTeam
  /// Rows of a piece of work.
  private static let part = 256

  init(threads: Int) { team = WorkerTeam(threads: threads) }

  /// `first · second`, or `first · secondᵀ`.
  func product(
    _ first: EmbeddingMatrix, _ second: EmbeddingMatrix, isTransposed: Bool
  ) -> EmbeddingMatrix {
    let columns = isTransposed ? second.rows : second.columns
    precondition(
      first.columns == (isTransposed ? second.columns : second.rows),
      "expected matching sides, found \(first.rows)×\(first.columns) and "
        + "\(second.rows)×\(second.columns)")
    let values = unsafe [Float](unsafeUninitializedCapacity: first.rows * columns) { to, count in
      unsafe first.values.withUnsafeBufferPointer { left in
        unsafe second.values.withUnsafeBufferPointer { right in
          guard let left = left.baseAddress, let right = right.baseAddress,
            let to = to.baseAddress
          else { return }
          team.forEachPart(of: first.rows, size: Self.part) { rows in
            unsafe LinearAlgebra.product(
              .init(start: left + rows.lowerBound * first.columns, stride: first.columns),
              .init(start: right, stride: second.columns, isTransposed: isTransposed),
              rows: rows.count, columns: columns, inner: first.columns,
              into: to + rows.lowerBound * columns, stride: columns)
          }
        }
      }
      count = first.rows * columns
    }
    return EmbeddingMatrix(rows: first.rows, columns: columns, values: values)
  }
}

/// `Z · Zᵀ` in double precision, tile by tile, so that neither a copy of `Z` in doubles is made nor
/// a sum divided among threads.
struct SymmetricProduct {
  /// Shape `[rows, columns]`.
  let values: [Float]
  let rows: Int
  let columns: Int

  private static let side = 128
  private static let depth = 512

  init(of values: [Float], rows: Int, columns: Int) {
    self.values = values
    self.rows = rows
    self.columns = columns
  }

  /// Shape `[rows, rows]`.
  func matrix(_ team: WorkerTeam) -> [Double] {
    var result = [Double](repeating: 0, count: rows * rows)
    let bands = (rows + Self.side - 1) / Self.side
    let tiles = (0..<bands).flatMap { row in (0...row).map { (row, $0) } }
    unsafe result.withUnsafeMutableBufferPointer { result in
      unsafe values.withUnsafeBufferPointer { values in
        guard let to = result.baseAddress, let from = values.baseAddress else { return }
        team.forEach(tiles.count) { unsafe add(tiles[$0].0, tiles[$0].1, from: from, to: to) }
        for row in 0..<rows {
          for column in 0..<row {
            unsafe to[column * rows + row] = to[row * rows + column]
          }
        }
      }
    }
    return result
  }

  private func band(_ number: Int) -> Range<Int> {
    number * Self.side..<min(rows, (number + 1) * Self.side)
  }

  private func add(
    _ row: Int, _ column: Int, from: UnsafePointer<Float>, to: UnsafeMutablePointer<Double>
  ) {
    let (below, beside) = (band(row), band(column))
    let size = Self.side * Self.depth
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * size) { buffer in
      guard let left = buffer.baseAddress else { return }
      let right = unsafe left + size
      for start in stride(from: 0, to: columns, by: Self.depth) {
        let part = start..<min(columns, start + Self.depth)
        unsafe widen(from, below, part, into: left)
        unsafe widen(from, beside, part, into: right)
        unsafe LinearAlgebra.addProduct(
          left, right, rows: below.count, columns: beside.count, inner: part.count,
          into: to + below.lowerBound * rows + beside.lowerBound, stride: rows)
      }
    }
  }

  private func widen(
    _ from: UnsafePointer<Float>, _ band: Range<Int>, _ part: Range<Int>,
    into to: UnsafeMutablePointer<Double>
  ) {
    var place = 0
    for row in band {
      for column in part {
        unsafe to[place] = Double(from[row * columns + column])
        place += 1
      }
    }
  }
}
