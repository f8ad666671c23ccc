/// Where the training images lie: what they are like as a whole, and what the network saw in
/// them.
///
/// Two things make an image unusual: its ``ImageStatistics`` are far from those of every class,
/// or its embedding is. Both distances are
///
///     min over classes of ½ (x − mean)ᵀ covariance⁻¹ (x − mean)
///
/// with one covariance for all classes. Each is counted by the fraction of known images that are
/// nearer; the score is the largest fraction, that of the photometry beside the image among them,
/// again as a fraction. So it means what that of a ``TrainingRange`` means. Counted are validation
/// images; where those are few, training images too, each by a fit that left it out.
///
/// - Source: Lee et al. 2018, NeurIPS, arXiv:1807.03888, equation 2.
public struct ImageRange: Hashable, Sendable {
  /// A component for each class, all of one whitening.
  let statistics: GaussianMixture
  /// A component for each class, all of one whitening.
  let embedding: GaussianMixture
  let statisticsTable: ScoreTable
  let embeddingTable: ScoreTable
  let combinedTable: ScoreTable
  /// Scores above are outside the range.
  public let threshold: Float

  /// Images of known class.
  public struct Sample: Sendable {
    public let looks: ImageFeatures
    /// By image.
    public let classes: [Int]
    public let classCount: Int
    /// Images to describe.
    public let training: [Int]
    /// Images to count further ones among.
    public let validation: [Int]

    public init(
      looks: ImageFeatures, classes: [Int], classCount: Int, training: [Int], validation: [Int]
    ) {
      self.looks = looks
      self.classes = classes
      self.classCount = classCount
      self.training = training
      self.validation = validation
    }
  }

  /// Fewer validation images tell too little of how a score is distributed.
  private static let fewest = 50
  private static let foldCount = 5

  /// - Parameter sample: With at least one training image.
  public init(fitting sample: Sample, threshold: Float = TrainingRange.defaultThreshold) {
    let (statistics, embedding) = Self.fit(sample, rows: sample.training)
    var evaluated = Evaluated()
    evaluated.add(sample.looks, rows: sample.validation, statistics, embedding)
    if sample.validation.count < Self.fewest {
      let folds = min(Self.foldCount, sample.training.count)
      for fold in 0..<folds where folds > 1 {
        let places = sample.training.indices
        let (statistics, embedding) = Self.fit(
          sample, rows: places.filter { $0 % folds != fold }.map { sample.training[$0] })
        evaluated.add(
          sample.looks, rows: places.filter { $0 % folds == fold }.map { sample.training[$0] },
          statistics, embedding)
      }
    }
    if evaluated.photometry.isEmpty {
      evaluated.add(sample.looks, rows: sample.training, statistics, embedding)
    }
    self.statistics = statistics
    self.embedding = embedding
    statisticsTable = ScoreTable(of: evaluated.statistics)
    embeddingTable = ScoreTable(of: evaluated.embedding)
    combinedTable = ScoreTable(of: evaluated.fractions(statisticsTable, embeddingTable))
    self.threshold = threshold
  }

  private static func fit(
    _ sample: Sample, rows: [Int]
  ) -> (statistics: GaussianMixture, embedding: GaussianMixture) {
    func fit(_ numbers: [Float]) -> GaussianMixture {
      SharedCovarianceFit(
        numbers, dimension: numbers.count / sample.looks.rowCount, rows: rows,
        classes: sample.classes, classCount: sample.classCount
      ).mixture
    }
    return (fit(sample.looks.statistics), fit(sample.looks.embeddings))
  }

  init(
    statistics: GaussianMixture, embedding: GaussianMixture, statisticsTable: ScoreTable,
    embeddingTable: ScoreTable, combinedTable: ScoreTable, threshold: Float
  ) {
    self.statistics = statistics
    self.embedding = embedding
    self.statisticsTable = statisticsTable
    self.embeddingTable = embeddingTable
    self.combinedTable = combinedTable
    self.threshold = threshold
  }

  /// How unusual images are: 0 is where training was densest, 1 beyond every known image.
  public func scores(of looks: ImageFeatures) -> [Float] {
    var evaluated = Evaluated()
    evaluated.add(looks, rows: nil, statistics, embedding)
    return evaluated.fractions(statisticsTable, embeddingTable).map {
      combinedTable.fraction(below: $0)
    }
  }
}

/// How far some images lie from the classes.
private struct Evaluated {
  private(set) var statistics: [Float] = []
  private(set) var embedding: [Float] = []
  private(set) var photometry: [Float] = []

  /// - Parameter rows: Of the looks; all where `nil`.
  mutating func add(
    _ looks: ImageFeatures, rows: [Int]?, _ statistics: GaussianMixture,
    _ embedding: GaussianMixture
  ) {
    let rows = rows ?? Array(0..<looks.rowCount)
    self.statistics += Self.distances(looks.statistics, rows, by: statistics)
    self.embedding += Self.distances(looks.embeddings, rows, by: embedding)
    photometry += rows.map { looks.photometry[$0] }
  }

  /// The largest of each image's fractions.
  func fractions(_ statisticsTable: ScoreTable, _ embeddingTable: ScoreTable) -> [Float] {
    photometry.indices.map { index in
      max(
        statisticsTable.fraction(below: statistics[index]),
        embeddingTable.fraction(below: embedding[index]), photometry[index])
    }
  }

  private static func distances(
    _ numbers: [Float], _ rows: [Int], by mixture: GaussianMixture
  ) -> [Float] {
    var points = Lanes(numbers, rows, dimension: mixture.dimension)
    return unsafe points.measured { points, stride, count, target in
      unsafe mixture.energies(points, stride: stride, count: count, into: target)
    }
  }
}

/// Rows as columns, in whole groups of 16.
private struct Lanes {
  let rowCount: Int
  let stride: Int
  /// Shape `[dimension, stride]`.
  private var values: [Float]

  /// - Parameter numbers: Shape `[…, dimension]`.
  init(_ numbers: [Float], _ rows: [Int], dimension: Int) {
    rowCount = rows.count
    stride = (rowCount + 15) / 16 * 16
    values = [Float](repeating: 0, count: dimension * stride)
    for (place, row) in rows.enumerated() {
      for axis in 0..<dimension {
        values[axis * stride + place] = numbers[row * dimension + axis]
      }
    }
  }

  /// One number for each row.
  mutating func measured(
    _ body: (UnsafeMutablePointer<Float>, Int, Int, UnsafeMutablePointer<Float>) -> Void
  ) -> [Float] {
    guard rowCount > 0 else { return [] }
    let (stride, rowCount) = (stride, rowCount)
    return unsafe [Float](unsafeUninitializedCapacity: stride) { target, count in
      unsafe values.withUnsafeMutableBufferPointer { values in
        guard let points = values.baseAddress, let target = target.baseAddress else { return }
        unsafe body(points, stride, rowCount, target)
      }
      count = rowCount
    }
  }
}
