/// A number that stands apart in a column and recurs, as made-up numbers for 'missing' do.
public struct SuspectedSentinel: Hashable, Sendable, Codable, CustomStringConvertible {
  public let column: String
  public let value: Double
  /// Rows that hold it.
  public let count: Int

  public var description: String {
    "Column \(column) holds \(value) in \(count) rows, apart from its other values: if that "
      + "means 'missing', declare it in the survey's descriptor."
  }
}

/// Counts the numbers tables use for 'missing', and the range of all others.
struct SentinelCount: Hashable, Sendable {
  private var counts: [Double: Int] = [:]
  private var low = Double.infinity
  private var high = -Double.infinity

  private static let candidates: Set<Double> = [
    -99_999, -9999, -9998, -9990, -1000, -999, -99.99, -99.9, -99, 99, 99.9, 99.99, 999, 9999,
    99_999, -1e30, 1e30, -1e20, 1e20,
  ]

  /// Quick for nearly every number: most are small.
  @inline(__always)
  static func isCandidate(_ number: Double) -> Bool {
    number.magnitude >= 99 && candidates.contains(number)
  }

  mutating func observe(_ number: Double) { counts[number, default: 0] += 1 }

  mutating func observe(rangeOf numbers: [Double]) {
    for number in numbers where number.isFinite && !Self.isCandidate(number) {
      low = min(low, number)
      high = max(high, number)
    }
  }

  /// Of the numbers that are no candidates; `nil` where there are none.
  var usualRange: ClosedRange<Double>? { low <= high ? low...high : nil }

  /// The candidates that lie further from the other values than those span.
  func suspects(in column: String, declared: [Double]) -> [SuspectedSentinel] {
    counts.sorted { $0.key < $1.key }.compactMap { value, count in
      guard !declared.contains(value), isApart(value) else { return nil }
      return SuspectedSentinel(column: column, value: value, count: count)
    }
  }

  private func isApart(_ value: Double) -> Bool {
    guard low <= high else { return true }
    let span = max(high - low, 1)
    return value < low - span || value > high + span
  }
}
