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
  ///   - limit: More classes are not believed.
  ///   - path: The table, for messages.
  /// - Throws: `SkysortError` where fewer than two classes are there, too many, or nearly as
  ///   many as rows.
  public init(
    _ labels: [String?], canonical: (String) -> String = { $0 }, names: [String]? = nil,
    limit: Int = ClassLabels.usualLimit, path: String
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
    try Self.refuseDiffering(found.count, rows: words.count { $0 != nil }, path: path)
    guard names.count <= limit else {
      throw SkysortError(
        path: path,
        problem: "the label column names \(names.count) classes, more than \(limit)",
        fix: "If they are classes, say so by --classes \(names.count); else choose another column "
          + "with --label.")
    }
    let positions = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    self.names = names
    indices = words.map { $0.flatMap { positions[$0] } }
  }

  /// More classes than surveys name: whoever has them is asked to say so.
  public static let usualLimit = 50
  /// More classes than anything here takes: what counts pairs of classes grows with the square.
  public static let maximumCount = 1000

  /// Refuses a column that tells rows, not classes, apart.
  ///
  /// - Parameters:
  ///   - values: Different ones.
  ///   - rows: That have one.
  ///   - column: Its name; `nil` where it is not known.
  ///   - offers: Columns that may be meant instead.
  ///   - option: Names another column.
  public static func refuseDiffering(
    _ values: Int, rows: Int, column: String? = nil, offers: [String] = [],
    option: String = "--label", path: String
  ) throws(SkysortError) {
    guard values >= 5, values * 5 >= rows * 4 else { return }
    let name = column.map { "the column '\($0)'" } ?? "the label column"
    let whole = values == rows ? "differs in every row" : "differs in nearly every row"
    let other = offers.isEmpty ? "another column" : offers.joined(separator: " or ")
    throw SkysortError(
      path: path,
      problem: "\(name) \(whole) (\(values) values in \(rows) rows): it tells rows apart, not "
        + "classes",
      fix: "Name \(other) with \(option).")
  }

  /// The classes as targets of a loss.
  ///
  /// - Returns: Shape `[classes.count, names.count]`, row-major; 1 at each row's class.
  public static func oneHot(_ classes: [Int], classCount: Int) -> [Float] {
    var targets = [Float](repeating: 0, count: classes.count * classCount)
    for (row, index) in classes.enumerated() { targets[row * classCount + index] = 1 }
    return targets
  }
}
