/// One class against the rest: the rows in order of their score, best first.
///
/// Rows of equal score enter together, so no order among ties is invented.
public struct ScoreRanking: Sendable {
  /// What lies at or above one score.
  public struct Threshold: Sendable {
    public let score: Float
    public let truePositives: Int
    public let falsePositives: Int

    /// Purity of what lies there.
    public var precision: Double { Double(truePositives) / Double(truePositives + falsePositives) }

    /// Completeness of what lies there, of so many positives.
    public func recall(of positiveCount: Int) -> Double {
      Double(truePositives) / Double(positiveCount)
    }
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

  /// The figures of the whole curve.
  public var summary: RankingSummary {
    var summary = RankingSummary(positives: Double(positiveCount))
    forEachThreshold { threshold in
      summary.add(
        truePositives: Double(threshold.truePositives),
        falsePositives: Double(threshold.falsePositives))
    }
    return summary
  }
}
