/// One class against the rest: the rows in order of their score, best first.
///
/// Rows of equal score enter together, so no order among ties is invented.
public struct ScoreRanking: Sendable {
  /// What lies at or above one score.
  public struct Threshold: Sendable {
    public let score: Float
    public let truePositives: Int
    public let falsePositives: Int
  }

  public let positiveCount: Int
  public let negativeCount: Int
  /// The score's ordered bits, then one bit that is 1 for a positive; ascending.
  private let keys: [UInt64]

  /// - Parameters:
  ///   - scores: Shape `[rows]`; larger means more like the class; finite.
  ///   - isPositive: Shape `[rows]`, whether the row is of the class.
  public init(scores: [Float], isPositive: [Bool]) {
    precondition(
      scores.count == isPositive.count,
      "expected \(isPositive.count) scores, found \(scores.count)")
    self.init(keys: zip(scores, isPositive).map(Self.key))
  }

  /// One class of the rows that have probabilities.
  init(_ predictions: LabelledPredictions, classIndex: Int) {
    let probabilities = predictions.probabilities ?? []
    let classCount = predictions.classes.count
    var keys: [UInt64] = []
    keys.reserveCapacity(predictions.rowCount)
    for row in 0..<predictions.rowCount where predictions.hasProbabilities(row: row) {
      let score = probabilities[row * classCount + classIndex]
      keys.append(Self.key(score, predictions.truth[row] == classIndex))
    }
    self.init(keys: keys)
  }

  private init(keys: [UInt64]) {
    self.keys = keys.sorted()
    positiveCount = keys.reduce(0) { $0 + Int($1 & 1) }
    negativeCount = keys.count - positiveCount
  }

  /// Orders as the score does: a negative number's bits are turned over, −0 counts as 0.
  private static func key(_ score: Float, _ isPositive: Bool) -> UInt64 {
    let bits = (score + 0).bitPattern
    let ordered = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
    return UInt64(ordered) << 1 | (isPositive ? 1 : 0)
  }

  private static func score(of key: UInt64) -> Float {
    let ordered = UInt32(truncatingIfNeeded: key >> 1)
    return Float(
      bitPattern: ordered & 0x8000_0000 == 0 ? ~ordered : ordered & 0x7fff_ffff)
  }

  /// Calls `body` once per distinct score, from the highest.
  public func forEachThreshold(_ body: (Threshold) -> Void) {
    var truePositives = 0
    var index = keys.count
    while index > 0 {
      let score = keys[index - 1] >> 1
      while index > 0, keys[index - 1] >> 1 == score {
        index -= 1
        truePositives += Int(keys[index] & 1)
      }
      body(
        Threshold(
          score: Self.score(of: score << 1), truePositives: truePositives,
          falsePositives: keys.count - index - truePositives))
    }
  }

  /// The chance that a row of the class scores above one that is not, ties counting half;
  /// `nil` where either kind is absent.
  public var areaUnderROC: Double? {
    areas.roc
  }

  /// The precision averaged over the recalls at which rows of the class enter,
  /// `Σ (Rₙ − Rₙ₋₁) Pₙ`; `nil` without such rows.
  public var averagePrecision: Double? {
    areas.precisionRecall
  }

  private var areas: (roc: Double?, precisionRecall: Double?) {
    var steps = RankingAreas()
    forEachThreshold { threshold in
      steps.add(
        truePositives: Double(threshold.truePositives),
        falsePositives: Double(threshold.falsePositives))
    }
    return (steps.areaUnderROC, steps.averagePrecision)
  }

  /// The precision at the highest score that reaches a recall: p_g(c_g = 0.96) of galaxies.
  ///
  /// - Source: Kim & Brunner 2017, MNRAS 464, 4463.
  public func precision(atRecall recall: Double) -> Double? {
    var result: Double?
    forEachThreshold { threshold in
      let reached = Double(threshold.truePositives) >= recall * Double(positiveCount)
      guard result == nil, positiveCount > 0, reached else { return }
      let called = Double(threshold.truePositives + threshold.falsePositives)
      result = Double(threshold.truePositives) / called
    }
    return result
  }

  /// The largest recall among scores with at least a precision: c_s(p_s = 0.97) of stars;
  /// `nil` where no score is that pure.
  ///
  /// - Source: Kim & Brunner 2017, MNRAS 464, 4463.
  public func recall(atPrecision precision: Double) -> Double? {
    var result: Double?
    forEachThreshold { threshold in
      let called = Double(threshold.truePositives + threshold.falsePositives)
      guard positiveCount > 0, Double(threshold.truePositives) >= precision * called else {
        return
      }
      result = Double(threshold.truePositives) / Double(positiveCount)
    }
    return result
  }
}

/// Sums the two areas step by step, from the highest score down.
struct RankingAreas {
  private var truePositives = 0.0
  private var falsePositives = 0.0
  private var pairs = 0.0
  private var precisions = 0.0

  /// - Parameters: Cumulative counts at the next lower score.
  mutating func add(truePositives: Double, falsePositives: Double) {
    let newPositives = truePositives - self.truePositives
    let newNegatives = falsePositives - self.falsePositives
    pairs += newNegatives * (self.truePositives + newPositives / 2)
    if newPositives > 0 {
      precisions += newPositives * truePositives / (truePositives + falsePositives)
    }
    self.truePositives = truePositives
    self.falsePositives = falsePositives
  }

  var areaUnderROC: Double? {
    truePositives > 0 && falsePositives > 0 ? pairs / (truePositives * falsePositives) : nil
  }

  var averagePrecision: Double? {
    truePositives > 0 ? precisions / truePositives : nil
  }
}
