import Files

/// Other names of the classes that predictions name, as true classes may be written.
///
/// Only where truth and predictions share no name at all: then they are the same names in another
/// case, usual abbreviations of them, or nothing that can be compared.
struct ClassAliases {
  /// Of the predictions.
  private let names: Set<String>
  private let column: String

  /// Names that mean the same, in upper case.
  private static let families: [Set<String>] = [
    ["GALAXY", "GALAXIES", "GAL", "G"], ["STAR", "STARS", "S"],
    ["QSO", "QSOS", "QUASAR", "QUASARS", "Q"],
  ]

  init(_ names: Set<String>, column: String) {
    (self.names, self.column) = (names, column)
  }

  /// True classes by the predictions' names.
  ///
  /// - Parameter column: Of the true classes.
  /// - Throws: `SkysortError` where none of them is a name of the predictions.
  func translating(
    _ truth: [String?], column truthColumn: String, path: String
  ) throws(SkysortError) -> (truth: [String?], notes: [String]) {
    let found = Set(truth.compactMap(\.self))
    guard !found.isEmpty, !names.isEmpty, found.isDisjoint(with: names) else { return (truth, []) }
    let translation = found.reduce(into: [String: String]()) { $0[$1] = name(for: $1) }
    guard !translation.isEmpty else {
      throw SkysortError(
        path: path,
        problem:
          "the true classes in '\(truthColumn)' (\(Self.list(found))) and the predicted ones "
          + "in '\(column)' (\(Self.list(names))) have no name in common",
        fix: "Name another column by --truth or --predicted, or rename the classes of one.",
        exitCode: .usage)
    }
    let pairs = translation.sorted { $0.key < $1.key }.map { "\($0.key) as \($0.value)" }
    return (
      truth.map { $0.map { translation[$0] ?? $0 } },
      ["'\(truthColumn)' was read by the names of '\(column)': \(pairs.joined(separator: ", "))."]
    )
  }

  /// The one name of the predictions that means the same; `nil` where none or several do.
  private func name(for label: String) -> String? {
    let upper = label.uppercased()
    let same = names.filter { $0.uppercased() == upper }
    if !same.isEmpty { return same.count == 1 ? same.first : nil }
    guard let family = Self.families.first(where: { $0.contains(upper) }) else { return nil }
    let related = names.filter { family.contains($0.uppercased()) }
    return related.count == 1 ? related.first : nil
  }

  private static func list(_ names: Set<String>) -> String {
    let sorted = names.sorted()
    let shown = sorted.prefix(8).joined(separator: ", ")
    return sorted.count > 8 ? "\(shown), … (\(sorted.count) names)" : shown
  }
}
