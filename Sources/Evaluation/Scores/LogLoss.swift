import Glibc

/// The least probability whose logarithm is taken: the spacing of Float at 1, 1.2e-7, which
/// scikit-learn uses for single precision too. Nothing costs more than 15.9.
let leastProbability = Double(Float.ulpOfOne)

/// What one answer costs: the negative natural logarithm of the truth's probability.
func logLoss(ofTruth probability: Float) -> Double {
  -log(min(1, max(leastProbability, Double(probability))))
}

extension LabelledPredictions {
  /// The mean negative natural logarithm of the truth's probability, without an interval; `nil`
  /// where no row has probabilities.
  public var logLoss: Double? {
    guard let probabilities else { return nil }
    var (total, count) = (0.0, 0)
    for row in 0..<rowCount where hasProbabilities(row: row) {
      total += Evaluation.logLoss(ofTruth: probabilities[row * classes.count + truth[row]])
      count += 1
    }
    return count > 0 ? total / Double(count) : nil
  }

  /// How often each true class was called each class.
  public var confusion: ConfusionMatrix {
    ConfusionMatrix(truth: truth, predicted: predicted, classCount: classes.count)
  }
}
