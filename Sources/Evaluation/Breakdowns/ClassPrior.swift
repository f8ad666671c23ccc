/// A stated mix of classes, for purity elsewhere than in the evaluated sample.
public struct ClassPrior: Hashable, Sendable {
  /// Not negative, summing to 1; a class not named has none.
  public let fractions: [String: Double]

  /// Fractions scaled to sum to 1; `nil` where one is negative or not finite, or all are 0.
  public init?(_ fractions: [String: Double]) {
    // Sorted, for a dictionary has another order every time and a sum's last digits follow it.
    let total = fractions.values.sorted().reduce(0, +)
    guard fractions.values.allSatisfy({ $0 >= 0 && $0.isFinite }), total > 0 else { return nil }
    self.fractions = fractions.mapValues { $0 / total }
  }
}

extension ConfusionMatrix {
  /// The matrix of a sample with another mix of true classes: recall stays, purity moves.
  ///
  /// A class without rows stays empty; the others keep the prior's proportions.
  public func reweighted(to prior: ClassPrior, classes: [String]) -> ConfusionMatrix {
    precondition(
      classes.count == classCount, "expected \(classCount) classes, found \(classes.count)")
    let sample = total
    let weights = classes.indices.map { index in
      let rows = support(of: index)
      return rows == 0 ? 0 : (prior.fractions[classes[index]] ?? 0) * sample / rows
    }
    return ConfusionMatrix(
      classCount: classCount,
      cells: cells.enumerated().map { $1 * weights[$0 / classCount] })
  }
}
