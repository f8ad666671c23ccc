internal import Glibc
internal import Random

extension TrainingRange {
  /// What a fit looks at.
  struct Sample {
    /// Shape `[quantities][rows]`, all finite.
    let quantities: [[Float]]
    /// By row.
    let classes: [Int]
    let classCount: Int
    /// Rows to describe.
    let training: [Int]
    /// Further rows that are counted in the distribution of scores.
    let validation: [Int]
    /// Quantities that are magnitudes; the rest are extra columns.
    let bandCount: Int

    /// The spread of a quantity among some rows.
    func deviation(_ quantity: Int, rows: [Int]) -> Double {
      let values = rows.map { Double(quantities[quantity][$0]) }
      let mean = values.reduce(0, +) / Double(max(values.count, 1))
      let sum = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return max((sum / Double(max(values.count, 1))).squareRoot(), 1e-6)
    }
  }

  /// Fitting more rows than this per class gains nothing.
  private static let rowLimit = 20_000
  /// More components per class follow the training rows' accidents.
  private static let componentLimit = 8
  private static let iterations = 30

  init(fitting sample: Sample, threshold: Float = defaultThreshold, seed: UInt64) {
    precondition(!sample.training.isEmpty, "expected training rows, found none")
    let centre = sample.quantities.map { values -> Float in
      Float(sample.training.reduce(0.0) { $0 + Double(values[$1]) } / Double(sample.training.count))
    }
    mixture = GaussianMixture(
      centre: centre,
      components: (0..<sample.classCount).flatMap { index in
        Self.components(sample, classIndex: index, centre: centre, seed: seed)
      })
    edges = TrainingEdges(
      quantities: sample.quantities, rows: sample.training,
      units: sample.quantities.indices.map { quantity in
        quantity < sample.bandCount
          ? 1 : Float(sample.deviation(quantity, rows: sample.training))
      })
    let (energies, excesses) = Self.measure(mixture, edges, sample)
    energyTable = ScoreTable(of: energies)
    excessTable = ScoreTable(of: excesses)
    combinedTable = ScoreTable(
      of: zip(energies, excesses).map { [energyTable, excessTable] energy, excess in
        max(energyTable.fraction(below: energy), excessTable.fraction(below: excess))
      })
    self.threshold = threshold
  }

  private static func components(
    _ sample: Sample, classIndex: Int, centre: [Float], seed: UInt64
  ) -> [GaussianMixture.Component] {
    let members = sample.training.filter { sample.classes[$0] == classIndex }
    guard !members.isEmpty else { return [] }
    let step = (members.count + rowLimit - 1) / rowLimit
    let rows = stride(from: 0, to: members.count, by: step).map { members[$0] }
    let dimension = centre.count
    let points = rows.flatMap { row in
      (0..<dimension).map { Double(sample.quantities[$0][row] - centre[$0]) }
    }
    var stream = RandomStream(
      seed: seed, purpose: .initialize, stream: 1 << 32 | UInt64(classIndex))
    let fit = MixtureFit(
      points: points, dimension: dimension, varianceFloor: varianceFloor(sample, rows),
      componentCount: max(1, min(componentLimit, rows.count / (20 * dimension))),
      iterations: iterations, stream: &stream)
    let fraction = Double(members.count) / Double(sample.training.count)
    return fit.weights.indices.map { component(fit, $0, fraction: fraction) }
  }

  /// Magnitudes are never known better than 0.02; other columns than a hundredth of their spread.
  private static func varianceFloor(_ sample: Sample, _ rows: [Int]) -> [Double] {
    sample.quantities.indices.map { quantity in
      let floor =
        quantity < sample.bandCount ? 0.02 : 0.01 * sample.deviation(quantity, rows: rows)
      return floor * floor
    }
  }

  private static func component(
    _ fit: MixtureFit, _ index: Int, fraction: Double
  ) -> GaussianMixture.Component {
    let dimension = fit.dimension
    let inverse = SymmetricMatrix.invertedLower(fit.factors[index], dimension: dimension)
    var lower: [Float] = []
    var offset: [Float] = []
    var logVolume = 0.0
    for row in 0..<dimension {
      var whitened = 0.0
      for column in 0...row {
        lower.append(Float(inverse[row * dimension + column]))
        whitened += inverse[row * dimension + column] * fit.means[index][column]
      }
      offset.append(Float(whitened))
      logVolume += log(inverse[row * dimension + row])
    }
    return .init(
      whitening: lower, offset: offset,
      logWeight: Float(log(fraction * fit.weights[index]) + logVolume))
  }

  /// Energies and excesses of all known rows.
  private static func measure(
    _ mixture: GaussianMixture, _ edges: TrainingEdges, _ sample: Sample
  ) -> (energies: [Float], excesses: [Float]) {
    let rows = sample.training + sample.validation
    let width = (rows.count + 15) / 16 * 16
    var points = [Float](repeating: 0, count: mixture.dimension * width)
    for axis in 0..<mixture.dimension {
      for (position, row) in rows.enumerated() {
        points[axis * width + position] = sample.quantities[axis][row]
      }
    }
    var energies = [Float](repeating: 0, count: width)
    var excesses = [Float](repeating: 0, count: width)
    unsafe points.withUnsafeMutableBufferPointer { points in
      guard let points = points.baseAddress else { return }
      unsafe excesses.withUnsafeMutableBufferPointer {
        guard let target = $0.baseAddress else { return }
        unsafe edges.excesses(points, stride: width, count: rows.count, into: target)
      }
      unsafe energies.withUnsafeMutableBufferPointer {
        guard let target = $0.baseAddress else { return }
        unsafe mixture.energies(points, stride: width, count: rows.count, into: target)
      }
    }
    return (Array(energies.prefix(rows.count)), Array(excesses.prefix(rows.count)))
  }
}
