public import Files
internal import Numbers
internal import Random
public import Sky

/// Cuts a table into parts, the same way whatever the order of its rows.
public struct Splitter: Sendable {
  public let options: SplitOptions

  public init(_ options: SplitOptions) { self.options = options }

  /// What the strategies look at, by row.
  public struct Rows: Sendable {
    public let identities: RowIdentities
    /// Needed by ``SplitStrategy/sky``.
    public let positions: [SkyPosition?]?
    /// Needed by ``SplitStrategy/brightFaint``; NaN where absent.
    public let magnitude: [Float]?
    /// Needed by ``SplitStrategy/column(_:)``: the column's values as text.
    public let column: [String?]?
    /// What ``SplitStrategy/random`` gives each part its share of; nothing where `nil`.
    public let classes: [Int]?

    public init(
      identities: RowIdentities, positions: [SkyPosition?]? = nil, magnitude: [Float]? = nil,
      column: [String?]? = nil, classes: [Int]? = nil
    ) {
      self.identities = identities
      self.positions = positions
      self.magnitude = magnitude
      self.column = column
      self.classes = classes
    }
  }

  /// - Parameter path: The table, for messages.
  /// - Throws: `SkysortError` where the table lacks what the strategy needs.
  public func split(_ rows: Rows, path: String) throws(SkysortError) -> Split {
    switch options.strategy {
    case .random:
      guard let classes = rows.classes else {
        return Split(parts: rows.identities.groups.map { part(atUnit: unit($0)) })
      }
      return Split(parts: stratifiedParts(rows.identities.groups, classes: classes))
    case .sky:
      guard let positions = rows.positions, positions.contains(where: { $0 != nil }) else {
        throw SkysortError(
          path: path, problem: "a split by sky cells needs positions, and there are none",
          fix: "Use --split random.", exitCode: .usage)
      }
      return Split(parts: skyParts(rows.identities, positions: positions))
    case .brightFaint:
      guard let magnitude = rows.magnitude, magnitude.contains(where: { !$0.isNaN }) else {
        throw SkysortError(
          path: path, problem: "a split from bright to faint needs a magnitude, and there is none",
          fix: "Use --split random.", exitCode: .usage)
      }
      return Split(parts: brightFaintParts(rows.identities, magnitude: magnitude))
    case .column(let name):
      guard let column = rows.column else {
        throw .missingColumn(name, purpose: "the split", path: path)
      }
      return Split(parts: columnParts(rows.identities, column: column))
    }
  }

  /// A uniform number that belongs to a key and the seed, and to nothing else.
  private func unit(_ key: UInt64) -> Double {
    var stream = RandomStream(seed: options.seed, purpose: .split, stream: key)
    return stream.nextUnit()
  }

  private func part(atUnit unit: Double) -> SplitPart {
    if unit < options.testFraction { return .test }
    return unit < options.testFraction + options.validationFraction ? .validation : .train
  }

  /// Of the groups of each class, in random order, the fractions asked for; a group of several
  /// classes counts for the one that most of its rows have.
  private func stratifiedParts(_ groups: [UInt64], classes: [Int]) -> [SplitPart] {
    var votes: [UInt64: [Int: Int]] = [:]
    for (group, kind) in zip(groups, classes) { votes[group, default: [:]][kind, default: 0] += 1 }
    let classOf = votes.mapValues { votes in
      votes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
    }
    let rows = Dictionary(grouping: groups.indices) { classOf[groups[$0]] ?? 0 }
    var parts = [SplitPart](repeating: .train, count: groups.count)
    for rows in rows.values {
      for (row, part) in zip(rows, partsOfWholeKeys(rows.map { groups[$0] })) { parts[row] = part }
    }
    return parts
  }

  /// Whole cells in random order, cut where the fractions fall.
  private func skyParts(_ identities: RowIdentities, positions: [SkyPosition?]) -> [SplitPart] {
    let cellKeys = positions.indices.map { row in
      positions[row].map { UInt64(SkyCell(containing: $0, sideCount: Self.sideCount).index) }
        ?? identities.groups[row]
    }
    return partsOfWholeKeys(Self.firstByGroup(cellKeys, identities.groups))
  }

  /// Cells along a base cell's side: cells of 3.7 degrees.
  private static let sideCount = 16

  private func columnParts(_ identities: RowIdentities, column: [String?]) -> [SplitPart] {
    let named = column.map { $0.flatMap(SplitPart.init(word:)) }
    if named.allSatisfy({ $0 != nil }) { return named.compactMap(\.self) }
    let keys = column.map { value in
      var hash = StableHash(seed: 2)
      hash.combine(value ?? "")
      return hash.value
    }
    return partsOfWholeKeys(Self.firstByGroup(keys, identities.groups))
  }

  /// The smallest key of each row's group, so that copies of a row follow it.
  private static func firstByGroup(_ keys: [UInt64], _ groups: [UInt64]) -> [UInt64] {
    var smallest: [UInt64: UInt64] = [:]
    for (key, group) in zip(keys, groups) { smallest[group] = min(smallest[group] ?? .max, key) }
    return groups.map { smallest[$0] ?? 0 }
  }

  private func partsOfWholeKeys(_ keys: [UInt64]) -> [SplitPart] {
    var counts: [UInt64: Int] = [:]
    for key in keys { counts[key, default: 0] += 1 }
    let order = counts.keys.map { (unit($0), $0) }.sorted { $0 < $1 }
    var parts: [UInt64: SplitPart] = [:]
    var before = 0
    for (_, key) in order {
      let count = counts[key] ?? 0
      parts[key] = part(atUnit: (Double(before) + Double(count) / 2) / Double(keys.count))
      before += count
    }
    return keys.map { parts[$0] ?? .train }
  }

  private func brightFaintParts(_ identities: RowIdentities, magnitude: [Float]) -> [SplitPart] {
    var brightest: [UInt64: Float] = [:]
    for (group, value) in zip(identities.groups, magnitude) where !value.isNaN {
      brightest[group] = min(brightest[group] ?? .infinity, value)
    }
    let values = identities.groups.map { brightest[$0] ?? .infinity }
    let ordered = values.sorted()
    let first = Int(clamping: (Double(ordered.count) * (1 - options.testFraction)).rounded())
    let limit = first < ordered.count ? ordered[first] : .infinity
    let fraction = options.validationFraction / (1 - options.testFraction)
    return values.indices.map { row in
      if values[row] >= limit && options.testFraction > 0 { return .test }
      return unit(identities.groups[row]) < fraction ? .validation : .train
    }
  }
}
