internal import Parallel

/// What points are halved by.
protocol HalvingRule {
  /// Gives each of some rows a number; those with the smaller ones become the first half.
  ///
  /// - Parameter part: The number of these rows' part among all parts of its stage, less 1, with
  ///   the parts of the stages before counted too.
  func keys(
    of rows: UnsafeMutablePointer<Int32>, count: Int, part: Int,
    into keys: UnsafeMutablePointer<Float>)
}

/// Rows divided into 2^halvings parts of equal size, give or take one.
struct Division {
  let rows: Int
  let halvings: Int
  var parts: Int { 1 << halvings }

  /// Places in the order of the rows of a part, at any stage of the division.
  func range(_ part: Int, after halvings: Int) -> Range<Int> {
    (rows * part) >> halvings..<(rows * (part + 1)) >> halvings
  }

  /// Rows, part by part.
  func order(by rule: some HalvingRule, _ team: WorkerTeam) -> [Int32] {
    var order = (0..<Int32(rows)).map(\.self)
    var keys = [Float](repeating: 0, count: rows)
    unsafe order.withUnsafeMutableBufferPointer { order in
      unsafe keys.withUnsafeMutableBufferPointer { keys in
        guard let order = order.baseAddress, let keys = keys.baseAddress else { return }
        for stage in 0..<halvings {
          team.forEach(1 << stage) { part in
            let whole = range(part, after: stage)
            let middle = range(2 * part, after: stage + 1).upperBound
            let (rows, keys) = unsafe (order + whole.lowerBound, keys + whole.lowerBound)
            unsafe rule.keys(of: rows, count: whole.count, part: 1 << stage + part, into: keys)
            unsafe Self.halve(rows, by: keys, count: whole.count, at: middle - whole.lowerBound)
          }
        }
      }
    }
    return order
  }

  /// Puts the rows with the smaller keys before a place, the others after; by selection with the
  /// median of three.
  ///
  /// - Source: Hoare 1961, Comm. ACM 4, 321.
  private static func halve(
    _ rows: UnsafeMutablePointer<Int32>, by keys: UnsafeMutablePointer<Float>, count: Int,
    at middle: Int
  ) {
    var (first, last) = (0, count - 1)
    while first < last {
      let (a, b, c) = unsafe (keys[first], keys[(first + last) / 2], keys[last])
      let pivot = max(min(a, b), min(max(a, b), c))
      var (low, high) = (first, last)
      while low <= high {
        while unsafe keys[low] < pivot { low += 1 }
        while unsafe keys[high] > pivot { high -= 1 }
        guard low <= high else { break }
        unsafe swap(&keys[low], &keys[high])
        unsafe swap(&rows[low], &rows[high])
        low += 1
        high -= 1
      }
      if middle <= high {
        last = high
      } else if middle >= low {
        first = low
      } else {
        return
      }
    }
  }
}
