import Sky

extension SurveyDescriptor {
  /// The parts a table's columns play for this survey; `nil` where it has no photometry the
  /// descriptor knows.
  ///
  /// The score is half for the bands found (three are enough), 0.1 each for position and
  /// identifier, and 0.3 for columns that only this survey has (two are enough); half of it
  /// where a descriptor names such columns and the table has none.
  public func recognise(_ schema: TableSchema) -> Recognition? { recognise(ColumnMatcher(schema)) }

  func recognise(_ matcher: ColumnMatcher) -> Recognition? {
    guard let (pattern, matches) = bestPhotometry(matcher) else { return nil }
    var warnings = matches.warnings
    let found = matches.found.map { band, match in
      resolved(pattern, band, match, matcher, &warnings)
    }
    let reason =
      "\(pattern.kind.words) in \(found.map(\.band.rawValue).joined(separator: ", ")): "
      + found.map(\.column).joined(separator: ", ")
    return recognition(matcher, bands: found, reasons: [reason], warnings: warnings)
  }

  /// The parts a table's columns play besides photometry.
  public func recogniseWithoutPhotometry(_ schema: TableSchema) -> Recognition {
    recognition(ColumnMatcher(schema), bands: [], reasons: [], warnings: [])
  }

  private func recognition(
    _ matcher: ColumnMatcher, bands found: [BandColumns], reasons: [String], warnings: [String]
  ) -> Recognition {
    var reasons = reasons
    var columns = PhotometryColumns(survey: name, bands: found)
    (columns.identifier, columns.identifierScope) = usableIdentifier(matcher, &reasons)
    resolvePosition(matcher, &columns, &reasons)
    matcher.product.apply(to: &columns, &reasons)
    resolveClass(matcher, &columns, &reasons)
    columns.reddening = matcher.first(of: reddening)?.name
    columns.quality = quality.compactMap { column in
      matcher.first(of: [column.column]).map {
        QualityColumn(column: $0.name, badBits: column.badBits, goodValue: column.goodValue)
      }
    }
    columns.leaking = leakingColumns(matcher, columns)
    columns.pointSourceCut = cut(matcher)
    let marked = matcher.all(of: marks).map(\.name)
    if !marked.isEmpty { reasons.append("names of \(title): \(marked.joined(separator: ", "))") }
    let score =
      0.5 * min(1, Double(found.count) / Double(max(1, min(3, bands.count))))
      + (ownPosition(matcher) != nil ? 0.1 : 0) + (columns.identifier == nil ? 0 : 0.1)
      + 0.3 * min(1, Double(marked.count) / 2)
    let doubt = marked.isEmpty && !marks.isEmpty ? 0.5 : 1
    return Recognition(
      columns: columns, score: matcher.product.survey == name ? 1 : score * weight * doubt,
      reasons: reasons, warnings: warnings)
  }

  /// The pattern with the most bands, the earlier of equals.
  private func bestPhotometry(
    _ matcher: ColumnMatcher
  ) -> (PhotometryPattern, BandMatches)? {
    var best: (pattern: PhotometryPattern, matches: BandMatches)?
    let bands = matcher.product.bands(besides: bands)
    for pattern in photometry {
      let matches = BandMatches(
        pattern, pattern.isPerBand ? bands : single(pattern, matcher), matcher)
      let count = matches.found.count
      if count >= max(pattern.minimumBands, 1), count > best?.matches.found.count ?? 0 {
        best = (pattern, matches)
      }
    }
    return best
  }

  /// The band of a column that names none: the one of the header, else it gets the column's own
  /// name.
  private func single(
    _ pattern: PhotometryPattern, _ matcher: ColumnMatcher
  ) -> [BandDescriptor] {
    let stated = matcher.product.bands
    return matcher.first(of: [pattern.column]).map {
      let name = stated.count == 1 ? stated[0] : $0.name
      return [BandDescriptor(name: name, aliases: [], softening: nil, extinction: nil)]
    } ?? []
  }

  private func resolved(
    _ pattern: PhotometryPattern, _ band: BandDescriptor, _ match: ColumnMatcher.BandMatch,
    _ matcher: ColumnMatcher, _ warnings: inout [String]
  ) -> BandColumns {
    let column = match.column
    func companion(_ name: String?) -> ColumnInfo? {
      name.flatMap { pattern.placed($0, band, of: bands) }.flatMap { matcher.column($0, band) }
    }
    var unit = BandUnit(column, pattern, band, self, metadata: matcher.schema.metadata)
    let error = unit.errorColumn(
      matcher.errorColumn(pattern, band, of: bands), of: pattern.errorMeaning)
    if let warning = unit.warning { warnings.append(warning) }
    let isFlux = if case .flux = unit.measure { true } else { false }
    // 99 and its kin stand for nothing among magnitudes; among fluxes they are numbers.
    let sentinels = isFlux == (pattern.kind == .flux)
    var columns = BandColumns(
      band: Band(band.name), column: column.name, measure: unit.measure, errorColumn: error?.name,
      errorMeaning: pattern.errorMeaning,
      notObserved: sentinels ? notObserved : notObserved.filter { $0 < 0 },
      notDetected: sentinels ? notDetected : [], plausibleRange: isFlux ? nil : plausibleRange,
      extinctionCoefficient: band.extinction,
      extinctionColumn: companion(pattern.extinction ?? extinctionColumn)?.name,
      transmissionColumn: companion(pattern.transmission ?? transmissionColumn)?.name,
      isDereddened: pattern.isDereddened)
    columns.limitColumn = matcher.limits(of: column)?.name
    columns.nullColumn = matcher.absences(of: column)?.name
    columns.unit = PhotometricUnit.isStated(column.unit) ? column.unit : nil
    columns.system = unit.system
    columns.problem = unit.problem
    if !match.rivals.isEmpty {
      let names = ([column] + match.rivals).map(\.name).joined(separator: " and ")
      columns.problem = "\(names) could both be band \(band.name)"
    }
    return columns
  }

