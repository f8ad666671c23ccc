import Numbers

/// What the texts of a column of labels mean.
public enum ClassWord {
  /// Words for 'no label', in small letters.
  private static let blanks: Set = [
    "", "nan", "n/a", "na", "#n/a", "<na>", "-", "--", "---", "null",
  ]

  /// A label in the form that all spellings of it share: `1` for `1.0` and `+1`, a text without
  /// blanks at its ends otherwise.
  ///
  /// - Returns: `nil` where the text means that there is no label.
  public static func canonical(_ text: String) -> String? {
    let word = text.trimmingBlanks
    if blanks.contains(word.lowercased()) { return nil }
    return integer(word) ?? word
  }

  /// Whole numbers only: `1.5` stays what it is, and so do codes such as `01`.
  private static func integer(_ word: String) -> String? {
    guard let first = word.first, first.isNumber || "+-.".contains(first),
      word.contains(where: { ".eE+".contains($0) }), let value = Double(word),
      value == value.rounded(), value.magnitude < 0x1p53
    else { return nil }
    return Int64(clamping: value).description
  }

  /// By lower-case word, what a column says that holds nothing but truth values; empty for other
  /// columns.
  ///
  /// - Parameter words: The column's, in canonical form.
  static func truthValues(_ words: Set<String>) -> [String: String] {
    let values = [
      "true": "true", "t": "true", "1": "true", "false": "false", "f": "false", "0": "false",
    ]
    let found = words.map { $0.lowercased() }
    guard found.allSatisfy({ values[$0] != nil }), found.contains(where: { Int($0) == nil }) else {
      return [:]
    }
    return values
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    let start = drop { $0.isWhitespace || $0 == "\0" }
    guard let last = start.lastIndex(where: { !$0.isWhitespace && $0 != "\0" }) else { return "" }
    return String(start[...last])
  }
}
