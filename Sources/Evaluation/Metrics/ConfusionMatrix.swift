import Numbers

/// How often each true class was called each class.
public struct ConfusionMatrix: Hashable, Sendable {
  public let classCount: Int
  /// Shape `[truth, predicted]`, row-major; whole numbers unless re-weighted.
  public let cells: [Double]

  init(classCount: Int, cells: [Double]) {
    precondition(
      cells.count == classCount * classCount,
      "expected \(classCount * classCount) cells, found \(cells.count)")
    self.classCount = classCount
    self.cells = cells
  }

  /// - Parameters:
  ///   - truth: Shape `[rows]`, indices below `classCount`.
  ///   - predicted: Shape `[rows]`.
  public init(truth: [Int], predicted: [Int], classCount: Int) {
    precondition(
      truth.count == predicted.count, "expected \(truth.count) classes, found \(predicted.count)")
    self.init(pairs: zip(truth, predicted), classCount: classCount)
  }

  init(pairs: some Sequence<(Int, Int)>, classCount: Int) {
    var counts = [Int](repeating: 0, count: classCount * classCount)
    for (truth, predicted) in pairs { counts[truth * classCount + predicted] += 1 }
    self.init(classCount: classCount, cells: counts.map(Double.init))
  }

  public subscript(truth truth: Int, predicted predicted: Int) -> Double {
    cells[truth * classCount + predicted]
  }

  /// Shape `[truth][predicted]`.
  public var counts: [[Int]] {
    (0..<classCount).map { truth in
      (0..<classCount).map { Int(clamping: self[truth: truth, predicted: $0]) }
    }
  }

  public var total: Double { cells.reduce(0, +) }

  public var correct: Double {
    (0..<classCount).reduce(0) { $0 + self[truth: $1, predicted: $1] }
  }

  /// Rows that truly are of the class.
  public func support(of index: Int) -> Double {
    (0..<classCount).reduce(0) { $0 + self[truth: index, predicted: $1] }
  }

  /// Rows that were called the class.
  public func predictedCount(of index: Int) -> Double {
    (0..<classCount).reduce(0) { $0 + self[truth: $1, predicted: index] }
  }

  public var accuracy: Double? { ratio(correct, total) }

  /// Completeness: of the class's rows, the fraction called so; `nil` without such rows.
  public func recall(of index: Int) -> Double? {
    ratio(self[truth: index, predicted: index], support(of: index))
  }

  /// Purity: of the rows called the class, the fraction that are; `nil` where none is called so.
  public func precision(of index: Int) -> Double? {
    ratio(self[truth: index, predicted: index], predictedCount(of: index))
  }

  /// The harmonic mean of purity and completeness; `nil` for a class neither seen nor called.
  public func f1(of index: Int) -> Double? {
    ratio(
      2 * self[truth: index, predicted: index], support(of: index) + predictedCount(of: index))
  }

  /// The mean recall of the classes that have rows.
  public var balancedAccuracy: Double? { mean(recall(of:)) }

  /// The mean F1 of the classes that are seen or called.
  public var macroF1: Double? { mean(f1(of:)) }

  private func ratio(_ part: Double, _ whole: Double) -> Double? {
    whole == 0 ? nil : part / whole
  }

  private func mean(_ figure: (Int) -> Double?) -> Double? {
    let defined = (0..<classCount).compactMap(figure)
    return defined.isEmpty ? nil : defined.reduce(0, +) / Double(defined.count)
  }
}
