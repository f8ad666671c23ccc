public import Files
public import Tables

/// Counts the classes of columns while a table is read, so that one which names too many is refused
/// before all of it is held.
///
///     var counter = ClassCounter(["class"], option: "--label", path: path)
///     let table = try TableFile.read(reader, columns: names) { try counter.count($0) }
public struct ClassCounter {
  private let option, path: String
  private let name: (String) -> String?
  private var found: [(column: String, classes: Set<String>)]
  private var rows = 0

  /// - Parameters:
  ///   - columns: Those that a part of the table lacks are not counted.
  ///   - option: Names another column, for messages.
  ///   - path: The table, for messages.
  ///   - name: The class of a label; `nil` where it is left out.
  public init(
    _ columns: [String], option: String, path: String,
    name: @escaping (String) -> String? = { $0 }
  ) {
    (self.option, self.path, self.name) = (option, path, name)
    found = columns.map { ($0, []) }
  }

  /// Counts the next rows.
  ///
  /// - Throws: `SkysortError` where there are more than ``ClassLabels/maximumCount``.
  public mutating func count(_ part: Table) throws(SkysortError) {
    for place in found.indices {
      guard let texts = part[found[place].column]?.texts() else { continue }
      for (row, text) in texts.enumerated() {
        guard let word = text.flatMap(name)?.trimmingSpaces(), !word.isEmpty else { continue }
        guard found[place].classes.insert(word).inserted,
          found[place].classes.count > ClassLabels.maximumCount
        else { continue }
        throw SkysortError(
          path: path,
          problem:
            "the column '\(found[place].column)' names \(found[place].classes.count) classes "
            + "in its first \(rows + row + 1) rows, more than the \(ClassLabels.maximumCount) "
            + "there may be: it looks like an identifier",
          fix: "Name a column of classes by \(option).")
      }
    }
    rows += part.rowCount
  }
}
