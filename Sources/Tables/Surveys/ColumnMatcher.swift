/// Finds a table's columns by the names a descriptor knows.
///
/// A name in exactly the wanted spelling goes before others; where there is none, letters' case
/// does not count.
struct ColumnMatcher {
  let schema: TableSchema
  /// What the table's header says of its columns.
  let product: ProductHeader
  private let byName: [String: ColumnInfo]
  /// In the table's order.
  private let byLowercase: [String: [ColumnInfo]]

  init(_ schema: TableSchema) {
    self.schema = schema
    product = ProductHeader(schema)
    byName = Dictionary(
      schema.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    byLowercase = Dictionary(grouping: schema.columns) { $0.name.lowercased() }
  }

  /// The first of some names that the table has, in the table's spelling.
  func first(of names: [String]) -> ColumnInfo? {
    for name in names { if let found = column(named: name) { return found } }
    return nil
  }

  /// The first column that a UCD of some says to be meant.
  func first(meaning ucds: [String]) -> ColumnInfo? {
    ucds.lazy.compactMap { ucd in schema.columns.first { $0.ucd?.lowercased() == ucd } }.first
  }

  /// One column for each name; `nil` where the table lacks one.
  func columns(_ names: [String]) -> [ColumnInfo]? {
    let found = all(of: names)
    return found.count == names.count ? found : nil
  }

  func all(of names: [String]) -> [ColumnInfo] { names.compactMap { column(named: $0) } }

  private func column(named name: String) -> ColumnInfo? {
    byName[name] ?? columns(called: name).first
  }

  /// The columns of a name, letters' case aside; else the elements of arrays, `psfMag[2]`.
  ///
  /// - Parameter count: How many elements an array must have; any number where `nil`.
  private func columns(called name: String, elements count: Int? = nil) -> [ColumnInfo] {
    if let found = byLowercase[name.lowercased()] { return found }
    guard let element = ElementName(name) else { return [] }
    return (byLowercase[element.column.lowercased()] ?? [])
      .filter { count == nil || $0.nameableElements == count }
      .compactMap { $0.element(element.index) }
  }

  /// What the table has for a pattern and a band.
  struct BandMatch {
    let column: ColumnInfo
    /// Other columns that would do as well.
    let rivals: [ColumnInfo]
    /// Whether the band is written in the descriptor's own case.
    let hasExactBand: Bool
  }

  /// The columns of a survey's photometry for a band; only numbers will do.
  ///
  /// - Parameter bands: Of the survey, whose order that of an array's elements may be.
  func match(
    _ pattern: PhotometryPattern, _ band: BandDescriptor, of bands: [BandDescriptor]
  ) -> BandMatch? {
    guard !pattern.columns.isEmpty else {
      return pattern.placed(pattern.column, band, of: bands).flatMap {
        match($0, band, elements: pattern.elementCount(of: bands))
      }
    }
    return measured(pattern.columns[band.name] ?? []).map {
      BandMatch(column: $0, rivals: [], hasExactBand: true)
    }
  }

  /// The column of errors of a survey's photometry for a band.
  func errorColumn(
    _ pattern: PhotometryPattern, _ band: BandDescriptor, of bands: [BandDescriptor]
  ) -> ColumnInfo? {
    guard pattern.columns.isEmpty else { return measured(pattern.errors[band.name] ?? []) }
    return pattern.error.flatMap { pattern.placed($0, band, of: bands) }
      .flatMap { column($0, band) }
  }

  /// The first of some names under which the table has numbers.
  private func measured(_ names: [String]) -> ColumnInfo? {
    all(of: names).first { $0.type.isNumeric && $0.isScalar }
  }

  /// The columns of a pattern for a band; only numbers will do.
  ///
  /// - Parameter count: Of the elements of an array that holds the bands.
  func match(
    _ pattern: String, _ band: BandDescriptor, elements count: Int? = nil
  ) -> BandMatch? {
    let start = pattern.firstIndex(of: "{").map {
      pattern.distance(from: pattern.startIndex, to: $0)
    }
    func candidates(_ spelling: String) -> [ColumnInfo] {
      columns(called: Self.replaced(pattern, spelling), elements: count)
        .filter { $0.type.isNumeric && $0.isScalar }
    }
    func writes(_ column: ColumnInfo, _ spelling: String) -> Bool {
      guard let start else { return true }
      return column.name.dropFirst(start).hasPrefix(spelling)
    }
    let own = candidates(band.name)
    let ranks: [[ColumnInfo]] = [
      own.filter { $0.name == Self.replaced(pattern, band.name) },
      own.filter { writes($0, band.name) },
      own + band.aliases.flatMap(candidates),
    ]
    let spellings = [band.name] + band.aliases
    guard let rank = ranks.firstIndex(where: { !$0.isEmpty }) else { return nil }
    var seen: Set<String> = []
    let found = ranks[rank].filter { seen.insert($0.name).inserted }
    return BandMatch(
      column: found[0], rivals: Array(found.dropFirst()),
      hasExactBand: spellings.contains { writes(found[0], $0) })
  }

  /// The column of a pattern for a band; only numbers will do.
  func column(_ pattern: String, _ band: BandDescriptor) -> ColumnInfo? {
    match(pattern, band)?.column
  }

  /// The column that marks a measurement's values as limits, as VizieR names it: `l_Jmag`.
  func limits(of column: ColumnInfo) -> ColumnInfo? {
    columns(called: "l_\(column.name)").first { $0.type == .string && $0.isScalar }
  }

  /// The column that says where a measurement has no value, as databases without such values
  /// write it: `g_cmodel_mag_isnull`.
  func absences(of column: ColumnInfo) -> ColumnInfo? {
    ["\(column.name)_isnull", "\(column.name)isnull", "isnull_\(column.name)"].lazy
      .flatMap { columns(called: $0) }
      .first { ($0.type == .bool || $0.type.isInteger) && $0.isScalar }
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
