/// Successive halving: every trial is trained briefly, the better third longer, and so on.
///
///     epochs:  E/9   E/3   E
///     trials:   n    n/3  n/9
///
/// A trial that goes on is trained anew with more epochs and not from where it stood: the
/// one-cycle schedule of the learning rate spans a training's epochs, so that a short training is
/// not the beginning of a long one. All trials of a round are evaluated before the next begins, which
/// makes the outcome the same whatever runs side by side.
///
/// - Source: Jamieson & Talwalkar 2016, AISTATS, arXiv:1502.07943; rounds and factor as Li et al.
///   2018, arXiv:1810.05934, without the asynchrony.
public struct HalvingSchedule: Hashable, Sendable {
  /// Trials trained for the same time.
  public struct Round: Hashable, Sendable {
    public let epochs: Int
    public let trialCount: Int
  }

  /// The shortest training first.
  public let rounds: [Round]

  /// One in so many goes on.
  public static let factor = 3

  /// - Parameters:
  ///   - trialCount: Of the first round; at least 1.
  ///   - epochs: Of the last round; at least 1.
  ///   - roundCount: At most so many, where epochs and trials allow.
  public init(trialCount: Int, epochs: Int, roundCount: Int = 3) {
    precondition(
      trialCount > 0 && epochs > 0 && roundCount > 0,
      "expected trials, epochs and rounds, found \(trialCount), \(epochs) and \(roundCount)")
    var lengths = [epochs]
    while lengths.count < roundCount, let first = lengths.first, first >= Self.factor {
      lengths.insert(max(1, (first + Self.factor / 2) / Self.factor), at: 0)
    }
    var count = trialCount
    rounds = lengths.map { length in
      defer { count = max(1, count / Self.factor) }
      return Round(epochs: length, trialCount: count)
    }
  }

  /// The best of a round.
  ///
  /// - Parameters:
  ///   - scores: By trial, less is better; `nil` for one that failed, which never goes on.
  ///   - count: How many are wanted.
  /// - Returns: At most so many, in the order of their numbers; equal scores by lower number.
  public static func best(_ scores: [Int: Double?], count: Int) -> [Int] {
    let evaluated = scores.compactMap { trial, score in
      score.flatMap { $0.isNaN ? nil : (score: $0, trial: trial) }
    }
    return evaluated.sorted { ($0.score, $0.trial) < ($1.score, $1.trial) }
      .prefix(count).map(\.trial).sorted()
  }
}
