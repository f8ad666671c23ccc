import Evaluation
import Sky
import Testing

@Test func `accuracy is told apart by flag`() throws {
  var predictions = LabelledPredictions(
    classes: ["A", "B"], truth: [0, 0, 1, 1, 1], predicted: [0, 0, 1, 0, 0])
  predictions.flags = [[], [.missingBand], [], [.missingBand, .saturated], [.saturated]]
  let flags = try #require(ClassificationMetrics(of: predictions).flags)
  #expect(flags.unflagged.rows == 2)
  #expect(flags.unflagged.accuracy.value == 1)
  #expect(isClose(flags.flagged.accuracy.value, 1.0 / 3))
  #expect(flags.bits.map(\.name) == ["missing_band", "saturated"])
  #expect(flags.bits.map(\.rows) == [2, 2])
  #expect(flags.bits.map(\.correct) == [1, 0])
}

@Test func `the survey's cut is evaluated on the rows it classifies`() throws {
  var predictions = LabelledPredictions(
    classes: ["A", "B"], truth: [0, 0, 1, 1], predicted: [0, 1, 1, 1])
  predictions.baseline = .init(name: "cut", predicted: [0, nil, 0, 1])
  let baseline = try #require(ClassificationMetrics(of: predictions).baseline)
  #expect(isClose(baseline.survey.accuracy.value, 2.0 / 3))
  #expect(baseline.model.accuracy.value == 1)
}

@Test func `magnitude bins hold every row that has a magnitude`() throws {
  var predictions = MadePredictions.make(rows: 900)
  let values = (0..<900).map { (row: Int) -> Float in
    row % 100 == 7 ? Float.nan : 14 + Float(row % 89) / 10
  }
  predictions.magnitude = .init(name: "r", values: values)
  let profile = try #require(EvaluationCurves(of: predictions).profile)
  #expect(profile.missingCount == 9)
  #expect(profile.cells.joined().reduce(0) { $0 + $1.support } == 891)
  #expect(profile.cells.joined().reduce(0) { $0 + $1.predicted } == 891)
  #expect(zip(profile.edges, profile.edges.dropFirst()).allSatisfy { $0 < $1 })
  for cell in profile.cells.joined() {
    #expect(cell.correct <= min(cell.support, cell.predicted))
  }
}

@Test func `another mix of classes moves purity but not completeness`() throws {
  let predictions = MadePredictions.make(rows: 600)
  let matrix = ClassificationMetrics(of: predictions).confusion.matrix
  let prior = try #require(ClassPrior(["STAR": 8, "GALAXY": 1, "QSO": 1]))
  let mixed = matrix.reweighted(to: prior, classes: predictions.classes)
  for index in 0..<3 { #expect(isClose(mixed.recall(of: index), matrix.recall(of: index))) }
  #expect(isClose(mixed.support(of: 2) / mixed.total, 0.8))
  #expect((mixed.precision(of: 0) ?? 1) < (matrix.precision(of: 0) ?? 0))
}

@Test func `the sample's own mix changes nothing`() throws {
  let predictions = MadePredictions.make(rows: 600)
  let matrix = ClassificationMetrics(of: predictions).confusion.matrix
  let prior = try #require(
    ClassPrior(
      Dictionary(
        uniqueKeysWithValues: (0..<3).map { (predictions.classes[$0], matrix.support(of: $0)) })))
  let same = matrix.reweighted(to: prior, classes: predictions.classes)
  for (one, other) in zip(same.cells, matrix.cells) { #expect(isClose(one, other)) }
}

@Test func `a prior that is no mix is refused`() {
  #expect(ClassPrior(["A": -1, "B": 2]) == nil)
  #expect(ClassPrior(["A": 0]) == nil)
  #expect(ClassPrior(["A": .nan]) == nil)
}

@Test func `curves begin and end where they must and stay short`() {
  let curves = EvaluationCurves(of: MadePredictions.make(rows: 50_000))
  for ranking in curves.rankings {
    #expect(ranking.roc.first == .init(falsePositiveRate: 0, truePositiveRate: 0))
    #expect(ranking.roc.last == .init(falsePositiveRate: 1, truePositiveRate: 1))
    #expect(ranking.precisionRecall.last?.recall == 1)
    #expect(ranking.roc.count < 600)
    #expect(ranking.precisionRecall.count < 600)
  }
}

@Test func `equally filled bins hold the rows evenly`() {
  let confidence = (0..<101).map { 0.5 + Float($0) / 202 }
  let reliability = Reliability(
    equallyFilled: confidence, isCorrect: confidence.map { $0 > 0.6 }, binCount: 10)
  #expect(reliability.bins.map(\.rows).reduce(0, +) == 101)
  #expect(reliability.bins.allSatisfy { (10...11).contains($0.rows) })
}

@Test func `a prior has the same digits however its dictionary is ordered`() throws {
  let fractions = ["STAR": 0.6, "GALAXY": 0.3, "QSO": 0.1]
  let priors = (0..<64).map { capacity in
    var reordered = [String: Double](minimumCapacity: capacity * 16)
    for (name, fraction) in fractions { reordered[name] = fraction }
    return ClassPrior(reordered)?.fractions
  }
  #expect(Set(priors).count == 1)
}
