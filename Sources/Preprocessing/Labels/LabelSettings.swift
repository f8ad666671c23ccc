internal import Files
internal import Settings

/// What becomes of the labels of a table before anything is learned from them.
///
///     labels:
///       merge: {spiral: [spiral_cw, spiral_acw]}
///       ignore: [dont_know]
///       classes: 120
public struct LabelSettings: Hashable, Sendable {
  /// By new name, the labels that it takes the place of.
  public var merge: [String: [String]] = [:]
  /// Labels whose rows are left out.
  public var ignore: [String] = []
  /// How many classes are believed; ``ClassLabels/usualLimit`` where `nil`.
  public var classes: Int?

  public init() {}

  /// The class of a label; `nil` where its rows are left out.
  ///
  /// - Parameter label: Blanks at its ends do not count.
  public func name(of label: String) -> String? {
    let label = label.trimmingSpaces()
    if ignore.contains(label) { return nil }
    return merge.first { $0.value.contains(label) }?.key ?? label
  }
}

extension LabelSettings: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case merge, ignore, classes }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    merge = try values.decodeIfPresent([String: [String]].self, forKey: .merge) ?? [:]
    ignore = try values.value(.ignore, default: [])
    classes = try values.decodeIfPresent(Int.self, forKey: .classes)
    let counts = 2...ClassLabels.maximumCount
    if let classes, !counts.contains(classes) {
      throw values.diagnostic(
        .classes, "must be in \(counts.lowerBound) to \(counts.upperBound), found \(classes)")
    }
    var seen: Set<String> = []
    for label in merge.values.flatMap(\.self) + ignore where !seen.insert(label).inserted {
      throw values.diagnostic(.merge, "names the label '\(label)' twice")
    }
  }
}
