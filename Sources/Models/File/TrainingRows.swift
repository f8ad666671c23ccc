internal import Files
internal import FoundationEssentials
internal import Numbers

/// Which rows a model learned from, as well as ten bits for each can tell.
///
/// A Bloom filter of the rows' features: a row that was learned from is always found, and one that
/// was not seldom is. How seldom was measured on rows held back, so that tables of few digits,
/// where strangers look alike, are accounted for too.
///
/// - Source: Bloom 1970, CACM 13, 422.
public struct TrainingRows: Hashable, Sendable {
  /// A set for each training: the model's own, and those of models it went on from.
  private var sets: [RowSet]

  /// - Parameters:
  ///   - digests: Of the rows learned from.
  ///   - heldBack: Of rows of the same table that were not.
  ///   - earlier: Of the model that was fine-tuned.
  init(_ digests: [UInt64], heldBack: [UInt64], after earlier: TrainingRows? = nil) {
    var own = RowSet(digests)
    let found = heldBack.count(where: own.contains)
    own.measuredChance = heldBack.isEmpty ? 0 : Double(found) / Double(heldBack.count)
    sets = [own] + (earlier?.sets ?? [])
  }

  /// Rows that were learned from.
  public var rowCount: Int { sets.reduce(0) { $0 + $1.rowCount } }

  /// The fraction of rows found that were not learned from.
  public var chance: Double { 1 - sets.reduce(1) { $0 * (1 - $1.chance) } }

  /// Whether a row seems to be one that was learned from.
  ///
  /// - Parameter digest: A ``FeatureDigest``.
  public func contains(_ digest: UInt64) -> Bool { sets.contains { $0.contains(digest) } }
}

/// One Bloom filter.
private struct RowSet: Hashable, Sendable {
  let rowCount: Int
  /// Bits that each row sets.
  let hashCount: Int
  var measuredChance = 0.0
  private(set) var bits: [UInt8]

  /// Bits per row and bits set by each for one stranger in a hundred.
  private static let bitsPerRow = 9.6
  private static let usualHashCount = 7
  /// Bytes; sets of more than 3.5 million rows take strangers for known more often.
  private static let largest = 1 << 22

  init(_ digests: [UInt64]) {
    let distinct = Set(digests)
    rowCount = distinct.count
    let wanted = Int(clamping: (Self.bitsPerRow * Double(max(1, rowCount)) / 8).rounded(.up))
    bits = Array(repeating: 0, count: min(wanted, Self.largest))
    let perRow = Double(8 * bits.count) / Double(max(1, rowCount))
    hashCount = max(1, min(Self.usualHashCount, Int(clamping: (perRow * 0.693).rounded())))
    for digest in distinct {
      for place in places(of: digest) { bits[place / 8] |= 1 << UInt8(place % 8) }
    }
  }

  init?(rowCount: Int, hashCount: Int, measuredChance: Double, bits: [UInt8]) {
    guard rowCount >= 0, (1...64).contains(hashCount), (0...1).contains(measuredChance),
      !bits.isEmpty, bits.count <= Self.largest
    else { return nil }
    (self.rowCount, self.hashCount, self.bits) = (rowCount, hashCount, bits)
    self.measuredChance = measuredChance
  }

  func contains(_ digest: UInt64) -> Bool {
    places(of: digest).allSatisfy { bits[$0 / 8] & (1 << UInt8($0 % 8)) != 0 }
  }

  /// What was measured, and not less than the set bits alone give.
  var chance: Double {
    let isSet = Double(bits.reduce(0) { $0 + $1.nonzeroBitCount }) / Double(8 * bits.count)
    return max(measuredChance, (0..<hashCount).reduce(1.0) { product, _ in product * isSet })
  }

  private func places(of digest: UInt64) -> some Sequence<Int> {
    let step = (digest >> 32 | digest << 32) &* 0x9e37_79b9_7f4a_7c15 | 1
    let count = UInt64(8 * bits.count)
    return (0..<UInt64(hashCount)).lazy.map { Int((digest &+ $0 &* step) % count) }
  }
}

/// How a model file keeps them: in its metadata, which older programs pass over.
extension TrainingRows {
  private static let fileName = "training_rows"

  private struct Summary: Codable {
    let rows: Int
    let hashes: Int
    let chance: Double
  }

  var metadata: [String: String] {
    let summaries = sets.map {
      Summary(rows: $0.rowCount, hashes: $0.hashCount, chance: $0.measuredChance)
    }
    var entries = [Self.fileName: CanonicalText.json(summaries)]
    for (index, set) in sets.enumerated() {
      entries["\(Self.fileName).\(index)"] = Data(set.bits).base64EncodedString()
    }
    return entries
  }

  /// - Parameter path: The model file, for messages.
  /// - Returns: `nil` where a file has none.
  init?(metadata: [String: String], path: String) throws(SkysortError) {
    func damaged(_ name: String) -> SkysortError {
      .damaged(
        path: path, location: "metadata '\(name)'", problem: "are not the rows learned from")
    }
    guard let text = metadata[Self.fileName] else { return nil }
    guard let summaries = try? JSONDecoder().decode([Summary].self, from: Data(text.utf8)),
      (1...Self.mostSets).contains(summaries.count)
    else { throw damaged(Self.fileName) }
    sets = []
    for (index, summary) in summaries.enumerated() {
      let name = "\(Self.fileName).\(index)"
      guard let bits = metadata[name].flatMap({ Data(base64Encoded: $0) }),
        let set = RowSet(
          rowCount: summary.rows, hashCount: summary.hashes, measuredChance: summary.chance,
          bits: [UInt8](bits))
      else { throw damaged(name) }
      sets.append(set)
    }
  }

  private static let mostSets = 1000
}
