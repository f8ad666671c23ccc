import Evaluation
import Testing

private let predictions = MadePredictions.make(rows: 400, seed: 11)

private func named(_ metrics: ClassificationMetrics) -> [(name: String, figure: Estimate)] {
  [
    ("accuracy", metrics.accuracy), ("balanced accuracy", metrics.balancedAccuracy),
    ("macro F1", metrics.macroF1), ("log-loss", metrics.logLoss), ("Brier", metrics.brier),
    ("calibration error", metrics.expectedCalibrationError),
    ("galaxy purity", metrics.galaxyPurity), ("star completeness", metrics.starCompleteness),
  ] + metrics.confusion.classes.flatMap { [("f1", $0.f1), ("recall", $0.recall)] }
    + (metrics.probability?.classes ?? []).flatMap {
      [("area", $0.areaUnderROC), ("average precision", $0.averagePrecision)]
    }
}

@Test func `a perfect predictor has perfect figures`() {
  let truth = predictions.truth
  let sure = truth.flatMap { index in (0..<3).map { Float($0 == index ? 1 : 0) } }
  let metrics = ClassificationMetrics(
    of: LabelledPredictions(
      classes: MadePredictions.classes, truth: truth, probabilities: sure))
  #expect(metrics.accuracy.value == 1)
  #expect(metrics.macroF1.value == 1)
  #expect(metrics.logLoss.value == 0)
  #expect(metrics.brier.value == 0)
  #expect(metrics.expectedCalibrationError.value == 0)
  #expect(metrics.galaxyPurity.value == 1)
  #expect(metrics.starCompleteness.value == 1)
  #expect(metrics.probability?.classes.allSatisfy { $0.areaUnderROC.value == 1 } == true)
  #expect((metrics.accuracy.low ?? 1) < 1)
}

@Test func `a uniform predictor costs the logarithm of the number of classes`() {
  let metrics = ClassificationMetrics(
    of: LabelledPredictions(
      classes: MadePredictions.classes, truth: predictions.truth,
      probabilities: Array(repeating: 1.0 / 3, count: 1200)))
  #expect(isClose(metrics.logLoss.value, 1.098_612_288_668_11, within: 1e-7))
  #expect(isClose(metrics.brier.value, 2.0 / 3, within: 1e-6))
  #expect(metrics.probability?.classes.allSatisfy { $0.areaUnderROC.value == 0.5 } == true)
}

@Test func `the order of rows does not matter`() {
  let metrics = ClassificationMetrics(of: predictions)
  let permuted = ClassificationMetrics(of: MadePredictions.permuted(predictions))
  for (one, other) in zip(named(metrics), named(permuted)) {
    #expect(isClose(one.figure.value, other.figure.value, within: 1e-12), "\(one.name)")
    #expect(isClose(one.figure.low, other.figure.low, within: 1e-9), "\(one.name)")
  }
}

@Test func `every interval holds its estimate`() throws {
  for (name, figure) in named(ClassificationMetrics(of: predictions)) {
    let value = try #require(figure.value, "\(name)")
    let low = try #require(figure.low, "\(name)")
    let high = try #require(figure.high, "\(name)")
    #expect(low <= value && value <= high && low < high, "\(name)")
  }
}

@Test func `the same seed draws the same intervals, another seed others`() {
  var options = EvaluationOptions()
  let first = ClassificationMetrics(of: predictions, options: options)
  #expect(first == ClassificationMetrics(of: predictions, options: options))
  options.seed = 1
  #expect(first.macroF1 != ClassificationMetrics(of: predictions, options: options).macroF1)
}

@Test func `without resamples the estimates stand alone`() {
  var options = EvaluationOptions()
  options.resamples = 0
  let metrics = ClassificationMetrics(of: predictions, options: options)
  #expect(metrics.macroF1.value != nil)
  #expect(metrics.macroF1.low == nil)
}

/// Draws whole rows, as the textbook does, and compares with the multinomial short cut.
@Test func `the bootstrap is as wide as drawing rows one by one`() throws {
  var state: UInt64 = 42
  func nextIndex(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
  let estimates = ClassificationMetrics(of: predictions)
  var losses: [Double] = []
  var areas: [Double] = []
  for _ in 0..<600 {
    let rows = (0..<400).map { _ in nextIndex(below: 400) }
    var options = EvaluationOptions()
    options.resamples = 0
    let drawn = ClassificationMetrics(
      of: LabelledPredictions(
        classes: MadePredictions.classes, truth: rows.map { predictions.truth[$0] },
        probabilities: rows.flatMap { (predictions.probabilities ?? [])[3 * $0..<3 * $0 + 3] }),
      options: options)
    losses.append(try #require(drawn.logLoss.value))
    areas.append(try #require(drawn.probability?.classes[1].areaUnderROC.value))
  }
  for (values, figure) in [
    (losses, estimates.logLoss),
    (areas, try #require(estimates.probability).classes[1].areaUnderROC),
  ] {
    let sorted = values.sorted()
    let width = sorted[584] - sorted[14]
    let ours = try #require(figure.high) - (try #require(figure.low))
    #expect(abs(ours / width - 1) < 0.15)
  }
}

/// The calibration errors of rows drawn anew with replacement, sorted; computed the long way.
private func redrawnCalibrationErrors(
  _ predictions: LabelledPredictions, draws: Int, bins: Int
) -> [Double] {
  var generator = SystemRandomNumberGenerator()
  let classCount = predictions.classes.count
  let rows = (0..<predictions.rowCount).map { row in
    let confidence = predictions.probabilities?[row * classCount + predictions.predicted[row]] ?? 0
    return (Double(confidence), predictions.predicted[row] == predictions.truth[row])
  }
  return (0..<draws).map { _ in
    var excess = [Double](repeating: 0, count: bins)
    for _ in rows {
      let (confidence, isRight) = rows[Int.random(in: rows.indices, using: &generator)]
      excess[max(0, Int((confidence * Double(bins)).rounded(.up)) - 1)] +=
        confidence - (isRight ? 1 : 0)
    }
    return excess.reduce(0) { $0 + abs($1) } / Double(rows.count)
  }
  .sorted()
}

@Test func `a calibration error's interval is the percentile interval moved onto the figure`() {
  // Right as often as they say, but for chance.
  let confidences = (0..<300).map { 0.5 + Float($0 % 50) / 100 }
  let truth = confidences.enumerated().map { row, value in
    Float((row &* 7919 &+ 13) % 300) / 300 < value ? 0 : 1
  }
  let predictions = LabelledPredictions(
    classes: ["a", "b"], truth: truth, probabilities: confidences.flatMap { [$0, 1 - $0] })
  let found = ClassificationMetrics(of: predictions).expectedCalibrationError
  let redrawn = redrawnCalibrationErrors(predictions, draws: 1500, bins: 15)
  let mean = redrawn.reduce(0, +) / Double(redrawn.count)
  let shift = (found.value ?? 0) - mean
  // Every draw adds distances of its own, so the plain interval lies above the figure.
  #expect(quantile(0.025, ofSorted: redrawn) > (found.value ?? 1))
  #expect(isClose(found.low, max(0, quantile(0.025, ofSorted: redrawn) + shift), within: 0.008))
  #expect(isClose(found.high, quantile(0.975, ofSorted: redrawn) + shift, within: 0.008))
}
