/// Everything the probabilities say, with bootstrap intervals.
public struct ProbabilityFigures: Hashable, Sendable {
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
  /// In the order of the classes.
  public let classes: [RankingFigures]

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
      RankingFigures(
        ScoreRanking(predictions, classIndex: index), bootstrap: bootstrap,
        stream: EvaluationOptions.Stream.firstClass + UInt64(index))
    }
  }
}
