/// Which pixels of an image have been written; neighbouring pieces become one.
///
/// Ranges are kept in short runs, so that a hundred thousand pieces in any order cost no more
/// than a search each.
struct WrittenRanges: Sendable {
  /// Apart from each other, in their order; no run is empty.
  private var runs: [[Range<Int>]] = []

  /// Longer runs are divided.
  private static let longestRun = 256

  /// - Returns: False where a pixel had been there before.
  mutating func insert(_ range: Range<Int>) -> Bool {
    guard !range.isEmpty else { return true }
    let place = place(of: range.lowerBound)
    let before = self.range(before: place)
    let behind = place.run < runs.count ? runs[place.run][place.index] : nil
    if let before, before.upperBound > range.lowerBound { return false }
    if let behind, behind.lowerBound < range.upperBound { return false }
    let touchesBefore = before?.upperBound == range.lowerBound
    let touchesBehind = behind?.lowerBound == range.upperBound
    switch (touchesBefore, touchesBehind) {
    case (false, false): add(range, at: place)
    case (true, false): replaceRange(before: place, withEnd: range.upperBound)
    case (false, true):
      runs[place.run][place.index] = range.lowerBound..<(behind?.upperBound ?? range.upperBound)
    case (true, true):
      replaceRange(before: place, withEnd: behind?.upperBound ?? range.upperBound)
      remove(at: place)
    }
    return true
  }

  /// What is missing of the first `count` pixels.
  func gaps(of count: Int) -> [Range<Int>] {
    var gaps: [Range<Int>] = []
    var start = 0
    for range in runs.joined() {
      if range.lowerBound > start { gaps.append(start..<range.lowerBound) }
      start = range.upperBound
    }
    if start < count { gaps.append(start..<count) }
    return gaps
  }

  private struct Place {
    var run: Int
    var index: Int
  }

  /// Of the first range that begins behind `pixel`; behind the last run where there is none.
  private func place(of pixel: Int) -> Place {
    let run = Self.count(runs.count) { runs[$0][0].lowerBound <= pixel }
    guard run > 0 else { return Place(run: 0, index: 0) }
    let ranges = runs[run - 1]
    let index = Self.count(ranges.count) { ranges[$0].lowerBound <= pixel }
    return index < ranges.count ? Place(run: run - 1, index: index) : Place(run: run, index: 0)
  }

  /// How many numbers from 0 on fulfil a condition that only the first ones do.
  private static func count(_ end: Int, where isBelow: (Int) -> Bool) -> Int {
    var (low, high) = (0, end)
    while low < high {
      let middle = (low + high) / 2
      if isBelow(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func range(before place: Place) -> Range<Int>? {
    if place.index > 0 { return runs[place.run][place.index - 1] }
    return place.run > 0 ? runs[place.run - 1].last : nil
  }

  private mutating func replaceRange(before place: Place, withEnd end: Int) {
    let run = place.index > 0 ? place.run : place.run - 1
    let index = place.index > 0 ? place.index - 1 : runs[run].count - 1
    runs[run][index] = runs[run][index].lowerBound..<end
  }

  private mutating func add(_ range: Range<Int>, at place: Place) {
    var place = place
    if place.index == 0, place.run > 0 {
      place = Place(run: place.run - 1, index: runs[place.run - 1].count)
    }
    guard place.run < runs.count else { return runs.append([range]) }
    runs[place.run].insert(range, at: place.index)
    guard runs[place.run].count > Self.longestRun else { return }
    let half = Array(runs[place.run][(Self.longestRun / 2)...])
    runs[place.run].removeSubrange((Self.longestRun / 2)...)
    runs.insert(half, at: place.run + 1)
  }

  private mutating func remove(at place: Place) {
    runs[place.run].remove(at: place.index)
    if runs[place.run].isEmpty { runs.remove(at: place.run) }
  }
}
