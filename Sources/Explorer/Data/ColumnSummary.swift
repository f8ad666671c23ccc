import Glibc
import Numbers

/// What the page says of a column before it asks for the values.
struct ColumnSummary: Sendable {
  /// Rows without a value.
  let missing: Int
  /// Of numbers: the smallest and the largest.
  let extent: ClosedRange<Double>?
  /// Of numbers: where the lowest and the highest fiftieth of a sample end.
  let bulk: ClosedRange<Double>?
  /// Of short integers with few values: these values, ascending.
  let fewValues: [Int32]?
  /// Of numbers: decimals that tell them apart as far as they mean anything.
  let decimals: Int?

  /// Values that count as few: colours and shapes tell that many apart.
  private static let few = 24
  /// Rows that are looked at for the bulk.
  private static let sampleCount = 20_000

  init(_ values: ColumnStorage, rowCount: Int) {
    switch values {
    case .category(let coded):
      (extent, bulk, fewValues, decimals) = (nil, nil, nil, nil)
      missing = coded.codes.count { $0 == CodedTexts.missing }
    case .text(let cells):
      (extent, bulk, fewValues, decimals) = (nil, nil, nil, nil)
      missing = (0..<rowCount).count { cells[$0].isEmpty }
    case .integer(let integers):
      fewValues = Self.few(integers)
      (missing, extent) = Self.extent(values, rowCount)
      bulk = Self.sample(values, rowCount).bulk
      decimals = 0
    default:
      fewValues = nil
      (missing, extent) = Self.extent(values, rowCount)
      let sample = Self.sample(values, rowCount)
      bulk = sample.bulk
      decimals = sample.numbers.isEmpty ? nil : Self.decimals(of: sample.numbers, values)
    }
  }

  private static func extent(
    _ values: ColumnStorage, _ rowCount: Int
  ) -> (missing: Int, extent: ClosedRange<Double>?) {
    var (low, high) = (Double.infinity, -Double.infinity)
    var missing = 0
    for row in 0..<rowCount {
      guard let number = values.number(row), !number.isNaN else {
        missing += 1
        continue
      }
      if number.isFinite { (low, high) = (min(low, number), max(high, number)) }
    }
    return (missing, low <= high ? low...high : nil)
  }

  /// Ascending, and the bulk of them.
  private static func sample(
    _ values: ColumnStorage, _ rowCount: Int
  ) -> (numbers: [Double], bulk: ClosedRange<Double>?) {
    let step = max(1, rowCount / sampleCount)
    let sample = stride(from: 0, to: rowCount, by: step)
      .compactMap { values.number($0) }.filter(\.isFinite).sorted()
    guard !sample.isEmpty else { return ([], nil) }
    let tail = sample.count / 50
    return (sample, sample[tail]...sample[sample.count - 1 - tail])
  }

  /// As many as the numbers are written with, but not more than six digits in all of those of
  /// single precision and eight of others.
  private static func decimals(of sample: [Double], _ values: ColumnStorage) -> Int {
    let (digits, precision) =
      if case .double = values { (8, 1e-11) } else { (6, 2e-7) }
    let tail = sample.count / 50
    let largest = max(abs(sample[tail]), abs(sample[sample.count - 1 - tail]))
    let before = largest > 0 ? Int(clamping: log10(largest).rounded(.down)) + 1 : 1
    let most = max(2, digits - max(1, before))
    let step = max(1, sample.count / 500)
    return (0..<most).first { decimals in
      let scale = pow(10, Double(decimals))
      return stride(from: 0, to: sample.count, by: step).allSatisfy { place in
        let scaled = sample[place] * scale
        return abs(scaled - scaled.rounded()) <= precision * max(1, abs(scaled))
      }
    } ?? most
  }

  private static func few(_ integers: [Int32]) -> [Int32]? {
    var seen = Set<Int32>()
    for integer in integers where integer != ColumnStorage.missingInteger {
      seen.insert(integer)
      if seen.count > few { return nil }
    }
    return seen.sorted()
  }
}
