/// One class against the rest, by its probability, with bootstrap intervals.
public struct RankingFigures: Hashable, Sendable {
  public let areaUnderROC: Estimate
  public let averagePrecision: Estimate
  /// Purity where completeness reaches 0.96.
  public let precisionAtRecall: Estimate
  /// Completeness where purity is still 0.97.
  public let recallAtPrecision: Estimate

  /// Resamples up to 512 groups of neighbouring scores, each split by truth.
  init(_ ranking: ScoreRanking, bootstrap: Bootstrap, stream: UInt64) {
    let estimates = ranking.summary.figures
    let cells = Self.cells(of: ranking, groupCount: 512)
    let intervals = bootstrap.intervals(
      around: estimates, cells: cells, stream: stream, bounds: 0...1
    ) { drawn in
      let positives = stride(from: 0, to: drawn.count, by: 2).reduce(0) { $0 + drawn[$1] }
      var summary = RankingSummary(positives: positives)
      var truePositives = 0.0
      var falsePositives = 0.0
      for index in stride(from: 0, to: drawn.count, by: 2) {
        truePositives += drawn[index]
        falsePositives += drawn[index + 1]
        summary.add(truePositives: truePositives, falsePositives: falsePositives)
      }
      return summary.figures
    }
    areaUnderROC = intervals[0]
    averagePrecision = intervals[1]
    precisionAtRecall = intervals[2]
    recallAtPrecision = intervals[3]
  }

  /// Counts of positives and negatives by group, from the highest scores down; rows of equal
  /// score share a group.
  private static func cells(of ranking: ScoreRanking, groupCount: Int) -> [Double] {
    let rows = ranking.positiveCount + ranking.negativeCount
    var cells: [Double] = []
    var last = (positives: 0, negatives: 0)
    ranking.forEachThreshold { threshold in
      let positives = threshold.truePositives - last.positives
      let negatives = threshold.falsePositives - last.negatives
      let isLast = threshold.truePositives + threshold.falsePositives == rows
      guard (positives + negatives) * groupCount >= rows || isLast else { return }
      cells.append(Double(positives))
      cells.append(Double(negatives))
      last = (threshold.truePositives, threshold.falsePositives)
    }
    return cells
  }
}
