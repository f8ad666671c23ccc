internal import Parallel

/// The directions along which points spread most, by LAPACK.
///
/// - Source: Pearson 1901, Phil. Mag. 2, 559; Hotelling 1933, J. Educ. Psychol. 24, 417.
public struct PrincipalComponents: Hashable, Sendable {
  /// Shape `[columns]`.
  public let mean: [Float]
  /// Shape `[count, columns]`: orthonormal rows, the widest spread first, each one's largest
  /// number by absolute value positive; zeros where the points spread no further.
  public let components: EmbeddingMatrix
  /// Along each component, with `rows - 1` for divisor.
  public let explainedVariance: [Double]
  /// Of the variance of all columns; zeros where there is none.
  public let explainedVarianceRatio: [Double]

  public var count: Int { components.rows }

  /// - Parameters:
  ///   - points: At least one row.
  ///   - count: Components wanted; no more than there are columns are made.
  /// - Throws: ``LatentError`` where LAPACK finds no eigenvalues.
  public init(of points: EmbeddingMatrix, count: Int, threads: Int = 1) throws(LatentError) {
    precondition(points.rows > 0 && count > 0, "expected points and a positive count")
    let team = WorkerTeam(threads: threads)
    let centred = points.centred()
    let wanted = min(count, points.columns)
    let spread =
      try points.rows < points.columns
      ? Spread(ofFew: centred, count: wanted, team: team)
      : Spread(ofMany: centred, count: wanted, team: team)
    mean = points.columnMeans.map(Float.init)
    let divisor = Double(max(points.rows - 1, 1))
    explainedVariance = spread.values.map { $0 / divisor }
    explainedVarianceRatio = spread.values.map { spread.total > 0 ? $0 / spread.total : 0 }
    components = EmbeddingMatrix(
      rows: wanted, columns: points.columns, values: spread.components)
  }

  /// Positions along the components: shape `[rows, count]`.
  public func transform(_ points: EmbeddingMatrix, threads: Int = 1) -> EmbeddingMatrix {
    precondition(
      points.columns == mean.count,
      "expected points of \(mean.count) columns, found \(points.columns)")
    let shifted = EmbeddingMatrix(
      rows: points.rows, columns: points.columns,
      values: zip(points.values.indices, points.values).map { $1 - mean[$0 % mean.count] })
    return MatrixProduct(threads: threads).product(shifted, components, isTransposed: true)
  }

  /// The points at positions along the components.
  public func inverse(_ positions: EmbeddingMatrix, threads: Int = 1) -> EmbeddingMatrix {
    precondition(
      positions.columns == count,
      "expected positions along \(count) components, found \(positions.columns)")
    let product = MatrixProduct(threads: threads).product(
      positions, components, isTransposed: false)
    return EmbeddingMatrix(
      rows: product.rows, columns: product.columns,
      values: zip(product.values.indices, product.values).map { $1 + mean[$0 % mean.count] })
  }
}

/// Components and what they account for.
private struct Spread {
  /// Sums of squares along each component, the largest first.
  var values: [Double]
  /// Sum of squares of all columns.
  let total: Double
  /// Shape `[values.count, columns]`.
  var components: [Float]

  /// By the products of columns; `points` have the mean 0.
  init(ofMany points: EmbeddingMatrix, count: Int, team: WorkerTeam) throws(LatentError) {
    let columns = points.columns
    let matrix = SymmetricProduct(
      of: points.transposedValues, rows: columns, columns: points.rows
    ).matrix(team)
    total = (0..<columns).reduce(0) { $0 + matrix[$1 * columns + $1] }
    let found = try LinearAlgebra.eigensystem(of: matrix, order: columns, count: count)
    values = found.values
    components = found.vectors.map(Float.init)
    clean(columns: columns)
  }

  /// By the products of rows, where there are fewer of them.
  init(ofFew points: EmbeddingMatrix, count: Int, team: WorkerTeam) throws(LatentError) {
    let (rows, columns) = (points.rows, points.columns)
    let matrix = SymmetricProduct(of: points.values, rows: rows, columns: columns).matrix(team)
    total = (0..<rows).reduce(0) { $0 + matrix[$1 * rows + $1] }
    let found = try LinearAlgebra.eigensystem(of: matrix, order: rows, count: min(count, rows))
    let weights = EmbeddingMatrix(
      rows: found.values.count, columns: rows, values: found.vectors.map(Float.init))
    let lengthened = MatrixProduct(threads: team.threads)
      .product(weights, points, isTransposed: false)
    let missing = count - found.values.count
    values = found.values + Array(repeating: 0, count: missing)
    components = lengthened.values + Array(repeating: 0, count: missing * columns)
    clean(columns: columns)
  }

  /// Variance below this fraction of the largest is what rounding leaves.
  private static let leastFraction = 1e-12

  /// Gives each component length 1 and its sign, or makes it 0.
  private mutating func clean(columns: Int) {
    let least = (values.first ?? 0) * Self.leastFraction
    for index in values.indices {
      let range = index * columns..<(index + 1) * columns
      let component = components[range]
      let square = component.reduce(0.0) { $0 + Double($1) * Double($1) }
      guard values[index] > least, square > 0 else {
        values[index] = 0
        components.replaceSubrange(range, with: repeatElement(0, count: columns))
        continue
      }
      let largest = component.max { abs($0) < abs($1) } ?? 1
      let factor = (largest < 0 ? -1 : 1) / square.squareRoot()
      for place in range { components[place] = Float(Double(components[place]) * factor) }
    }
  }
}
