internal import Files
internal import Preprocessing
internal import Sky
internal import Tables

/// A table's rows, told apart and cut into parts.
struct TableDivision: Sendable {
  let options: SplitOptions
  let identities: RowIdentities
  let split: Split

  /// - Parameter classes: By row, of which each part gets its share.
  init(
    _ table: Table, columns: PhotometryColumns, photometry: TablePhotometry, classes: [Int],
    options: SplitOptions, path: String
  ) throws(SkysortError) {
    let positions = columns.positions(in: table)
    let identities = RowIdentities(
      table, columns: columns, magnitudes: photometry.magnitudes,
      groupRadius: options.groupRadius,
      groupNames: try options.groupNames(in: table, path: path))
    var column: [String?]?
    if case .column(let name) = options.strategy { column = table[name]?.texts() }
    split = try Splitter(options).split(
      .init(
        identities: identities, positions: positions,
        magnitude: photometry.referenceMagnitudes, column: column, classes: classes),
      path: path)
    self.options = options
    self.identities = identities
  }

  func report(
    classes: [Int], classNames: [String], photometry: TablePhotometry, excludedRows: Int,
    leaks: [LeakFinding]
  ) -> SplitReport {
    let magnitudes = photometry.referenceMagnitudes
    var parts: [SplitPart: SplitReport.PartSummary] = [:]
    for part in SplitPart.allCases {
      let rows = split.rows(of: part)
      var counts: [String: Int] = [:]
      for row in rows where !classNames.isEmpty {
        counts[classNames[classes[row]], default: 0] += 1
      }
      let seen = rows.compactMap { row in magnitudes?[row] }.filter { !$0.isNaN }
      parts[part] = .init(
        rows: rows.count, classes: counts,
        magnitudeRange: seen.min().flatMap { low in seen.max().map { [low, $0] } })
    }
    return SplitReport(
      options: options, identities: identities, excludedRows: excludedRows, parts: parts,
      duplicates: DuplicateReport(identities: identities, split: split, classes: classes),
      leaks: leaks)
  }
}
