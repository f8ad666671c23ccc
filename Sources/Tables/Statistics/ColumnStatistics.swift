/// What the values of one column are like, taken in a stream.
public struct ColumnStatistics: Hashable, Sendable {
  public let info: ColumnInfo
  public private(set) var missingCount = 0
  /// Of the finite numbers; `nil` where there are none.
  public private(set) var minimum: Double?
  public private(set) var maximum: Double?
  /// Infinite numbers.
  public private(set) var infiniteCount = 0
  /// How often each word occurs; `nil` for numbers, and where the words are too many to be
  /// labels.
  public private(set) var words: [String: Int]?
  var sentinels: SentinelCount

  /// Of the finite numbers, without those that tables use for 'missing'.
  var usualRange: ClosedRange<Double>? { sentinels.usualRange }

  /// More different words are no labels.
  static let mostWords = 64

  init(_ info: ColumnInfo) {
    self.info = info
    words = info.type == .string && info.isScalar ? [:] : nil
    sentinels = SentinelCount()
  }

  mutating func observe(_ column: Column) {
    if let numbers = column.doubles() {
      observe(numbers, validity: column.validity)
    } else {
      for row in 0..<column.count where !column.isValid(row) { missingCount += 1 }
      if let strings = column.values.strings { observe(strings, column) }
    }
  }

  private mutating func observe(_ numbers: [Double], validity: [Bool]?) {
    var low = minimum ?? .infinity
    var high = maximum ?? -.infinity
    for number in numbers {
      if number.isFinite {
        if SentinelCount.isCandidate(number) { sentinels.observe(number) }
        low = min(low, number)
        high = max(high, number)
      } else if number.isNaN {
        missingCount += 1
      } else {
        infiniteCount += 1
      }
    }
    if low <= high { (minimum, maximum) = (low, high) }
    sentinels.observe(rangeOf: numbers)
  }

  private mutating func observe(_ strings: [String], _ column: Column) {
    for row in strings.indices where words != nil && column.isValid(row) {
      words?[strings[row], default: 0] += 1
      if let count = words?.count, count > Self.mostWords { words = nil }
    }
  }
}
