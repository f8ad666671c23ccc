import Sky

/// How accuracy differs between trusted and doubtful rows.
public struct FlagAccuracy: Hashable, Sendable {
  /// The rows of one kind.
  public struct Group: Hashable, Sendable {
    public let name: String
    public let rows: Int
    public let correct: Int
    /// Wilson's interval; undefined without rows.
    public var accuracy: Estimate { .proportion(correct, of: rows) }
  }

  /// Rows without any bit.
  public let unflagged: Group
  /// Rows with at least one bit.
  public let flagged: Group
  /// One group per bit that occurs, by position; a row may be in several.
  public let bits: [Group]

  /// - Parameter flags: Shape `[rows]`.
  init(_ predictions: LabelledPredictions, flags: [QualityFlags]) {
    var rows = [Int](repeating: 0, count: 18)
    var correct = rows
    for (row, mask) in flags.enumerated() {
      let hit = predictions.truth[row] == predictions.predicted[row] ? 1 : 0
      let group = mask.isEmpty ? 16 : 17
      rows[group] += 1
      correct[group] += hit
      var remaining = mask.rawValue
      while remaining != 0 {
        let bit = remaining.trailingZeroBitCount
        rows[bit] += 1
        correct[bit] += hit
        remaining &= remaining - 1
      }
    }
    unflagged = Group(name: "unflagged", rows: rows[16], correct: correct[16])
    flagged = Group(name: "flagged", rows: rows[17], correct: correct[17])
    bits = (0..<16).filter { rows[$0] > 0 }.map { bit in
      let known = QualityFlags.registry.first { $0.position == bit }
      return Group(name: known?.name ?? "bit_\(bit)", rows: rows[bit], correct: correct[bit])
    }
  }
}
