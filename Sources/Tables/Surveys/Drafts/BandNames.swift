/// How the columns of some bands are called: by one form with `{band}` in it, or one by one.
struct BandNames {
  typealias Entry = (band: String, column: String)

  let columns: [Entry]
  let errors: [Entry]
  /// `nil` where the columns have no form in common.
  private(set) var form: String?
  private(set) var errorForm: String?
  /// By band, how columns spell it where that is not its name.
  private var aliases: [String: [String]] = [:]

  init(_ bands: [(band: String, column: String, error: String?)]) {
    columns = bands.map { ($0.band, $0.column) }
    errors = bands.compactMap { entry in entry.error.map { (entry.band, $0) } }
    guard let own = Self.forms(columns).first else { return }
    let error = Self.forms(errors).first { candidate in
      candidate.spellings.allSatisfy { own.spellings[$0.key] == $0.value }
    }
    // Errors that fit no form of the columns' bands are named one by one, and so are the columns.
    guard errors.isEmpty || (error != nil && errors.count == columns.count) else { return }
    (form, errorForm) = (own.form, error?.form)
    for (band, spelling) in own.spellings where band != spelling { aliases[band] = [spelling] }
  }

  /// What a descriptor says of a band.
  func entry(_ band: String) -> [String] {
    let spellings = (aliases[band] ?? []).map(YAMLWord.text).joined(separator: ", ")
    return ["name: \(YAMLWord.text(band))"] + (spellings.isEmpty ? [] : ["aliases: [\(spellings)]"])
  }

  /// Forms that all columns have, with how each spells its band; a column that is called as its band
  /// is its own form.
  private static func forms(_ entries: [Entry]) -> [(form: String, spellings: [String: String])] {
    guard let first = entries.first else { return [] }
    if entries.count == 1, first.band == first.column {
      return [(first.column, [first.band: first.band])]
    }
    let byForm = entries.map { entry in
      Dictionary(
        spellings(entry).map { ($0.form, $0.spelling) }, uniquingKeysWith: { first, _ in first })
    }
    let shared = byForm[0].keys.filter { form in byForm.allSatisfy { $0[form] != nil } }
    return shared.sorted { ($0.count, $0) < ($1.count, $1) }.map { form in
      var spellings: [String: String] = [:]
      for (entry, forms) in zip(entries, byForm) { spellings[entry.band] = forms[form] }
      return (form, spellings)
    }
  }

  /// Every place in a column's name where the band stands, however it is written.
  private static func spellings(_ entry: Entry) -> [(form: String, spelling: String)] {
    let letters = Array(entry.column)
    let usual = BandSpelling.all(in: entry.column).filter { $0.band == entry.band }
      .map { ($0.form, $0.spelling) }
    let length = entry.band.count
    guard length <= letters.count else { return usual }
    let own = (0...letters.count - length).compactMap { start -> (String, String)? in
      let word = String(letters[start..<start + length])
      guard word.lowercased() == entry.band.lowercased() else { return nil }
      return (
        String(letters[..<start]) + "{band}" + String(letters[(start + length)...]), word
      )
    }
    return (usual + own).map { (form: $0.0, spelling: $0.1) }
  }
}

/// A word as YAML takes it for a text.
enum YAMLWord {
  static func text(_ word: String) -> String {
    let isPlain =
      word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
      && word.first.map { $0.isLetter || $0 == "_" } ?? false
      && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(word.lowercased())
    // A lone y or n is a band, and a text in the YAML that is read here.
    if isPlain || ["y", "n", "Y", "N"].contains(word) { return word }
    let escaped = word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\t", with: "\\t").replacing("\n", with: "\\n")
    return "\"\(escaped)\""
  }
}