  /// The identifier and the columns it needs beside it, unless it is held in numbers that cannot
  /// hold one.
  private func usableIdentifier(
    _ matcher: ColumnMatcher, _ reasons: inout [String]
  ) -> (String?, scope: [String]) {
    let keys = (identifier + localIdentifier.map { [$0] }).lazy.map(matcher.columns)
    let meant = matcher.first(meaning: ["meta.id;meta.main"]).map { [$0] }
    guard let key = keys.compactMap(\.self).first ?? meant, let column = key.last else {
      return (nil, [])
    }
    if let floating = key.first(where: \.type.isFloatingPoint) {
      reasons.append(
        "\(floating.name) is not used as identifier: its values are floating-point numbers, "
          + "which cannot hold identifiers in full")
      return (nil, [])
    }
    reasons.append("identifier \(key.map(\.name).joined(separator: " with "))")
    return (column.name, key.dropLast().map(\.name))
  }

  /// Every column, or several together, that may identify a table's rows for this survey.
  public func identifierKeys(in schema: TableSchema) -> [IdentifierKey] {
    let matcher = ColumnMatcher(schema)
    let whole = identifier.map { (names: $0, isLocal: false) }
    return (whole + localIdentifier.map { ([$0], true) }).compactMap { entry in
      matcher.columns(entry.names).map { columns in
        IdentifierKey(columns: columns.map(\.name), isLocal: entry.isLocal)
      }
    }
  }

  /// The table's columns within which an identifier may have begun anew.
  public func identifierScope(in schema: TableSchema) -> [String] {
    ColumnMatcher(schema).all(of: identifierScope).filter {
      $0.isScalar && !$0.type.isFloatingPoint
    }.map(\.name)
  }

  /// A position as this survey writes it, which speaks for the survey.
  private func ownPosition(_ matcher: ColumnMatcher) -> PositionColumns? {
    PositionColumns(matcher.first(of: rightAscension), matcher.first(of: declination))
  }

  private func resolvePosition(
    _ matcher: ColumnMatcher, _ columns: inout PhotometryColumns, _ reasons: inout [String]
  ) {
    guard let found = ownPosition(matcher) ?? PositionColumns(matcher) else { return }
    columns.rightAscension = found.rightAscension
    columns.declination = found.declination
    reasons.append("position \(found.rightAscension), \(found.declination)")
  }

  private func resolveClass(
    _ matcher: ColumnMatcher, _ columns: inout PhotometryColumns, _ reasons: inout [String]
  ) {
    columns.classNames = classNames
    let found =
      matcher.all(of: classColumns) + matcher.all(of: classFallbacks)
      + [matcher.first(meaning: ["src.class;meta.main", "src.class"])].compactMap(\.self)
    guard let column = found.first(where: \.isScalar) else { return }
    columns.classColumn = column.name
    reasons.append("labels \(column.name)")
  }

  private func leakingColumns(
    _ matcher: ColumnMatcher, _ columns: PhotometryColumns
  ) -> [String] {
    let used = Set(
      columns.bands.flatMap { [$0.column, $0.errorColumn].compactMap { $0 } }
        + [columns.identifier, columns.classColumn].compactMap { $0 } + columns.identifierScope)
    let declared = Set(matcher.matching(leaking + leakingUnlessBand))
    let spectroscopic = Set(SpectroscopicColumns(matcher.schema).names)
    return matcher.schema.names.filter {
      !used.contains($0) && (declared.contains($0) || spectroscopic.contains($0))
    }
  }

  private func cut(_ matcher: ColumnMatcher) -> PointSourceCut? {
    for cut in pointSourceCuts {
      guard let first = matcher.first(of: [cut.first]) else { continue }
      let second = cut.second.flatMap { matcher.first(of: [$0]) }
      guard cut.second == nil || second != nil,
        cut.pointValues.isEmpty ? first.type.isNumeric : first.type == .string
      else { continue }
      var resolved = cut
      resolved.first = first.name
      resolved.second = second?.name
      return resolved
    }
    return nil
  }
}

extension PhotometryPattern.Kind {
  fileprivate var words: String {
    switch self {
    case .magnitude: "magnitudes"
    case .asinhMagnitude: "asinh magnitudes"
    case .flux: "fluxes"
    }
  }
}
