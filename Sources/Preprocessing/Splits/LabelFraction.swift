import Numbers

/// A fraction of the labelled rows, to find out what fewer labels would have given.
///
/// Every class keeps the same fraction and at least one row. A row's place in the queue belongs to
/// the row and the seed, so a smaller fraction is a part of every larger one.
public struct LabelFraction: Hashable, Sendable {
  /// In 0...1.
  public let fraction: Double
  public let seed: UInt64

  public init(_ fraction: Double, seed: UInt64) {
    precondition((0...1).contains(fraction), "expected a fraction in 0...1, found \(fraction)")
    self.fraction = fraction
    self.seed = seed
  }

  /// - Parameters:
  ///   - rows: Places in the table.
  ///   - kinds: By row of the table, in `0..<kindCount`.
  ///   - identities: By row of the table.
  /// - Returns: Those of `rows` that are kept, in their order.
  public func kept(
    of rows: [Int], kinds: [Int], kindCount: Int, identities: [UInt64]
  ) -> [Int] {
    guard fraction < 1 else { return rows }
    var members = [[(key: UInt64, row: Int)]](repeating: [], count: kindCount)
    for row in rows {
      var hash = StableHash(seed: seed)
      hash.combine(identities[row])
      members[kinds[row]].append((hash.value, row))
    }
    let kept = members.flatMap { queue in
      queue.sorted { ($0.key, $0.row) < ($1.key, $1.row) }.map(\.row)
        .prefix(Int(clamping: (fraction * Double(queue.count)).rounded(.up)))
    }
    return kept.sorted()
  }
}
