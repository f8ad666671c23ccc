/// Finds a table's columns by the names a descriptor knows; letters' case does not count.
struct ColumnMatcher {
  private let schema: TableSchema
  private let byLowercase: [String: ColumnInfo]

  init(_ schema: TableSchema) {
    self.schema = schema
    byLowercase = Dictionary(
      schema.columns.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The first of some names that the table has, in the table's spelling.
  func first(of names: [String]) -> ColumnInfo? {
    for name in names { if let found = byLowercase[name.lowercased()] { return found } }
    return nil
  }

  /// One column for each name; `nil` where the table lacks one.
  func columns(_ names: [String]) -> [ColumnInfo]? {
    let found = all(of: names)
    return found.count == names.count ? found : nil
  }

  func all(of names: [String]) -> [ColumnInfo] {
    names.compactMap { byLowercase[$0.lowercased()] }
  }

  /// The column of a pattern for a band; only numbers will do.
  func column(_ pattern: String, _ band: BandDescriptor) -> ColumnInfo? {
    for spelling in [band.name] + band.aliases {
      let name = Self.replaced(pattern, spelling).lowercased()
      if let info = byLowercase[name], info.type.isNumeric, info.isScalar { return info }
    }
    return nil
  }

  private static func replaced(_ pattern: String, _ band: String) -> String {
    guard let opening = pattern.firstIndex(of: "{"), let closing = pattern.firstIndex(of: "}")
    else {
      return pattern
    }
    return pattern[..<opening] + band + pattern[pattern.index(after: closing)...]
  }

  /// Every column whose name one of the patterns fits; `*` stands for any letters.
  func matching(_ patterns: [String]) -> [String] {
    let words = patterns.map { $0.lowercased() }
    return schema.names.filter { name in
      let name = name.lowercased()
      return words.contains { Self.fits(name[...], $0[...]) }
    }
  }

  static func fits(_ name: Substring, _ pattern: Substring) -> Bool {
    guard let letter = pattern.first else { return name.isEmpty }
    if letter == "*" {
      let rest = pattern.dropFirst()
      return name.indices.contains { fits(name[$0...], rest) } || fits("", rest)
    }
    return name.first == letter && fits(name.dropFirst(), pattern.dropFirst())
  }
}
