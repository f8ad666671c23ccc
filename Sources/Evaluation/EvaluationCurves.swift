/// What the report draws, reduced to a few hundred points whatever the number of rows.
public struct EvaluationCurves: Sendable {
  /// One class's ROC and precision–recall curves.
  public struct Ranking: Sendable {
    /// From (0, 0) to (1, 1); empty where the class or the rest is absent.
    public let roc: [ROCPoint]
    /// By rising recall, from the first hit; empty without rows of the class.
    public let precisionRecall: [PrecisionPoint]
  }

  public struct ROCPoint: Hashable, Sendable {
    public let falsePositiveRate: Double
    public let truePositiveRate: Double

    public init(falsePositiveRate: Double, truePositiveRate: Double) {
      self.falsePositiveRate = falsePositiveRate
      self.truePositiveRate = truePositiveRate
    }
  }

  public struct PrecisionPoint: Hashable, Sendable {
    public let recall: Double
    public let precision: Double
    /// Rows at or above it are called the class.
    public let threshold: Float
  }

  public let classes: [String]
  /// By class; empty without probabilities.
  public let rankings: [Ranking]
  /// Of the predicted class's probability; `nil` without probabilities.
  public let reliability: Reliability?
  /// Each class's own probability against how often it is that class; empty as `rankings`.
  public let classReliability: [Reliability]
  /// `nil` without magnitudes or where all are equal.
  public let profile: MagnitudeProfile?
  /// The survey's own cut in the same bins.
  public let baselineProfile: MagnitudeProfile?

  public init(of predictions: LabelledPredictions, options: EvaluationOptions = .init()) {
    classes = predictions.classes
    let hasProbabilities =
      predictions.probabilities != nil
      && (0..<predictions.rowCount).contains(where: predictions.hasProbabilities(row:))
    let indices = hasProbabilities ? predictions.classes.indices : 0..<0
    let binCount = options.reliabilityBinCount
    rankings = indices.map { Ranking(ScoreRanking(predictions, classIndex: $0)) }
    classReliability = indices.map { index in
      let column = predictions.confidences(ofClass: index)
      return Reliability(
        confidence: column.values, isCorrect: column.isCorrect, binCount: binCount)
    }
    let top = predictions.confidences
    reliability =
      hasProbabilities
      ? Reliability(confidence: top.values, isCorrect: top.isCorrect, binCount: binCount) : nil
    if let magnitude = predictions.magnitude,
      let edges = MagnitudeProfile.binEdges(of: magnitude.values)
    {
      profile = MagnitudeProfile(
        predictions, magnitude: magnitude, predicted: predictions.predicted, edges: edges)
      baselineProfile = predictions.baseline.map {
        MagnitudeProfile(
          predictions, magnitude: magnitude, predicted: $0.predicted, edges: edges)
      }
    } else {
      profile = nil
      baselineProfile = nil
    }
  }
}

extension EvaluationCurves.Ranking {
  /// Keeps the first and last point and those a step apart on either curve.
  init(_ ranking: ScoreRanking, step: Double = 0.004) {
    let positives = Double(ranking.positiveCount)
    let negatives = Double(ranking.negativeCount)
    var roc: [EvaluationCurves.ROCPoint] = []
    var precisionRecall: [EvaluationCurves.PrecisionPoint] = []
    if positives > 0, negatives > 0 {
      roc.append(.init(falsePositiveRate: 0, truePositiveRate: 0))
    }
    ranking.forEachThreshold { threshold in
      let hits = Double(threshold.truePositives)
      let misses = Double(threshold.falsePositives)
      let isLast = hits + misses == positives + negatives
      if let last = roc.last {
        let next = EvaluationCurves.ROCPoint(
          falsePositiveRate: misses / negatives, truePositiveRate: hits / positives)
        let distance =
          abs(next.falsePositiveRate - last.falsePositiveRate)
          + abs(next.truePositiveRate - last.truePositiveRate)
        if distance >= step || isLast { roc.append(next) }
      }
      guard hits > 0 else { return }
      let next = EvaluationCurves.PrecisionPoint(
        recall: hits / positives, precision: hits / (hits + misses),
        threshold: threshold.score)
      let distance =
        precisionRecall.last.map { last in
          abs(next.recall - last.recall) + abs(next.precision - last.precision)
        } ?? 1
      if distance >= step || isLast { precisionRecall.append(next) }
    }
    self.roc = roc
    self.precisionRecall = precisionRecall
  }
}
