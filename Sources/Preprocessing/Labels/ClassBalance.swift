internal import Engine

/// How unequal classes are made to count.
public enum ClassBalance: String, Hashable, Sendable, Codable, CaseIterable {
  /// Each row counts once: probabilities follow the training mix.
  case none
  /// Each class counts the same in the loss.
  case weights
  /// Rare classes are drawn again until each class has as many rows as the commonest.
  case sampling

  /// A weight per row, of mean 1.
  ///
  /// - Parameter classes: By row, in `0..<classCount`.
  /// - Returns: By row; `nil` where all are 1.
  public func weights(classes: [Int], classCount: Int) -> [Float]? {
    guard self == .weights else { return nil }
    var counts = [Int](repeating: 0, count: classCount)
    for index in classes { counts[index] += 1 }
    let present = counts.count { $0 > 0 }
    let weightOfClass = counts.map { count in
      count == 0 ? 0 : Float(classes.count) / Float(present * count)
    }
    return classes.map { weightOfClass[$0] }
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
