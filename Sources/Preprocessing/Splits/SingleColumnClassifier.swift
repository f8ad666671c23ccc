/// What a single column alone tells of the classes.
///
/// The training rows are cut into runs of equal size by the column's value; a row gets the class
/// that is commonest in its run. That finds steps, bands and islands alike, and is quick.
public struct SingleColumnClassifier: Sendable {
  /// The least value of each run but the first.
  private let limits: [Float]
  /// By run, its commonest class; then that of rows without a value.
  private let classes: [Int]

  /// The gain over always saying the commonest class from which a column tells nearly as much as a
  /// model, as a fraction of the model's gain.
  public static let suspectedGain = 0.85
  /// A model that gains less has learned too little to compare with.
  public static let leastGain = 0.05
  /// Fewer rows tell nothing.
  public static let leastRows = 50

  /// - Parameters:
  ///   - values: By row; NaN where absent.
  ///   - classes: By row, in `0..<classCount`.
  public init(values: [Float], classes: [Int], classCount: Int) {
    precondition(values.count == classes.count, "expected a class for each value")
    let order = values.indices.filter { !values[$0].isNaN }.sorted { values[$0] < values[$1] }
    let length = max(5, order.count / 200)
    var limits: [Float] = []
    var runs: [Int] = []
    var start = 0
    while start < order.count {
      var end = min(start + length, order.count)
      // Equal values stay together, and a short rest joins the last run.
      while end < order.count, values[order[end]] == values[order[end - 1]] { end += 1 }
      if order.count - end < length { end = order.count }
      if start > 0 { limits.append(values[order[start]]) }
      runs.append(Self.commonest(order[start..<end].map { classes[$0] }, classCount))
      start = end
    }
    let absent = values.indices.filter { values[$0].isNaN }.map { classes[$0] }
    self.limits = limits
    self.classes =
      (runs.isEmpty ? [Self.commonest(classes, classCount)] : runs)
      + [Self.commonest(absent.isEmpty ? classes : absent, classCount)]
  }

  private static func commonest(_ classes: [Int], _ classCount: Int) -> Int {
    var counts = [Int](repeating: 0, count: classCount)
    for index in classes { counts[index] += 1 }
    return counts.indices.max { counts[$0] < counts[$1] } ?? 0
  }

  public func callAsFunction(_ value: Float) -> Int {
    if value.isNaN { return classes[classes.count - 1] }
    var (low, high) = (0, limits.count)
    while low < high {
      let middle = (low + high) / 2
      if limits[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return classes[low]
  }

  /// The fraction of rows whose class the column tells; `nil` without rows.
  public func accuracy(values: [Float], classes: [Int]) -> Double? {
    let right = zip(values, classes).count { self($0) == $1 }
    return values.isEmpty ? nil : Double(right) / Double(values.count)
  }

  /// Whether an accuracy is nearly a model's, of the same rows.
  ///
  /// - Parameter commonest: The fraction of the rows that are of the commonest class.
  public static func isNearly(_ accuracy: Double, _ model: Double, commonest: Double) -> Bool {
    let gain = model - commonest
    return gain >= leastGain && accuracy - commonest >= suspectedGain * gain
  }
}
