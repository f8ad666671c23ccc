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

  /// Values that count as few: colours and shapes tell that many apart.
  private static let few = 24
  /// Rows that are looked at for the bulk.
  private static let sampleCount = 20_000

  init(_ values: ColumnStorage, rowCount: Int) {
    switch values {
    case .category(let coded):
      (extent, bulk, fewValues) = (nil, nil, nil)
      missing = coded.codes.count { $0 == CodedTexts.missing }
    case .text(let cells):
      (extent, bulk, fewValues) = (nil, nil, nil)
      missing = (0..<rowCount).count { cells[$0].isEmpty }
    case .integer(let integers):
      fewValues = Self.few(integers)
      (missing, extent) = Self.extent(values, rowCount)
      bulk = Self.bulk(values, rowCount)
    default:
      fewValues = nil
      (missing, extent) = Self.extent(values, rowCount)
      bulk = Self.bulk(values, rowCount)
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

  private static func bulk(_ values: ColumnStorage, _ rowCount: Int) -> ClosedRange<Double>? {
    let step = max(1, rowCount / sampleCount)
    let sample = stride(from: 0, to: rowCount, by: step)
      .compactMap { values.number($0) }.filter(\.isFinite).sorted()
    guard !sample.isEmpty else { return nil }
    let tail = sample.count / 50
    return sample[tail]...sample[sample.count - 1 - tail]
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
