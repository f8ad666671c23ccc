internal import Random

/// How unequal classes are made to count.
public enum ClassBalance: String, Hashable, Sendable, Codable, CaseIterable {
  /// Each row counts once: probabilities follow the training mix.
  case none
  /// Each class counts the same in the loss.
  case weights
  /// Half way, on a scale of logarithms: rare classes count more, but not as much as common ones.
  case rootWeights = "root_weights"
  /// Rare classes are drawn again until each class has as many rows as the commonest.
  case sampling

  /// A weight per row, of mean 1.
  ///
  /// - Parameter classes: By row, in `0..<classCount`.
  /// - Returns: By row; `nil` where all are 1.
  public func weights(classes: [Int], classCount: Int) -> [Float]? {
    guard self == .weights || self == .rootWeights else { return nil }
    var counts = [Int](repeating: 0, count: classCount)
    for index in classes { counts[index] += 1 }
    let present = counts.count { $0 > 0 }
    let weightOfClass = counts.map { count in
      count == 0 ? 0 : Float(classes.count) / Float(present * count)
    }
    guard self == .rootWeights else { return classes.map { weightOfClass[$0] } }
    let roots = weightOfClass.map { $0.squareRoot() }
    let mean = zip(counts, roots).reduce(0) { $0 + Float($1.0) * $1.1 } / Float(classes.count)
    return classes.map { roots[$0] / mean }
  }

  /// The fractions of the classes that a network trained on such rows assumes.
  ///
  /// - Parameter counts: Rows by class.
  public func assumedFractions(counts: [Int]) -> [Float] {
    let parts = counts.map { count -> Float in
      switch self {
      case .none: Float(max(count, 1))
      case .rootWeights: Float(max(count, 1)).squareRoot()
      case .weights, .sampling: 1
      }
    }
    let total = parts.reduce(0, +)
    return parts.map { $0 / total }
  }

  /// Positions to train on, some of them more than once.
  ///
  /// - Returns: Indices into `classes`; all of them once unless ``sampling`` is chosen.
  public func sample(classes: [Int], classCount: Int, seed: UInt64) -> [Int] {
    let all = Array(classes.indices)
    guard self == .sampling else { return all }
    var members = [[Int]](repeating: [], count: classCount)
    for (position, index) in classes.enumerated() { members[index].append(position) }
    let wanted = members.map(\.count).max() ?? 0
    var stream = RandomStream(seed: seed, purpose: .shuffle, stream: 1)
    return members.reduce(into: all) { result, positions in
      guard !positions.isEmpty else { return }
      for _ in positions.count..<wanted {
        result.append(positions[Int.random(in: positions.indices, using: &stream)])
      }
    }
  }
}
