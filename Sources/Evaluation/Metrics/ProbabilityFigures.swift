/// Everything the probabilities say, with bootstrap intervals.
public struct ProbabilityFigures: Hashable, Sendable {
  /// One class against the rest, by its probability.
  public struct ClassFigures: Hashable, Sendable {
    /// Area under the ROC curve.
    public let areaUnderROC: Estimate
    public let averagePrecision: Estimate
    /// Purity where completeness reaches 0.96.
    public let precisionAtRecall96: Double?
    /// Completeness where purity is still 0.97.
    public let recallAtPrecision97: Double?
  }

  /// Rows that have probabilities.
  public let rows: Int
  /// Natural logarithm, probabilities clipped at 1.2e-7.
  public let logLoss: Estimate
  /// The squared distance from the truth summed over the classes, in `0...2`.
  public let brier: Estimate
  /// Of the predicted class's probability, bins of equal width.
  public let expectedCalibrationError: Estimate
  /// The same over bins of equally many rows.
  public let adaptiveCalibrationError: Double?
  public let classes: [ClassFigures]

  init(_ predictions: LabelledPredictions, options: EvaluationOptions) {
    let bootstrap = options.bootstrap
    let scores = ProbabilityScores(predictions, bootstrap: bootstrap)
    rows = scores.rowCount
    logLoss = scores.logLoss
    brier = scores.brier
    let confidences = predictions.confidences
    expectedCalibrationError = ConfidenceHistogram(
      confidence: confidences.values, isCorrect: confidences.isCorrect,
      coarseBinCount: options.reliabilityBinCount
    ).calibrationError(bootstrap, stream: EvaluationOptions.Stream.calibration)
    adaptiveCalibrationError =
      Reliability(
        equallyFilled: confidences.values, isCorrect: confidences.isCorrect,
        binCount: options.reliabilityBinCount
      ).expectedCalibrationError
    classes = predictions.classes.indices.map { index in
      let ranking = ScoreRanking(predictions, classIndex: index)
      let areas = RankingFigures(
        ranking, bootstrap: bootstrap,
        stream: EvaluationOptions.Stream.firstClass + UInt64(index))
      return ClassFigures(
        areaUnderROC: areas.areaUnderROC, averagePrecision: areas.averagePrecision,
        precisionAtRecall96: ranking.precision(atRecall: 0.96),
        recallAtPrecision97: ranking.recall(atPrecision: 0.97))
    }
  }
}
