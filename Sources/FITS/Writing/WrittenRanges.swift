/// Which pixels of an image have been written; neighbouring pieces become one.
struct WrittenRanges: Sendable {
  /// Apart from each other, in their order.
  private var ranges: [Range<Int>] = []

  /// - Returns: False where a pixel had been there before.
  mutating func insert(_ range: Range<Int>) -> Bool {
    guard !range.isEmpty else { return true }
    var index = position(of: range.lowerBound)
    if index > 0, ranges[index - 1].upperBound > range.lowerBound { return false }
    if index < ranges.count, ranges[index].lowerBound < range.upperBound { return false }
    var joined = range
    if index < ranges.count, ranges[index].lowerBound == range.upperBound {
      joined = range.lowerBound..<ranges[index].upperBound
      ranges.remove(at: index)
    }
    if index > 0, ranges[index - 1].upperBound == range.lowerBound {
      index -= 1
      ranges[index] = ranges[index].lowerBound..<joined.upperBound
    } else {
      ranges.insert(joined, at: index)
    }
    return true
  }

  /// What is missing of the first `count` pixels.
  func gaps(of count: Int) -> [Range<Int>] {
    var gaps: [Range<Int>] = []
    var start = 0
    for range in ranges {
      if range.lowerBound > start { gaps.append(start..<range.lowerBound) }
      start = range.upperBound
    }
    if start < count { gaps.append(start..<count) }
    return gaps
  }

  /// The first range that begins behind `pixel`.
  private func position(of pixel: Int) -> Int {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].lowerBound <= pixel { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
