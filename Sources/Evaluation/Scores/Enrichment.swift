import Numbers

/// How many of some rows are at the top of a ranking, beside what chance would put there.
public struct Enrichment: Hashable, Sendable {
  /// Rows at the top.
  public let top: Int
  /// Rows that are looked for and have a score.
  public let named: Int
  /// Those of them at the top.
  public let found: Int
  /// Rows with a score.
  public let rows: Int

  /// The named rows' fraction of all; 0 where there are none.
  public var fraction: Double { rows > 0 ? Double(named) / Double(rows) : 0 }

  /// The named rows' fraction of the top; 0 where it is empty.
  public var fractionOfTop: Double { top > 0 ? Double(found) / Double(top) : 0 }

  /// The named rows' fraction of the top over their fraction of all; `nil` where either is empty.
  public var ratio: Double? {
    guard named > 0, top > 0 else { return nil }
    return Double(found) * Double(rows) / (Double(named) * Double(top))
  }
}

/// Looks for rows among those with the highest scores.
///
/// - Parameters:
///   - named: Rows; those whose score is not a number are left out.
///   - fraction: Of all rows with a score, rounded up to whole ones; in `0...1`.
///   - scores: One for each row. Of equal ones the first rows come first.
public func enrichment(
  of named: Set<Int>, inTop fraction: Double, by scores: [Float]
) -> Enrichment {
  precondition(0...1 ~= fraction, "expected a fraction of 0 to 1, found \(fraction)")
  let ranked = scores.indices.filter { !scores[$0].isNaN }
    .sorted { (-scores[$0], $0) < (-scores[$1], $1) }
  // Rounding must not make 0.05 · 100 more than 5.
  let top = min(ranked.count, Int(clamping: (fraction * Double(ranked.count) - 1e-9).rounded(.up)))
  return Enrichment(
    top: top, named: ranked.filter(named.contains).count,
    found: ranked.prefix(top).filter(named.contains).count, rows: ranked.count)
}
