/// What is known of some images when it is asked whether training showed their like.
public struct ImageFeatures: Hashable, Sendable {
  public private(set) var rowCount = 0
  /// Shape `[rowCount, statistics]`: ``ImageStatistics`` of each.
  public private(set) var statistics: [Float] = []
  /// Shape `[rowCount, width]`: what a network sees in each.
  public private(set) var embeddings: [Float] = []
  /// By row: the score of the photometry beside it, 0 where there is none.
  public private(set) var photometry: [Float] = []

  public init() {}

  /// - Parameters:
  ///   - statistics: Shape `[photometry.count, …]`.
  ///   - embeddings: Shape `[photometry.count, …]`.
  public mutating func append(statistics: [Float], embeddings: [Float], photometry: [Float]) {
    rowCount += photometry.count
    self.statistics += statistics
    self.embeddings += embeddings
    self.photometry += photometry
  }

  public mutating func append(_ other: ImageFeatures) {
    append(
      statistics: other.statistics, embeddings: other.embeddings, photometry: other.photometry)
  }
}
