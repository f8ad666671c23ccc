/// How much a setting by itself has to do with the score: the share of the variance of the scores'
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
    case explained = "explained_share"
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
    let ranks = Self.ranks(scores)
    let others = Double(values.count - 1)
    if setting.kind == .choice {
      rankCorrelation = nil
      explained = Self.explained(ranks, by: values)
      expectedByChance = Double(Set(values).count - 1) / others
    } else {
      let correlation = Self.correlation(Self.ranks(values), ranks)
      rankCorrelation = correlation
      explained = correlation.map { $0 * $0 }
      expectedByChance = 1 / others
    }
  }

  /// From 1; equal values share the mean of theirs.
  static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }

  /// Pearson's; `nil` where one of them does not vary.
  static func correlation(_ x: [Double], _ y: [Double]) -> Double? {
    let count = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      xx += (a - meanX) * (a - meanX)
      yy += (b - meanY) * (b - meanY)
      xy += (a - meanX) * (b - meanY)
    }
    return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : nil
  }

  /// Between groups, of all.
  private static func explained(_ ranks: [Double], by groups: [Double]) -> Double? {
    let mean = ranks.reduce(0, +) / Double(ranks.count)
    let whole = ranks.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard whole > 0 else { return nil }
    let between = Set(groups).sorted().reduce(0.0) { sum, group in
      let members = ranks.indices.filter { groups[$0] == group }.map { ranks[$0] }
      let distance = members.reduce(0, +) / Double(members.count) - mean
      return sum + Double(members.count) * distance * distance
    }
    return between / whole
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
