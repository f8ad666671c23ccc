/// The classes that a column of labels names, however it writes them.
///
/// Blanks and words such as `N/A` are no class. Whole numbers, floating-point numbers that are
/// whole, truth values and their texts are one class each. Where the descriptor names the codes
/// of such a column, a code that it does not name is no class either, and is counted.
public struct ClassReading: Hashable, Sendable {
  /// By row; `nil` where there is no class.
  public let names: [String?]
  /// Rows by word that means 'no class'; missing cells are under the empty word.
  public let blanks: [String: Int]
  /// Rows by code that the descriptor does not name.
  public let unnamedCodes: [String: Int]
  /// Classes whose names differ in case only.
  public let caseVariants: [[String]]

  /// - Parameters:
  ///   - texts: By row, as the table writes them.
  ///   - columns: Whose class names are used.
  ///   - nullValue: What the column has for 'missing', as text.
  public init(_ texts: [String?], columns: PhotometryColumns?, nullValue: String? = nil) {
    var blanks: [String: Int] = [:]
    let words = texts.map { text -> String? in
      let word = text == nullValue ? nil : text.flatMap(ClassWord.canonical)
      if word == nil { blanks[(text ?? "").filter { !$0.isWhitespace }, default: 0] += 1 }
      return word
    }
    var counts: [String: Int] = [:]
    for word in words { if let word { counts[word, default: 0] += 1 } }
    let truth = ClassWord.truthValues(Set(counts.keys))
    let codes = counts.filter { Int64($0.key) != nil }
    let named = codes.filter { columns?.classNames[$0.key] != nil }
    let total = codes.values.reduce(0, +)
    // A column of codes of its own may share a few with the survey's by chance.
    let usesCodes = !named.isEmpty && named.values.reduce(0, +) * 2 >= total
    var names: [String: String?] = [:]
    for word in counts.keys {
      if let value = truth[word.lowercased()] {
        names[word] = columns?.className(of: value) ?? value
      } else if codes[word] == nil {
        names[word] = columns?.className(of: word) ?? word
      } else if usesCodes {
        names[word] = .some(columns?.classNames[word])
      } else {
        names[word] = word
      }
    }
    self.names = words.map { $0.flatMap { names[$0] ?? nil } }
    self.blanks = blanks
    unnamedCodes = usesCodes ? codes.filter { named[$0.key] == nil } : [:]
    let spellings = Dictionary(grouping: Set(names.values.compactMap { $0 })) { $0.lowercased() }
    caseVariants = spellings.values.filter { $0.count > 1 }.map { $0.sorted() }
      .sorted { $0[0] < $1[0] }
  }

  /// What a user should know about the rows of a column, one sentence each.
  public func warnings(column: String, survey: String) -> [String] {
    var warnings: [String] = []
    let blank = blanks.values.reduce(0, +)
    if blank > 0 {
      let words = blanks.filter { !$0.key.isEmpty }.sorted { $0.key < $1.key }
        .map { "\($0.key) \($0.value)" }
      let detail = words.isEmpty ? "" : " (\(words.joined(separator: ", ")))"
      warnings.append("Column \(column): \(blank) of \(names.count) rows have no class\(detail).")
    }
    if !unnamedCodes.isEmpty {
      let codes = unnamedCodes.sorted { $0.key < $1.key }.map { "\($0.key) in \($0.value) rows" }
      warnings.append(
        "Column \(column): \(codes.joined(separator: ", ")) are codes that \(survey) does not "
          + "name; these rows are left out as without a class.")
    }
    for variant in caseVariants {
      warnings.append(
        "Column \(column): \(variant.joined(separator: " and ")) differ in case only and are "
          + "classes of their own; `labels: {merge: …}` in the settings makes them one.")
    }
    return warnings
  }
}
