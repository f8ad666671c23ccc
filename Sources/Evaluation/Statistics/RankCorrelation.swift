/// Ranks from 1; equal values share the mean of theirs.
public func ranks(of values: [Double]) -> [Double] {
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

/// Pearson's correlation; of ``ranks(of:)`` it is Spearman's. `nil` where one does not vary.
///
/// - Source: Spearman 1904, Am. J. Psychol. 15, 72.
public func correlation(of x: [Double], with y: [Double]) -> Double? {
  precondition(x.count == y.count, "expected \(x.count) numbers, found \(y.count)")
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

/// The fraction η² of a variance that lies between groups, `H / (n − 1)` of ``ranks(of:)``; `nil`
/// where the values do not vary.
///
/// - Parameter groups: Equal numbers are one group.
/// - Source: Kruskal & Wallis 1952, JASA 47, 583.
public func varianceExplained(of values: [Double], by groups: [Double]) -> Double? {
  precondition(
    values.count == groups.count, "expected \(values.count) groups, found \(groups.count)")
  let mean = values.reduce(0, +) / Double(values.count)
  let whole = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  guard whole > 0 else { return nil }
  let between = Set(groups).sorted().reduce(0.0) { sum, group in
    let members = values.indices.filter { groups[$0] == group }.map { values[$0] }
    let distance = members.reduce(0, +) / Double(members.count) - mean
    return sum + Double(members.count) * distance * distance
  }
  return between / whole
}
