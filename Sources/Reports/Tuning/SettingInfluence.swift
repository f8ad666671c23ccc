internal import Evaluation

/// How much a setting by itself has to do with the score: the fraction of the variance of the scores'
/// ranks that it explains.
///
/// For numbers that is ρ², the square of Spearman's rank correlation, which sees rises and falls
/// but no valley between; for choices η² = H / (n − 1), with H of Kruskal and Wallis. Settings that
/// act only together are not seen by either.
///
/// - Source: Spearman 1904, Am. J. Psychol. 15, 72; Kruskal & Wallis 1952, JASA 47, 583.
public struct SettingInfluence: Hashable, Sendable, Encodable {
  public let name: String
  public let range: String
  /// Of a number: whether larger goes with larger log-loss (positive) or smaller.
  public let rankCorrelation: Double?
  /// In 0...1; `nil` with fewer than three trials, or where all are alike.
  public let explained: Double?
  /// What a setting that does nothing explains on the average.
  public let expectedByChance: Double?

  enum CodingKeys: String, CodingKey {
    case name, range
    case rankCorrelation = "rank_correlation"
    case explained = "explained_variance_ratio"
    case expectedByChance = "expected_by_chance"
  }

  /// - Parameters:
  ///   - values: Of the trials.
  ///   - scores: Of the same trials; not finite counts as the worst.
  init(_ setting: TuningRecord.Setting, values: [Double], scores: [Double]) {
    name = setting.name
    range = setting.range
    guard values.count >= 3 else {
      (rankCorrelation, explained, expectedByChance) = (nil, nil, nil)
      return
    }
    let ranks = ranks(of: scores)
    let others = Double(values.count - 1)
    if setting.kind == .choice {
      rankCorrelation = nil
      explained = varianceExplained(of: ranks, by: values)
      expectedByChance = Double(Set(values).count - 1) / others
    } else {
      let correlation = correlation(of: Evaluation.ranks(of: values), with: ranks)
      rankCorrelation = correlation
      explained = correlation.map { $0 * $0 }
      expectedByChance = 1 / others
    }
  }
}

extension TuningRecord {
  /// Of every setting, from the first round, in which all trials are trained alike.
  public var influences: [SettingInfluence] {
    let trials = drawn
    let scores = trials.map { $0.scores.first?.logLoss ?? .infinity }
    return settings.indices.map { index in
      SettingInfluence(settings[index], values: trials.map { $0.values[index] }, scores: scores)
    }
  }
}
