internal import Evaluation
internal import Sky
public import Tables

/// How differently a magnitude or colour is distributed in two samples.
public struct FeatureDrift: Hashable, Sendable, Codable {
  /// A band's name, or a colour: `g − r`.
  public let feature: String
  /// Rows that have it.
  public let rows: Int
  /// The largest difference of the two samples' cumulative fractions, in `0...1`: the statistic of
  /// Kolmogorov and Smirnov.
  public let distance: Double
  public let median: Double
  public let referenceMedian: Double
  /// Below this, a distance says nothing: a tenth, and what chance does one time in a hundred.
  public let threshold: Double

  public var isDifferent: Bool { distance > threshold }

  enum CodingKeys: String, CodingKey {
    case feature, rows, distance, median, threshold
    case referenceMedian = "reference_median"
  }

  private static let least = 0.1
  /// √(−½ ln(0.01 / 2)).
  private static let chance = 1.628

  /// - Parameters:
  ///   - values: Finite; at least one.
  ///   - fractions: The reference's fraction below a value, and up to it.
  init(
    _ feature: String, _ values: [Float], referenceMedian: Double, referenceCount: Double,
    fractions: (Double) -> (below: Double, upTo: Double)
  ) {
    let sorted = values.sorted()
    let count = Double(sorted.count)
    self.feature = feature
    rows = sorted.count
    distance = kolmogorovSmirnovDistance(ofSorted: sorted, from: fractions)
    median = Double(quantile(0.5, ofSorted: sorted))
    self.referenceMedian = referenceMedian
    threshold = Self.least + Self.chance * (1 / count + 1 / referenceCount).squareRoot()
  }
}

extension FittedFeatures {
  /// How rows differ in magnitudes and neighbouring colours from those the features were fitted
  /// on, as the range's mixture remembers them.
  ///
  /// - Parameters:
  ///   - source: Found for this table by ``source(for:schema:path:)``.
  ///   - rows: Of the table.
  /// - Returns: None without bands or rows.
  public func drift(of table: Table, source: FeatureSource, rows: [Int]) -> [FeatureDrift] {
    guard !range.mixture.components.isEmpty else { return [] }
    return combinations(table, source).compactMap { name, factors, values in
      let seen = rows.map { values[$0] }.filter(\.isFinite)
      guard !seen.isEmpty else { return nil }
      let marginal = MixtureMarginal(range.mixture, factors: factors)
      return FeatureDrift(
        name, seen, referenceMedian: marginal.median, referenceCount: .infinity
      ) { value in
        let fraction = marginal.fraction(below: value)
        return (fraction, fraction)
      }
    }
  }

  /// How some rows of a table differ from all of them.
  public func driftFromWhole(
    of table: Table, source: FeatureSource, rows: [Int]
  ) -> [FeatureDrift] {
    combinations(table, source).compactMap { name, _, values in
      let seen = rows.map { values[$0] }.filter(\.isFinite)
      let all = values.filter(\.isFinite).sorted()
      guard !seen.isEmpty else { return nil }
      return FeatureDrift(
        name, seen, referenceMedian: Double(quantile(0.5, ofSorted: all)),
        referenceCount: Double(all.count)
      ) { value in
        let below = all.partitioningIndex { Double($0) >= value }
        let upTo = all.partitioningIndex { Double($0) > value }
        return (Double(below) / Double(all.count), Double(upTo) / Double(all.count))
      }
    }
  }

  /// Magnitudes and neighbouring colours: what they are sums of, and their values by row, NaN
  /// where a band is absent.
  private func combinations(
    _ table: Table, _ source: FeatureSource
  ) -> [(name: String, factors: [Double], values: [Float])] {
    let quantities = QuantityTable(table, source: source, extras: extras.map(\.feature))
    let magnitudes = bands.indices.map { band in
      quantities.values[band].indices.map { row in
        MissingValueState(rawValue: quantities.states[band][row]) == nil
          ? quantities.values[band][row] : Float.nan
      }
    }
    let dimension = bands.count + extras.count
    func factors(_ entries: [(Int, Double)]) -> [Double] {
      entries.reduce(into: [Double](repeating: 0, count: dimension)) { $0[$1.0] = $1.1 }
    }
    let single = bands.indices.map { band in
      (bands[band].band.rawValue, factors([(band, 1)]), magnitudes[band])
    }
    let colours = bands.indices.dropLast().map { band in
      (
        "\(bands[band].band) − \(bands[band + 1].band)", factors([(band, 1), (band + 1, -1)]),
        zip(magnitudes[band], magnitudes[band + 1]).map { $0 - $1 }
      )
    }
    return (single + colours).map { (name: $0.0, factors: $0.1, values: $0.2) }
  }
}

extension [Float] {
  /// The first position of a sorted array from which on something holds.
  fileprivate func partitioningIndex(_ holds: (Float) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
