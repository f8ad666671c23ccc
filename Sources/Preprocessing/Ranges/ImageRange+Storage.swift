/// The parts of a range as a model file keeps them: long rows of numbers as arrays, the rest as
/// text.
extension ImageRange {
  /// What is kept as text.
  public struct Summary: Hashable, Sendable, Codable {
    /// Numbers of an embedding.
    public let width: Int
    /// Classes that were seen.
    public let classCount: Int
    let statistics: GaussianMixture
    let statisticsTable: ScoreTable
    let embeddingTable: ScoreTable
    let combinedTable: ScoreTable
    let threshold: Float

    enum CodingKeys: String, CodingKey, CaseIterable {
      case width, statistics, threshold
      case classCount = "class_count"
      case statisticsTable = "statistics_table"
      case embeddingTable = "embedding_table"
      case combinedTable = "combined_table"
    }
  }

  public var summary: Summary {
    Summary(
      width: embedding.dimension, classCount: embedding.components.count, statistics: statistics,
      statisticsTable: statisticsTable, embeddingTable: embeddingTable,
      combinedTable: combinedTable, threshold: threshold)
  }

  /// Shape `[width]`.
  public var centre: [Float] { embedding.centre }
  /// Lower triangle by rows; shape `[width · (width + 1) / 2]`.
  public var whitening: [Float] { embedding.components[0].whitening }
  /// Shape `[classCount, width]`.
  public var offsets: [Float] { embedding.components.flatMap(\.offset) }

  /// - Precondition: Arrays of the shapes that the summary tells, which
  ///   ``Summary/inconsistency(width:channels:)`` found whole.
  public init(_ summary: Summary, centre: [Float], whitening: [Float], offsets: [Float]) {
    let width = summary.width
    self.init(
      statistics: summary.statistics,
      embedding: GaussianMixture(
        centre: centre,
        components: stride(from: 0, to: offsets.count, by: width).map {
          .init(whitening: whitening, offset: Array(offsets[$0..<$0 + width]), logWeight: 0)
        }),
      statisticsTable: summary.statisticsTable, embeddingTable: summary.embeddingTable,
      combinedTable: summary.combinedTable, threshold: summary.threshold)
  }
}

extension ImageRange.Summary {
  /// What contradicts itself in a summary that was read from a file; `nil` where nothing does.
  ///
  /// - Parameters:
  ///   - width: Numbers of the network's embedding.
  ///   - channels: Of the images.
  public func inconsistency(width: Int, channels: Int) -> String? {
    guard self.width == width, classCount > 0 else {
      return "\(classCount) classes of \(self.width) numbers, where the network gives \(width)"
    }
    for table in [statisticsTable, embeddingTable, combinedTable] where !table.isWhole {
      return "a table of scores is not whole"
    }
    return statistics.isWhole(dimension: channels * ImageStatistics.perChannel)
      ? nil : "statistics are not of \(channels) channels"
  }
}
