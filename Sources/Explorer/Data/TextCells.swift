/// Texts of many rows, end to end: a few bytes for each beside its letters.
struct TextCells: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Where each row's bytes end.
  private(set) var ends: [Int] = []

  var count: Int { ends.count }

  mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    ends.append(bytes.count)
  }

  /// Empty where the row has none.
  subscript(row: Int) -> String {
    String(decoding: bytes[(row == 0 ? 0 : ends[row - 1])..<ends[row]], as: UTF8.self)
  }
}

/// Texts that repeat: a small number for each row, and what the numbers stand for.
struct CodedTexts: Sendable {
  /// Of a row without text.
  static let missing: Int32 = -1

  private(set) var names: [String] = []
  /// By row: a place in ``names``, or ``missing``.
  private(set) var codes: [Int32] = []
  private var codesByName: [String: Int32] = [:]

  init() {}

  /// More different texts than this are held as ``TextCells``.
  static let maximumNames = 1000

  /// `nil` stands for no text; an empty one counts as none too.
  mutating func append(_ text: String?) {
    guard let text, !text.isEmpty else { return codes.append(Self.missing) }
    if let code = codesByName[text] { return codes.append(code) }
    let code = Int32(names.count)
    names.append(text)
    codesByName[text] = code
    codes.append(code)
  }

  /// Rows of every name.
  var counts: [Int] {
    var counts = [Int](repeating: 0, count: names.count)
    for code in codes where code != Self.missing { counts[Int(code)] += 1 }
    return counts
  }

  /// Whether the texts are names of rows or of their images rather than of what rows have in
  /// common: nearly every row has its own, or most of them are names of image files.
  var areNames: Bool {
    let filled = codes.count { $0 != Self.missing }
    if names.count > 24, 2 * names.count > filled { return true }
    if names.count > 2, names.count == filled { return true }
    let files = names.count { name in
      guard let dot = name.lastIndex(of: ".") else { return false }
      return Self.imageEndings.contains(name[dot...].dropFirst().lowercased())
    }
    return files > 0 && 2 * files > names.count
  }

  private static let imageEndings: Set<String> = [
    "png", "jpg", "jpeg", "tif", "tiff", "fits", "fit", "fts", "fz", "gz", "npy", "bmp", "webp",
  ]

  /// Row by row, without codes.
  func spelledOut() -> TextCells {
    var cells = TextCells()
    for code in codes { cells.append(code == Self.missing ? "" : names[Int(code)]) }
    return cells
  }
}
