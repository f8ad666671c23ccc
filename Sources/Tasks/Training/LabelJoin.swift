import Files
import Preprocessing
import Sky
import Tables

/// A table whose labels came from another one.
struct LabelJoin {
  /// The column of labels behind the others.
  let table: Table
  /// Its name.
  let column: String
  /// SHA-256 of the file of labels.
  let digest: String
  let summary: JoinedLabels
  let warnings: [String]

  /// - Parameters:
  ///   - columns: Where the table has identifier and position.
  ///   - label: The other table's column; its survey's own where `nil`.
  ///   - survey: Of both tables, as far as it fits.
  init(
    _ table: Table, columns: PhotometryColumns, path: String, source: LabelSource,
    label: String?, survey: SurveyChoice, threads: Int
  ) async throws {
    let descriptor = try survey.descriptor()
    let own = try MatchSide(
      table, roles: CatalogRoles(table.schema, survey: descriptor),
      position: (columns.rightAscension, columns.declination), path: path)
    var input = MatchInput(path: source.table)
    input.hdu = source.hdu
    input.survey = survey
    let wanted = [label].compactMap(\.self)
    let other = try MatchSide(input, wanted: wanted)
    let labels = try Self.labels(source, label, descriptor)
    let finding = try own.matching(
      other, by: .auto, mode: .best, tolerance: source.tolerance, threads: threads)
    let matching = finding.matching
    var texts = matching.partners.map { $0 < 0 ? nil : labels.texts[Int($0)] }
    if let names = finding.names {
      texts = Self.byIdentifier(
        names, labels.texts, points: own.points.flatMap { own in other.points.map { (own, $0) } },
        tolerance: source.tolerance)
    }
    let kept = table.columns.filter { $0.name != labels.name }
    let column = Column(
      info: ColumnInfo(name: labels.name, type: .string, ucd: "src.class"),
      values: .string(texts.map { $0 ?? "" }), validity: texts.map { $0 != nil })
    self.table = Table(columns: kept + [column], rowCount: table.rowCount)
    self.column = labels.name
    warnings = finding.warnings
    digest = try Digest.sha256(ofFile: source.table)
    let joined = texts.count { $0 != nil }
    guard joined > 0 else {
      throw SkysortError(
        path: source.table,
        problem: "has a label for none of the \(table.rowCount) rows of \(path), matched by "
          + matching.key.rawValue,
        fix: "Check that identifiers or positions agree; --tolerance is "
          + "\(source.tolerance) arcseconds.")
    }
    summary = JoinedLabels(
      table: source.table, key: matching.key, identifier: finding.names?.pair.own ?? [],
      fallback: finding.fallback, beyondTolerance: matching.counts.apart, joined: joined,
      ambiguous: matching.counts.ambiguous, duplicates: matching.counts.duplicates,
      unlabelled: table.rowCount - joined, unused: matching.counts.unmatchedOther,
      medianSeparation: matching.medianSeparation)
  }

  /// The labels of a table, in their usual spelling; `nil` where there is none.
  private static func labels(
    _ source: LabelSource, _ label: String?, _ survey: SurveyDescriptor?
  ) throws -> (name: String, texts: [String?]) {
    let path = source.table
    let reader = try TableFile.open(
      path, hdu: source.hdu, wanted: [label].compactMap(\.self))
    let roles = CatalogRoles(reader.schema, survey: survey).columns
    guard let name = label ?? roles.classColumn, reader.schema[name] != nil else {
      throw SkysortError(
        path: path,
        problem: label.map { "has no column '\($0)' of labels" }
          ?? "no column of labels was recognised",
        fix: "Name it by --label. Its columns are \(reader.schema.names.joined(separator: ", ")).")
    }
    var counter = ClassCounter([name], option: "--label", path: path)
    let column = try TableFile.read(reader, columns: [name]) { (part) throws(SkysortError) in
      try counter.count(part)
    }[name]
    guard let column, let texts = column.texts() else {
      throw SkysortError(
        path: path, problem: "column '\(name)' holds several values in a row, not one label",
        fix: "Name another by --label.", exitCode: .usage)
    }
    return (
      name, ClassReading(texts, columns: roles, nullValue: column.info.nullValue).names
    )
  }

  /// By row, the one label that all rows of its identifier have, of those that do not lie farther
  /// from it than the tolerance; `nil` where they differ.
  private static func byIdentifier(
    _ names: MatchedNames, _ labels: [String?], points: (SkyPoints, SkyPoints)?, tolerance: Double
  ) -> [String?] {
    var byKey: [String: [Int]] = [:]
    for (row, key) in names.theirs.texts.enumerated() where labels[row] != nil {
      if let key { byKey[key, default: []].append(row) }
    }
    return names.own.texts.enumerated().map { row, key in
      let near = (key.flatMap { byKey[$0] } ?? []).filter { other in
        guard let points, points.0.isUsable(row), points.1.isUsable(other) else { return true }
        return points.0.separation(row, from: other, of: points.1) <= tolerance
      }
      let found = Set(near.compactMap { labels[$0] })
      return found.count == 1 ? found.first : nil
    }
  }
}
