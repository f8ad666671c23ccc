/// Looks for inputs that alone tell a class from the others.
public struct LeakCheck: Sendable {
  /// The area under the curve from which an input is suspected.
  public var threshold: Double

  public init(threshold: Double = 0.999) { self.threshold = threshold }

  /// The worst class of a feature, where it passes the threshold.
  ///
  /// - Parameters:
  ///   - feature: For the report.
  ///   - values: By row; NaN where absent.
  ///   - classes: By row.
  ///   - classNames: The classes' names.
  public func finding(
    feature: String, values: [Float], classes: [Int], classNames: [String]
  ) -> LeakFinding? {
    let areas = Self.areas(values: values, classes: classes, classCount: classNames.count)
    let separations = areas.map { $0.map { max($0, 1 - $0) } ?? 0 }
    guard let worst = separations.indices.max(by: { separations[$0] < separations[$1] }),
      separations[worst] > threshold
    else { return nil }
    return LeakFinding(
      feature: feature, className: classNames[worst], separation: separations[worst])
  }

  /// The chance that a row of a class exceeds a row of another class, ties counting half.
  ///
  /// - Returns: By class; `nil` where the class or its complement has no value.
  static func areas(values: [Float], classes: [Int], classCount: Int) -> [Double?] {
    let order = values.indices.filter { !values[$0].isNaN }.sorted { values[$0] < values[$1] }
    var rankSums = [Double](repeating: 0, count: classCount)
    var counts = [Int](repeating: 0, count: classCount)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
      let rank = Double(start + end + 1) / 2
      for position in start..<end {
        rankSums[classes[order[position]]] += rank
        counts[classes[order[position]]] += 1
      }
      start = end
    }
    return (0..<classCount).map { index in
      let inside = Double(counts[index])
      let outside = Double(order.count) - inside
      guard inside > 0, outside > 0 else { return nil }
      return (rankSums[index] - inside * (inside + 1) / 2) / (inside * outside)
    }
  }
}
