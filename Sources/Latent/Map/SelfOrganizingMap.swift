import Glibc
internal import Parallel

/// A sheet of cells that is bent through the points, so that cells side by side stand for points
/// that are alike.
///
/// Trained with all points at once, from the plane of the first two principal components, so that
/// nothing is drawn at random.
///
/// - Source: Kohonen 2001, Self-Organizing Maps, 3rd ed., section 3.6.
public struct SelfOrganizingMap: Hashable, Sendable {
  public let grid: CellGrid
  /// Shape `[cells, columns]`: the point each cell stands for.
  public let weights: EmbeddingMatrix
  /// Mean distance of the training points from their cells' weights, before each round and after
  /// the last.
  public let quantizationErrors: [Double]

  /// Of the neighbourhood, at the end, in cell widths.
  private static let lastWidth = 0.5

  /// - Parameters:
  ///   - points: At least one.
  ///   - rounds: The neighbourhood shrinks from half the grid to half a cell in so many.
  /// - Throws: ``LatentError`` where LAPACK finds no eigenvalues.
  public init(
    of points: EmbeddingMatrix, grid: CellGrid, rounds: Int = 30, threads: Int = 1
  ) throws(LatentError) {
    precondition(points.rows > 0 && rounds > 0, "expected points and rounds")
    self.grid = grid
    let team = WorkerTeam(threads: threads)
    let search = CentreSearch(points, team: team)
    var weights = try Self.plane(through: points, grid: grid, threads: threads)
    var errors: [Double] = []
    let first = max(Double(max(grid.width, grid.height)) / 2, Self.lastWidth)
    for round in 0..<rounds {
      let lists = search.nearest(weights, count: 1)
      errors.append(lists.meanDistance)
      let progress = rounds > 1 ? Double(round) / Double(rounds - 1) : 1
      let width = first * pow(Self.lastWidth / first, progress)
      let (sums, counts) = search.sums(lists.indices, count: grid.count)
      weights = Self.smoothed(sums, counts, grid: grid, width: width, before: weights)
    }
    errors.append(search.nearest(weights, count: 1).meanDistance)
    self.weights = weights
    quantizationErrors = errors
  }

  /// Cells spread two standard deviations to either side along the first two components.
  private static func plane(
    through points: EmbeddingMatrix, grid: CellGrid, threads: Int
  ) throws(LatentError) -> EmbeddingMatrix {
    let components = try PrincipalComponents(of: points, count: 2, threads: threads)
    let isUpright = grid.height > grid.width
    let deviations = components.explainedVariance.map { $0.squareRoot() }
    var positions: [Float] = []
    for cell in 0..<grid.count {
      let (row, column) = cell.quotientAndRemainder(dividingBy: grid.width)
      let across = Self.place(column, of: grid.width)
      let up = Self.place(row, of: grid.height)
      let places = isUpright ? [up, across] : [across, up]
      positions += zip(places, deviations).map { Float($0 * $1) }
    }
    return components.inverse(
      EmbeddingMatrix(rows: grid.count, columns: components.count, values: positions),
      threads: threads)
  }

  private static func place(_ index: Int, of count: Int) -> Double {
    count > 1 ? 4 * Double(index) / Double(count - 1) - 2 : 0
  }

  /// Each cell's mean of the points of all cells, the near ones counting most.
  private static func smoothed(
    _ sums: [Double], _ counts: [Int], grid: CellGrid, width: Double, before: EmbeddingMatrix
  ) -> EmbeddingMatrix {
    let columns = before.columns
    var values = before.values
    for cell in 0..<grid.count {
      var (total, mean) = (0.0, [Double](repeating: 0, count: columns))
      for other in 0..<grid.count where counts[other] > 0 {
        let fraction = exp(-grid.squaredDistance(cell, other) / (2 * width * width))
        guard fraction > 1e-12 else { continue }
        total += fraction * Double(counts[other])
        for column in 0..<columns { mean[column] += fraction * sums[other * columns + column] }
      }
      guard total > 0 else { continue }
      for column in 0..<columns { values[cell * columns + column] = Float(mean[column] / total) }
    }
    return EmbeddingMatrix(rows: grid.count, columns: columns, values: values)
  }

  /// The cell whose weights are nearest, for each point.
  public func bestUnits(of points: EmbeddingMatrix, threads: Int = 1) -> [Int32] {
    nearest(to: points, count: 1, threads: threads).indices
  }

  /// Mean distance of points from their cells' weights; `nil` where there is no point.
  public func quantizationError(of points: EmbeddingMatrix, threads: Int = 1) -> Double? {
    points.rows > 0 ? nearest(to: points, count: 1, threads: threads).meanDistance : nil
  }

  /// The fraction of points whose nearest two cells are not side by side; `nil` where there is no
  /// point, or one cell.
  ///
  /// - Source: Kiviluoto 1996, ICNN, 294.
  public func topographicError(of points: EmbeddingMatrix, threads: Int = 1) -> Double? {
    let units = nearest(to: points, count: 2, threads: threads)
    guard points.rows > 0, units.count == 2 else { return nil }
    let torn = (0..<points.rows).filter {
      !grid.areNeighbours(Int(units.indices[2 * $0]), Int(units.indices[2 * $0 + 1]))
    }
    return Double(torn.count) / Double(points.rows)
  }

  /// Mean distance of each cell's weights from those of the cells beside it: ridges part what is
  /// unlike. Shape `[cells]`.
  ///
  /// - Source: Ultsch & Siemon 1990, INNC, 305.
  public var uMatrix: [Float] {
    (0..<grid.count).map { cell in
      let neighbours = grid.neighbours(of: cell)
      let total = neighbours.reduce(0.0) { total, other in
        total
          + zip(weights[cell], weights[other]).reduce(0.0) {
            $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
          }.squareRoot()
      }
      return neighbours.isEmpty ? 0 : Float(total / Double(neighbours.count))
    }
  }

  private func nearest(to points: EmbeddingMatrix, count: Int, threads: Int) -> NeighbourLists {
    CentreSearch(points, team: WorkerTeam(threads: threads)).nearest(weights, count: count)
  }
}

extension NeighbourLists {
  /// Over all rows and neighbours.
  fileprivate var meanDistance: Double {
    squares.reduce(0.0) { $0 + Double($1).squareRoot() } / Double(max(squares.count, 1))
  }
}
