import Engine
import Learning
import Models
import Preprocessing
import Tables
import TestSupport
import Testing

/// A linear autoencoder finds the principal components.
struct LinearAutoencoderTests {
  private static let photometry = "photometry/sdss_dr14_dev.csv"

  private static func train(
    _ table: Table, _ columns: PhotometryColumns, latent: Int
  ) async throws -> AutoencoderOutcome {
    var configuration = AutoencoderConfiguration()
    configuration.variant = .linear
    configuration.latent = latent
    configuration.training.setEpochs(table.rowCount > 5000 ? 6 : 30)
    return try await ModelTrainer(TrainingOptions(configuration: configuration))
      .train(table, columns: columns, path: "table")
  }

  /// How far a linear autoencoder's axes lie from the principal components' space, in degrees.
  private static func angle(_ outcome: AutoencoderOutcome) throws -> Double {
    let (samples, latent) = (outcome.training, outcome.model.description.head.latent)
    let components = PrincipalAxes(samples.features, width: samples.width).largest(latent)
    let weight = try #require(outcome.model.members[0]["code.weight"]).values.map(Double.init)
    let axes = (0..<latent).map { axis in
      (0..<samples.width).map { weight[$0 * latent + axis] }
    }
    return PrincipalAxes.largestAngle(of: axes, to: components)
  }

  @Test(.enabled(if: RealData.has(photometry), "needs SKYSORT_DATA"), arguments: [3])
  func `real photometry's code lies within a degree of its principal components`(
    latent: Int
  ) async throws {
    let path = RealData.path(Self.photometry)
    let reader = try TableFile.open(path)
    let recognition = try #require(SurveyCatalog.bundled.recognise(reader.schema))
    let table = try TableFile.read(reader, columns: reader.schema.names)
    let outcome = try await Self.train(table, recognition.columns, latent: latent)
    let angle = try Self.angle(outcome)
    #expect(angle < 1)
  }

  @Test func `made photometry's code lies within a degree of its principal components`()
    async throws
  {
    let outcome = try await Self.train(SimulatedSky().table(), SimulatedSky.columns, latent: 2)
    let angle = try Self.angle(outcome)
    #expect(angle < 1)
    // Axes come out perpendicular and of length 1, so that codes keep distances.
    let axes = try #require(outcome.model.members[0]["code.weight"]).values
    for (first, second, expected) in [(0, 0, 1.0), (0, 1, 0), (1, 1, 1)] {
      let product = stride(from: 0, to: axes.count, by: 2).reduce(0.0) {
        $0 + Double(axes[$1 + first] * axes[$1 + second])
      }
      #expect(abs(product - expected) < 0.02)
    }
  }
}

/// The principal axes of rows, by rotations in double precision.
///
/// - Source: Golub & Van Loan 2013, 'Matrix Computations', section 8.5, the cyclic Jacobi method.
struct PrincipalAxes {
  private var matrix: [[Double]]
  private var axes: [[Double]]

  /// - Parameter rows: Shape `[rows, width]`.
  init(_ rows: [Float], width: Int) {
    let count = rows.count / width
    var means = [Double](repeating: 0, count: width)
    for (index, value) in rows.enumerated() { means[index % width] += Double(value) }
    for column in means.indices { means[column] /= Double(count) }
    matrix = [[Double]](repeating: [Double](repeating: 0, count: width), count: width)
    for row in 0..<count {
      let centred = (0..<width).map { Double(rows[row * width + $0]) - means[$0] }
      for i in 0..<width {
        for j in i..<width { matrix[i][j] += centred[i] * centred[j] / Double(count) }
      }
    }
    for i in 0..<width { for j in 0..<i { matrix[i][j] = matrix[j][i] } }
    axes = (0..<width).map { row in (0..<width).map { $0 == row ? 1 : 0 } }
    for _ in 0..<12 { sweep() }
  }

  private mutating func sweep() {
    for p in matrix.indices {
      for q in p + 1..<max(p + 1, matrix.count) where abs(matrix[p][q]) > 1e-14 {
        rotate(p, q)
      }
    }
  }

  private mutating func rotate(_ p: Int, _ q: Int) {
    let theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q])
    let tangent = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
    let cosine = 1 / (tangent * tangent + 1).squareRoot()
    let sine = tangent * cosine
    for k in matrix.indices {
      let (first, second) = (matrix[k][p], matrix[k][q])
      matrix[k][p] = cosine * first - sine * second
      matrix[k][q] = sine * first + cosine * second
    }
    for k in matrix.indices {
      let (first, second) = (matrix[p][k], matrix[q][k])
      matrix[p][k] = cosine * first - sine * second
      matrix[q][k] = sine * first + cosine * second
      let (one, other) = (axes[p][k], axes[q][k])
      axes[p][k] = cosine * one - sine * other
      axes[q][k] = sine * one + cosine * other
    }
  }

  /// The axes of the largest variances, of length 1.
  func largest(_ count: Int) -> [[Double]] {
    let order = matrix.indices.sorted { matrix[$0][$0] > matrix[$1][$1] }
    return order.prefix(count).map { axes[$0] }
  }

  /// The largest angle between a direction of one space and the other space, in degrees.
  ///
  /// - Parameters:
  ///   - axes: Any that span the first.
  ///   - other: Perpendicular to each other and of length 1.
  static func largestAngle(of axes: [[Double]], to other: [[Double]]) -> Double {
    var basis: [[Double]] = []
    for axis in axes {
      let rest = less(less(axis, basis), basis)
      let length = rest.reduce(0) { $0 + $1 * $1 }.squareRoot()
      basis.append(rest.map { $0 / length })
    }
    // The sum of the squared sines is at least the largest.
    let squares = basis.reduce(0.0) { sum, axis in
      sum + less(axis, other).reduce(0) { $0 + $1 * $1 }
    }
    return min(1, squares.squareRoot()) * 180 / .pi
  }

  /// What is left of an axis when its fractions along others are taken away.
  private static func less(_ axis: [Double], _ others: [[Double]]) -> [Double] {
    others.reduce(axis) { rest, other in
      let fraction = zip(axis, other).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(rest, other).map { $0 - fraction * $1 }
    }
  }
}
