import Sky

extension SurveyDescriptor {
  /// The parts a table's columns play for this survey; `nil` where it has no photometry the
  /// descriptor knows.
  ///
  /// The score is half for the bands found (three are enough), 0.1 each for position and
  /// identifier, and 0.3 for columns that only this survey has (two are enough); half of it
  /// where a descriptor names such columns and the table has none.
  public func recognise(_ schema: TableSchema) -> Recognition? {
    let matcher = ColumnMatcher(schema)
    guard let (pattern, found) = bestPhotometry(matcher) else { return nil }
    let reason =
      "\(pattern.kind.words) in \(found.map(\.band.rawValue).joined(separator: ", ")): "
      + found.map(\.column).joined(separator: ", ")
    return recognition(matcher, bands: found, reasons: [reason])
  }

  /// The parts a table's columns play besides photometry.
  public func recogniseWithoutPhotometry(_ schema: TableSchema) -> Recognition {
    recognition(ColumnMatcher(schema), bands: [], reasons: [])
  }

  private func recognition(
    _ matcher: ColumnMatcher, bands found: [BandColumns], reasons: [String]
  ) -> Recognition {
    var reasons = reasons
    var columns = PhotometryColumns(survey: name, bands: found)
    (columns.identifier, columns.identifierScope) = usableIdentifier(matcher, &reasons)
    resolvePosition(matcher, &columns, &reasons)
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
      0.5 * min(1, Double(found.count) / Double(min(3, bands.count)))
      + (columns.rightAscension == nil ? 0 : 0.1) + (columns.identifier == nil ? 0 : 0.1)
      + 0.3 * min(1, Double(marked.count) / 2)
    let doubt = marked.isEmpty && !marks.isEmpty ? 0.5 : 1
    return Recognition(columns: columns, score: score * weight * doubt, reasons: reasons)
  }

  /// The pattern with the most bands, the earlier of equals.
  private func bestPhotometry(
    _ matcher: ColumnMatcher
  ) -> (PhotometryPattern, [BandColumns])? {
    var best: (pattern: PhotometryPattern, bands: [BandColumns])?
    for pattern in photometry {
      let found = pattern.isPerBand ? bandColumns(pattern, matcher) : single(pattern, matcher)
      if found.count >= max(pattern.minimumBands, 1), found.count > best?.bands.count ?? 0 {
        best = (pattern, found)
      }
    }
    return best
  }

  private func bandColumns(
    _ pattern: PhotometryPattern, _ matcher: ColumnMatcher
  ) -> [BandColumns] {
    bands.compactMap { band in
      guard let column = matcher.column(pattern.column, band) else { return nil }
      return resolved(pattern, band, column, matcher)
    }
  }

  /// A column that names no band: it gets the column's own name.
  private func single(_ pattern: PhotometryPattern, _ matcher: ColumnMatcher) -> [BandColumns] {
    guard let column = matcher.first(of: [pattern.column]), column.type.isNumeric else {
      return []
    }
    let band = BandDescriptor(name: column.name, aliases: [], softening: nil, extinction: nil)
    return [resolved(pattern, band, column, matcher)]
  }

  private func resolved(
    _ pattern: PhotometryPattern, _ band: BandDescriptor, _ column: ColumnInfo,
    _ matcher: ColumnMatcher
  ) -> BandColumns {
    let measure: PhotometricMeasure =
      switch pattern.kind {
      case .magnitude: .magnitude
      case .asinhMagnitude: .asinhMagnitude(softening: band.softening ?? 0)
      case .flux: .flux(zeroPoint: pattern.zeroPoint ?? 0)
      }
    return BandColumns(
      band: Band(band.name), column: column.name, measure: measure,
      errorColumn: pattern.error.flatMap { matcher.column($0, band) }?.name,
      errorMeaning: pattern.errorMeaning, notObserved: notObserved, notDetected: notDetected,
      plausibleRange: pattern.kind == .flux ? nil : plausibleRange,
      extinctionCoefficient: band.extinction,
      extinctionColumn: extinctionColumn.flatMap { matcher.column($0, band) }?.name,
      transmissionColumn: transmissionColumn.flatMap { matcher.column($0, band) }?.name,
      isDereddened: pattern.isDereddened)
  }

  /// The identifier and the columns it needs beside it, unless it is held in numbers that cannot
  /// hold one.
  private func usableIdentifier(
    _ matcher: ColumnMatcher, _ reasons: inout [String]
  ) -> (String?, scope: [String]) {
    let keys = (identifier + localIdentifier.map { [$0] }).lazy.map(matcher.columns)
    guard let key = keys.compactMap(\.self).first, let column = key.last else { return (nil, []) }
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

  private func resolvePosition(
    _ matcher: ColumnMatcher, _ columns: inout PhotometryColumns, _ reasons: inout [String]
  ) {
    guard let right = matcher.first(of: rightAscension), right.type.isNumeric,
      let declination = matcher.first(of: declination), declination.type.isNumeric
    else { return }
    columns.rightAscension = right.name
    columns.declination = declination.name
    reasons.append("position \(right.name), \(declination.name)")
  }

  private func resolveClass(
    _ matcher: ColumnMatcher, _ columns: inout PhotometryColumns, _ reasons: inout [String]
  ) {
    columns.classNames = classNames
    guard let column = matcher.first(of: classColumns) ?? matcher.first(of: classFallbacks) else {
      return
    }
    columns.classColumn = column.name
    reasons.append("labels \(column.name)")
  }

  private func leakingColumns(
    _ matcher: ColumnMatcher, _ columns: PhotometryColumns
  ) -> [String] {
    let used = Set(
      columns.bands.flatMap { [$0.column, $0.errorColumn].compactMap { $0 } }
        + [columns.identifier, columns.classColumn].compactMap { $0 } + columns.identifierScope)
    return matcher.matching(leaking + leakingUnlessBand).filter { !used.contains($0) }
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
