import Evaluation
import Testing

private let predictions = MadePredictions.make(rows: 500, seed: 7)
private let scores = stride(from: 0, to: 1500, by: 3).map { (predictions.probabilities ?? [])[$0] }
private let isPositive = predictions.truth.map { $0 == 0 }

/// Counts every pair; the definition.
private func pairwiseArea(_ scores: [Float], _ isPositive: [Bool]) -> Double {
  var wins = 0.0
  var pairs = 0.0
  for (mine, _) in zip(scores, isPositive).filter(\.1) {
    for (other, _) in zip(scores, isPositive).filter({ !$0.1 }) {
      wins += mine > other ? 1 : mine == other ? 0.5 : 0
      pairs += 1
    }
  }
  return wins / pairs
}

@Test func `the area under ROC is the fraction of pairs in order, ties half`() {
  let ranking = ScoreRanking(scores: scores, isPositive: isPositive)
  #expect(isClose(ranking.summary.areaUnderROC, pairwiseArea(scores, isPositive), within: 1e-12))
}

private enum Rising: CaseIterable {
  case line, cube, hyperbola

  func callAsFunction(_ x: Float) -> Float {
    switch self {
    case .line: x * 8 - 3
    case .cube: x * x * x
    case .hyperbola: -1 / (x + 0.5)
    }
  }
}

@Test(arguments: Rising.allCases)
private func `a rising transform of the scores leaves the ranking alone`(transform: Rising) {
  let plain = ScoreRanking(scores: scores, isPositive: isPositive).summary
  let moved = ScoreRanking(scores: scores.map { transform($0) }, isPositive: isPositive).summary
  #expect(plain == moved)
}

@Test func `turning the scores over turns the area over`() {
  let plain = ScoreRanking(scores: scores, isPositive: isPositive).summary.areaUnderROC ?? 0
  let turned = ScoreRanking(scores: scores.map { -$0 }, isPositive: isPositive).summary
  #expect(isClose(turned.areaUnderROC, 1 - plain, within: 1e-12))
}

@Test func `equal scores everywhere rank nothing`() {
  let flat = ScoreRanking(
    scores: Array(repeating: 0.3, count: isPositive.count), isPositive: isPositive)
  let fraction = Double(isPositive.filter { $0 }.count) / Double(isPositive.count)
  #expect(flat.summary.areaUnderROC == 0.5)
  #expect(isClose(flat.summary.averagePrecision, fraction))
}

@Test func `negative zero ties with zero`() {
  let ranking = ScoreRanking(scores: [0, -0.0], isPositive: [true, false])
  #expect(ranking.summary.areaUnderROC == 0.5)
}

@Test func `a ranking without one kind has no area`() {
  #expect(ScoreRanking(scores: [1, 2], isPositive: [true, true]).summary.areaUnderROC == nil)
  #expect(ScoreRanking(scores: [1, 2], isPositive: [false, false]).summary.areaUnderROC == nil)
  #expect(ScoreRanking(scores: [], isPositive: []).summary.averagePrecision == nil)
}

@Test func `thresholds fall and counts rise`() {
  var last: ScoreRanking.Threshold?
  ScoreRanking(scores: scores, isPositive: isPositive).forEachThreshold { next in
    if let last {
      #expect(next.score < last.score)
      #expect(next.truePositives >= last.truePositives)
      #expect(next.falsePositives >= last.falsePositives)
    }
    last = next
  }
  #expect(last?.truePositives == isPositive.filter { $0 }.count)
}
