/// A share of the labelled rows, to find out what fewer labels would have given.
///
/// Every class keeps the same share and at least one row. A row's place in the queue belongs to
/// the row and the seed, so a smaller share is a part of every larger one.
public struct LabelShare: Hashable, Sendable {
  /// In 0...1.
  public let share: Double
  public let seed: UInt64

  public init(_ share: Double, seed: UInt64) {
    precondition((0...1).contains(share), "expected a share in 0...1, found \(share)")
    self.share = share
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
    guard share < 1 else { return rows }
    var members = [[(key: UInt64, row: Int)]](repeating: [], count: kindCount)
    for row in rows {
      var hash = StableHash(seed: seed)
      hash.combine(identities[row])
      members[kinds[row]].append((hash.value, row))
    }
    let kept = members.flatMap { queue in
      queue.sorted { ($0.key, $0.row) < ($1.key, $1.row) }.map(\.row)
        .prefix(Int((share * Double(queue.count)).rounded(.up)))
    }
    return kept.sorted()
  }
}
