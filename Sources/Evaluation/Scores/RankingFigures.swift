/// The areas under one class's curves, with intervals.
struct RankingFigures {
  let areaUnderROC: Estimate
  let averagePrecision: Estimate

  /// Resamples up to 256 groups of neighbouring scores, each split by truth.
  init(_ ranking: ScoreRanking, bootstrap: Bootstrap, stream: UInt64) {
    let estimates = [ranking.areaUnderROC, ranking.averagePrecision]
    let cells = Self.cells(of: ranking, groupCount: 256)
    let intervals = bootstrap.intervals(
      around: estimates, cells: cells, stream: stream, bounds: 0...1
    ) { drawn in
      var areas = RankingAreas()
      var truePositives = 0.0
      var falsePositives = 0.0
      for index in stride(from: 0, to: drawn.count, by: 2) {
        truePositives += drawn[index]
        falsePositives += drawn[index + 1]
        areas.add(truePositives: truePositives, falsePositives: falsePositives)
      }
      return [areas.areaUnderROC, areas.averagePrecision]
    }
    areaUnderROC = intervals[0]
    averagePrecision = intervals[1]
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
