internal import CVector
internal import Parallel

/// Searches every pair, by products of matrices.
///
/// `|a - b|² = |a|² + |b|² - 2 a·b` loses digits where points are close and far from the origin, so
/// it only chooses candidates among centred points, a few more than wanted; their distances are
/// then computed by differences. Where the error could have hidden a neighbour, the row is
/// searched by differences alone.
struct PairProducts {
  private let points: EmbeddingMatrix
  private let centred: EmbeddingMatrix
  private let mean: [Double]
  /// Squared lengths of the centred rows.
  private let norms: [Float]
  private let team: WorkerTeam

  /// Rows and columns of a tile of products, which stays in a core's own cache.
  private static let rowsOfTile = 64
  private static let columnsOfTile = 2048
  /// Candidates beyond the neighbours wanted.
  private static let spare = 16

  init(_ points: EmbeddingMatrix, team: WorkerTeam) {
    self.points = points
    self.team = team
    centred = points.centred()
    mean = points.columnMeans
    norms = Self.norms(of: centred)
  }

  private static func norms(of points: EmbeddingMatrix) -> [Float] {
    let origin = [Float](repeating: 0, count: points.columns)
    var norms = [Float](repeating: 0, count: points.rows)
    unsafe vector_squared_distances(points.rows, points.columns, origin, points.values, &norms)
    return norms
  }

  /// - Parameter queries: `nil` for the points themselves, each of which is then left out of its
  ///   own list.
  func fill(_ lists: inout NeighbourLists, queries: EmbeddingMatrix?) {
    let shifted = queries.map(centred) ?? centred
    let lengths = queries == nil ? norms : Self.norms(of: shifted)
    let asked = queries ?? points
    let count = lists.count
    unsafe lists.withPointers { squares, indices in
      unsafe points.values.withUnsafeBufferPointer { points in
        unsafe centred.values.withUnsafeBufferPointer { centred in
          unsafe norms.withUnsafeBufferPointer { norms in
            unsafe asked.values.withUnsafeBufferPointer { asked in
              unsafe shifted.values.withUnsafeBufferPointer { shifted in
                let search = unsafe PairSearch(
                  points: points.baseAddress!, centred: centred.baseAddress!,
                  norms: norms.baseAddress!, asked: asked.baseAddress!,
                  shifted: shifted.baseAddress!, rows: norms.count, columns: self.points.columns,
                  count: count, excludesSelf: queries == nil,
                  largestNorm: norms.max() ?? 0)
                team.forEachPart(of: lengths.count, size: Self.rowsOfTile) { part in
                  unsafe search.fill(
                    part, lengths: lengths, tile: Self.columnsOfTile, spare: Self.spare,
                    squares, indices)
                }
              }
            }
          }
        }
      }
    }
  }

  private func centred(_ queries: EmbeddingMatrix) -> EmbeddingMatrix {
    EmbeddingMatrix(
      rows: queries.rows, columns: queries.columns,
      values: zip(queries.values.indices, queries.values).map {
        Float(Double($1) - mean[$0 % queries.columns])
      })
  }
}

/// What a thread needs to search for some rows.
@unsafe private struct PairSearch {
  let points: UnsafePointer<Float>
  let centred: UnsafePointer<Float>
  let norms: UnsafePointer<Float>
  let asked: UnsafePointer<Float>
  let shifted: UnsafePointer<Float>
  let rows: Int
  let columns: Int
  let count: Int
  let excludesSelf: Bool
  let largestNorm: Float

  func fill(
    _ part: Range<Int>, lengths: [Float], tile: Int, spare: Int,
    _ squares: UnsafeMutablePointer<Float>, _ indices: UnsafeMutablePointer<Int32>
  ) {
    let kept = unsafe min(count + spare, rows)
    var near = [Float](repeating: .infinity, count: part.count * kept)
    var candidates = [Int32](repeating: .max, count: part.count * kept)
    unsafe near.withUnsafeMutableBufferPointer { near in
      unsafe candidates.withUnsafeMutableBufferPointer { candidates in
        unsafe collect(part, tile: tile, kept, near.baseAddress!, candidates.baseAddress!)
      }
    }
    for row in part {
      let range = (row - part.lowerBound) * kept..<(row - part.lowerBound + 1) * kept
      unsafe finish(
        row, length: lengths[row], approximate: Array(near[range]),
        candidates: Array(candidates[range]), squares + row * count, indices + row * count)
    }
  }

  /// Keeps the `kept` nearest of each row by what products say.
  private func collect(
    _ part: Range<Int>, tile: Int, _ kept: Int, _ near: UnsafeMutablePointer<Float>,
    _ candidates: UnsafeMutablePointer<Int32>
  ) {
    unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: part.count * tile) { buffer in
      let products = buffer.baseAddress!
      for start in unsafe stride(from: 0, to: rows, by: tile) {
        let width = unsafe min(tile, rows - start)
        unsafe LinearAlgebra.product(
          .init(start: shifted + part.lowerBound * columns, stride: columns),
          .init(start: centred + start * columns, stride: columns, isTransposed: true),
          rows: part.count, columns: width, inner: columns, into: products, stride: tile)
        for row in part {
          let place = row - part.lowerBound
          unsafe vector_keep_products(
            width, products + place * tile, norms + start, Int32(start),
            excludesSelf ? Int32(row) : -1, kept, near + place * kept, candidates + place * kept)
        }
      }
    }
  }

  /// Measures the candidates by differences and keeps the nearest, or searches all points.
  private func finish(
    _ row: Int, length: Float, approximate: [Float], candidates: [Int32],
    _ squares: UnsafeMutablePointer<Float>, _ indices: UnsafeMutablePointer<Int32>
  ) {
    let point = unsafe asked + row * columns
    let found = candidates.prefix { $0 != .max }.count
    var measured = [Float](repeating: 0, count: max(found, 1))
    unsafe vector_listed_distances(found, columns, candidates, point, points, &measured)
    _ = unsafe vector_keep_listed(found, measured, candidates, count, squares, indices)
    let isAll = unsafe found >= rows - (excludesSelf ? 1 : 0)
    let farthest = unsafe squares[count - 1]
    // Rounding of sums of so many terms, as it usually adds up, with room to spare.
    let doubt =
      unsafe (length + largestNorm) * Float.ulpOfOne * (8 + 4 * Float(columns).squareRoot())
    if isAll || farthest + doubt < (approximate.last ?? 0) + length { return }
    unsafe searchAll(row, point, squares, indices)
  }

  private func searchAll(
    _ row: Int, _ point: UnsafePointer<Float>, _ squares: UnsafeMutablePointer<Float>,
    _ indices: UnsafeMutablePointer<Int32>
  ) {
    for place in unsafe 0..<count {
      unsafe squares[place] = .infinity
      unsafe indices[place] = .max
    }
    let part = 1024
    unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: part) { buffer in
      let measured = buffer.baseAddress!
      for start in unsafe stride(from: 0, to: rows, by: part) {
        let width = unsafe min(part, rows - start)
        unsafe vector_squared_distances(width, columns, point, points + start * columns, measured)
        unsafe vector_keep_nearest(
          width, measured, Int32(start), excludesSelf ? Int32(row) : -1, count, squares, indices)
      }
    }
  }
}
