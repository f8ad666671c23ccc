import Evaluation
import Testing

@Suite struct StatisticsTests {
  @Test func `ranks fraction ties, and the correlation is Spearman's`() {
    #expect(ranks(of: [3, 1, 3, 2]) == [3.5, 1, 3.5, 2])
    // scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]) gives 0.8207826816681233.
    let found = correlation(of: ranks(of: [1, 2, 3, 4, 5]), with: ranks(of: [5, 6, 7, 8, 7]))
    #expect(abs((found ?? 0) - 0.8207826816681233) < 1e-12)
    #expect(correlation(of: [1, 1], with: [1, 2]) == nil)
  }

  @Test func `the variance explained by groups is Kruskal and Wallis's`() {
    // scipy.stats.kruskal([1, 2, 3], [4, 5, 9]).statistic / 5 gives 0.7714285714285708.
    let found = varianceExplained(of: ranks(of: [1, 2, 3, 4, 5, 9]), by: [0, 0, 0, 1, 1, 1])
    #expect(abs((found ?? 0) - 0.771_428_571_428_571_5) < 1e-12)
    #expect(varianceExplained(of: [2, 2], by: [0, 1]) == nil)
  }

  @Test func `quantiles lie between neighbours and the median between the middle two`() {
    #expect(quantile(0.25, ofSorted: [0.0, 1, 2, 3]) == 0.75)
    #expect(quantile(1, ofSorted: [Float(4)]) == 4)
    #expect(median(of: [9, 1, 3, 2]) == 2.5)
    #expect(median(of: [3, 1, 2]) == 2)
    #expect(median(of: []) == nil)
  }

  @Test func `the distance of two distributions is Kolmogorov's and Smirnov's`() {
    let reference: [Float] = [1, 2, 2, 3]
    func fractions(_ value: Double) -> (below: Double, upTo: Double) {
      (
        Double(reference.count { Double($0) < value }) / 4,
        Double(reference.count { Double($0) <= value }) / 4
      )
    }
    #expect(kolmogorovSmirnovDistance(ofSorted: reference, from: fractions) == 0)
    // scipy.stats.ks_2samp([2, 3, 4, 5], [1, 2, 2, 3]).statistic gives 0.5.
    #expect(kolmogorovSmirnovDistance(ofSorted: [2, 3, 4, 5], from: fractions) == 0.5)
  }
}

@Suite struct ScoreTests {
  @Test func `squared errors count what has weight`() {
    var error = MeanSquaredError()
    #expect(error.value == nil)
    error.add([1, 2, 9], truth: [0, 4, 0], weights: [1, 0.5, 0])
    #expect(error.value == 2)
    error.add([1, 5], truth: [1, 5], places: 1..<2)
    #expect(error.value == 1.2)
  }

  @Test func `a mean log-loss agrees with the one that carries an interval`() {
    let predictions = MadePredictions.make(rows: 500)
    let whole = ClassificationMetrics(of: predictions).logLoss.value ?? 0
    #expect(abs((predictions.logLoss ?? 0) - whole) < 1e-12)
    // A probability of 0 costs 15.9, the logarithm of the spacing of Float at 1.
    let sure = LabelledPredictions(classes: ["A", "B"], truth: [0], probabilities: [0, 1])
    #expect(abs((sure.logLoss ?? 0) - 15.942385152878742) < 1e-12)
    let none = LabelledPredictions(classes: ["A", "B"], truth: [0], probabilities: [.nan, 1])
    #expect(none.logLoss == nil)
  }

  @Test func `a map that keeps neighbours is trusted wholly, and a small one not evaluated`() {
    #expect(trustworthiness(excessRanks: [0, 0, 0], neighbours: 2, rows: 12) == 1)
    #expect(trustworthiness(excessRanks: [0], neighbours: 15, rows: 22) == nil)
  }
}

@Suite struct EnrichmentTests {
  @Test func `named rows at the top are counted beside what chance would put there`() {
    let scores = (0..<100).map { Float($0) }
    let found = enrichment(of: [99, 98, 10, 200], inTop: 0.05, by: scores)
    #expect(found.top == 5 && found.named == 3 && found.found == 2 && found.rows == 100)
    #expect(found.ratio.map { abs($0 - 2.0 / 3 / 0.05) < 1e-12 } == true)
  }

  @Test func `rows without a score are left out and an empty top has no ratio`() {
    let found = enrichment(of: [0, 1], inTop: 0.5, by: [.nan, 2, 1])
    #expect(found.rows == 2 && found.named == 1 && found.found == 1 && found.ratio == 2)
    #expect(enrichment(of: [0], inTop: 0, by: [1, 2]).ratio == nil)
    #expect(enrichment(of: [], inTop: 1, by: [1, 2]).ratio == nil)
    #expect(enrichment(of: [], inTop: 1, by: []).rows == 0)
  }
}
