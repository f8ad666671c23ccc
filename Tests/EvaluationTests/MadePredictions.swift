import Evaluation

/// Predictions made by a linear congruential generator, the same here and in Python.
enum MadePredictions {
  static let classes = ["GALAXY", "QSO", "STAR"]

  /// Three classes of 1/4, 1/4 and 1/2; probabilities are small whole numbers over their sum,
  /// so that many are equal.
  static func make(rows: Int, seed: Int = 2024) -> LabelledPredictions {
    var state = seed
    func unit() -> Double {
      state = (1_103_515_245 &* state &+ 12345) % (1 << 31)
      return Double(state) / Double(1 << 31)
    }
    var truth: [Int] = []
    var probabilities: [Float] = []
    for _ in 0..<rows {
      let index = min(2, Int(unit() * 4))
      truth.append(index)
      let weights = (0..<3).map { Float(1 + Int(6 * unit()) + ($0 == index ? 4 : 0)) }
      probabilities += weights.map { $0 / weights.reduce(0, +) }
    }
    return LabelledPredictions(classes: classes, truth: truth, probabilities: probabilities)
  }

  /// The same rows in another order.
  static func permuted(_ predictions: LabelledPredictions) -> LabelledPredictions {
    let count = predictions.rowCount
    let order = (0..<count).map { ($0 * 7919 + 13) % count }
    let classCount = predictions.classes.count
    return LabelledPredictions(
      classes: predictions.classes, truth: order.map { predictions.truth[$0] },
      probabilities: order.flatMap { row in
        (predictions.probabilities ?? [])[row * classCount..<(row + 1) * classCount]
      })
  }
}

func isClose(_ found: Double?, _ expected: Double?, within tolerance: Double = 1e-9) -> Bool {
  guard let found, let expected else { return found == nil && expected == nil }
  return abs(found - expected) <= tolerance * max(1, abs(expected))
}
