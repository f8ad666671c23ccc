/// Where the training pictures lie: what they are like as a whole, and what the network saw in
/// them.
///
/// Two things make a picture unusual: its ``PictureStatistics`` lie outside their own
/// ``TrainingRange``, or its embedding is far from those of every class,
///
///     distance = min over classes of ½ (x − mean)ᵀ covariance⁻¹ (x − mean)
///
/// with one covariance for all classes. Each is counted by the share of known pictures that are
/// more usual; the score is the largest share, that of the photometry beside the picture among
/// them, again as a share. So it means what that of a ``TrainingRange`` means. Distances are
/// counted among validation pictures where there are enough, since a network sees pictures it
/// learned from too well.
///
/// - Source: Lee et al. 2018, NeurIPS, arXiv:1807.03888, equation 2.
public struct PictureRange: Hashable, Sendable {
  let statistics: TrainingRange
  /// A component for each class, all of one whitening.
  let embedding: GaussianMixture
  let distanceTable: ScoreTable
  let combinedTable: ScoreTable
  /// Scores above are outside the range.
  public let threshold: Float

  /// Pictures of known class.
  public struct Sample: Sendable {
    public let looks: PictureLooks
    /// By picture.
    public let classes: [Int]
    public let classCount: Int
    /// Pictures to describe.
    public let training: [Int]
    /// Pictures to count further ones among.
    public let validation: [Int]

    public init(
      looks: PictureLooks, classes: [Int], classCount: Int, training: [Int], validation: [Int]
    ) {
      self.looks = looks
      self.classes = classes
      self.classCount = classCount
      self.training = training
      self.validation = validation
    }
  }

  /// Fewer validation pictures tell too little of how a score is distributed.
  private static let fewest = 50

  /// - Parameter sample: With at least one training picture.
  public init(
    fitting sample: Sample, threshold: Float = TrainingRange.defaultThreshold, seed: UInt64
  ) {
    let looks = sample.looks
    let count = looks.statistics.count / looks.rowCount
    statistics = TrainingRange(
      fitting: .init(
        quantities: (0..<count).map { quantity in
          stride(from: quantity, to: looks.statistics.count, by: count).map {
            looks.statistics[$0]
          }
        },
        classes: sample.classes, classCount: sample.classCount, training: sample.training,
        validation: sample.validation, bandCount: 0),
      threshold: threshold, seed: seed)
    embedding = SharedCovarianceFit(sample).mixture
    let judged =
      sample.validation.count < Self.fewest
      ? sample.training + sample.validation : sample.validation
    let distances = Self.energies(of: looks.embeddings, by: embedding)
    distanceTable = ScoreTable(of: judged.map { distances[$0] })
    let shares = Self.shares(
      distances, distanceTable, Self.scores(of: looks, statistics), looks.photometry)
    combinedTable = ScoreTable(of: judged.map { shares[$0] })
    self.threshold = threshold
  }

  init(
    statistics: TrainingRange, embedding: GaussianMixture, distanceTable: ScoreTable,
    combinedTable: ScoreTable, threshold: Float
  ) {
    self.statistics = statistics
    self.embedding = embedding
    self.distanceTable = distanceTable
    self.combinedTable = combinedTable
    self.threshold = threshold
  }

  /// How unusual pictures are: 0 is where training was densest, 1 beyond every known picture.
  public func scores(of looks: PictureLooks) -> [Float] {
    let distances = Self.energies(of: looks.embeddings, by: embedding)
    let shares = Self.shares(
      distances, distanceTable, Self.scores(of: looks, statistics), looks.photometry)
    return shares.map { combinedTable.share(below: $0) }
  }

  private static func shares(
    _ distances: [Float], _ table: ScoreTable, _ statistics: [Float], _ photometry: [Float]
  ) -> [Float] {
    distances.indices.map {
      max(table.share(below: distances[$0]), statistics[$0], photometry[$0])
    }
  }

  private static func energies(of embeddings: [Float], by mixture: GaussianMixture) -> [Float] {
    var points = Lanes(embeddings, dimension: mixture.dimension)
    return unsafe points.measured { points, stride, count, target in
      unsafe mixture.energies(points, stride: stride, count: count, into: target)
    }
  }

  private static func scores(of looks: PictureLooks, _ range: TrainingRange) -> [Float] {
    var points = Lanes(looks.statistics, dimension: range.bounds.count)
    var scratch = [Float](repeating: 0, count: points.stride)
    return unsafe points.measured { points, stride, count, target in
      unsafe scratch.withUnsafeMutableBufferPointer { scratch in
        guard let scratch = scratch.baseAddress else { return }
        unsafe range.scores(points, stride: stride, count: count, into: target, scratch: scratch)
      }
    }
  }
}

/// Rows as columns, in whole groups of 16.
private struct Lanes {
  let rowCount: Int
  let stride: Int
  /// Shape `[dimension, stride]`.
  private var values: [Float]

  /// - Parameter rows: Shape `[rows, dimension]`.
  init(_ rows: [Float], dimension: Int) {
    rowCount = dimension > 0 ? rows.count / dimension : 0
    stride = (rowCount + 15) / 16 * 16
    values = [Float](repeating: 0, count: dimension * stride)
    for row in 0..<rowCount {
      for axis in 0..<dimension { values[axis * stride + row] = rows[row * dimension + axis] }
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
