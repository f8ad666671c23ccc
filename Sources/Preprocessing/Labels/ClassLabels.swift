public import Files

/// The classes of a table and each row's place among them.
public struct ClassLabels: Hashable, Sendable {
  /// Sorted by name, so that the order does not depend on the rows'.
  public let names: [String]
  /// By row, an index into ``names``; `nil` where the row has no label.
  public let indices: [Int?]

  /// - Parameters:
  ///   - labels: By row; blank text counts as none.
  ///   - canonical: A survey's own spelling to the usual one: `6` → `STAR`.
  ///   - names: The order to use instead of the sorted one, for a model that exists already.
  ///   - path: The table, for messages.
  /// - Throws: ``SkysortError`` where fewer than two classes are there.
  public init(
    _ labels: [String?], canonical: (String) -> String = { $0 }, names: [String]? = nil,
    path: String
  ) throws(SkysortError) {
    let words = labels.map { label -> String? in
      guard let label else { return nil }
      let trimmed = label.trimmingSpaces()
      guard !trimmed.isEmpty else { return nil }
      return canonical(trimmed)
    }
    let found = Set(words.compactMap(\.self)).sorted()
    let names = names ?? found
    guard names.count > 1 else {
      let what = found.first.map { "only one class, \($0)" } ?? "no class at all"
      throw SkysortError(
        path: path, problem: "the label column names \(what)",
        fix: "Training needs at least two; choose another column with --label.")
    }
    guard names.count <= Self.limit else {
      throw SkysortError(
        path: path,
        problem: "the label column names \(names.count) classes, more than \(Self.limit)",
        fix: "Is it a label? Choose another column with --label.")
    }
    let positions = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    self.names = names
    indices = words.map { $0.flatMap { positions[$0] } }
  }

  /// More classes than any survey names; a column beyond is a number or an identifier.
  static let limit = 256

  /// The classes as targets of a loss.
  ///
  /// - Returns: Shape `[classes.count, names.count]`, row-major; 1 at each row's class.
  public static func oneHot(_ classes: [Int], classCount: Int) -> [Float] {
    var targets = [Float](repeating: 0, count: classes.count * classCount)
    for (row, index) in classes.enumerated() { targets[row * classCount + index] = 1 }
    return targets
  }
}
