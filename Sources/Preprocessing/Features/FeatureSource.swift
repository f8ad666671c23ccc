public import Files
internal import Sky
public import Tables

/// The columns of one table that feed a model's features.
public struct FeatureSource: Hashable, Sendable {
  /// Columns to decode.
  public let columnNames: [String]
  let bands: [BandSource]
  let extras: [String]
  /// By extra column, what makes its numbers those of the model's unit.
  let extraFactors: [Float]
  let quality: [QualityColumn]
  /// What a careful person would say about the match, one sentence each.
  public let notes: [String]

  init(
    bands: [BandSource], extras: [String], extraFactors: [Float]? = nil,
    quality: [QualityColumn], notes: [String] = []
  ) {
    self.bands = bands
    self.extras = extras
    self.extraFactors = extraFactors ?? extras.map { _ in 1 }
    self.quality = quality
    self.notes = notes
    var names: [String] = []
    for band in bands {
      names.append(band.columns.column)
      if case .flux = band.columns.measure, let error = band.columns.errorColumn {
        names.append(error)
      }
      if let dust = band.dust { names.append(dust.column) }
      names += [band.columns.limitColumn, band.columns.nullColumn].compactMap(\.self)
    }
    names += extras + quality.map(\.column)
    var seen: Set<String> = []
    columnNames = names.filter { seen.insert($0).inserted }
  }

  /// Throws where a column is not there or holds no single numbers, which marks of limits need
  /// not.
  func check(schema: TableSchema, path: String) throws(SkysortError) {
    let marks = Set(bands.compactMap(\.columns.limitColumn))
    for name in columnNames where !marks.contains(name) {
      guard let info = schema[name] else {
        throw .missingColumn(name, purpose: "an input of the model", path: path)
      }
      guard info.isScalar, info.type.isNumeric || info.type == .bool else {
        throw .notNumeric(name, purpose: "an input of the model", path: path)
      }
    }
  }
}

extension FittedFeatures {
  /// Finds this model's inputs in a table.
  ///
  /// - Parameters:
  ///   - columns: The table's columns by the part they play.
  ///   - path: The table, for messages.
  /// - Throws: `SkysortError` naming both sides where bands or dereddening differ.
  public func source(
    for columns: PhotometryColumns, schema: TableSchema, path: String
  ) throws(SkysortError) -> FeatureSource {
    let found = bands.map { fitted in columns.bands.first { $0.band == fitted.band } }
    guard found.allSatisfy({ $0 != nil }) else {
      throw bandsDiffer(columns.bands.map(\.band), path: path)
    }
    try columns.check(bands: bands.map(\.band), path: path)
    var notes =
      columns.survey == survey
      ? [] : ["the model was trained on \(survey) photometry, the table is \(columns.survey)"]
    var sources: [BandSource] = []
    for (fitted, band) in zip(bands, found.compactMap(\.self)) {
      sources.append(
        BandSource(
          columns: band,
          conversion: MagnitudeConversion(
            from: band.measure, to: fitted.scale,
            offset: try offset(of: band, to: fitted, path: path, &notes)),
          dust: try dust(for: band, reddening: columns.reddening, path: path)))
    }
    let source = FeatureSource(
      bands: sources, extras: extras.map(\.feature.column),
      extraFactors: try extras.map { extra throws(SkysortError) in
        try factor(of: extra, schema: schema, path: path)
      }, quality: columns.quality, notes: notes)
    try source.check(schema: schema, path: path)
    return source
  }

  private func bandsDiffer(_ data: [Band], path: String) -> SkysortError {
    let wanted = bands.map(\.band.rawValue)
    let missing = bands.map(\.band).filter { !data.contains($0) }.map(\.rawValue)
    let has =
      data.isEmpty ? "has no band" : "has \(data.map(\.rawValue).joined(separator: ", "))"
    return SkysortError(
      path: path,
      problem: "the model was trained on \(wanted.joined(separator: ", ")); the table \(has)",
      fix: "Add \(missing.joined(separator: ", ")), name the survey with --survey, or train on "
        + "the bands that are there.")
  }

  private func dust(
    for band: BandColumns, reddening: String?, path: String
  ) throws(SkysortError) -> DustSource? {
    switch (dereddening, band.isDereddened) {
    case (.none, false), (.applied, true), (.inTable, true): return nil
    case (.none, true):
      throw SkysortError(
        path: path,
        problem: "the model was trained on photometry as observed; \(band.column) is dereddened",
        fix: "Use columns that are not dereddened, or train on dereddened ones.")
    case (.applied, false), (.inTable, false):
      if let dust = DustSource(band, reddening: reddening) { return dust }
      throw SkysortError(
        path: path,
        problem: "the model was trained on dereddened photometry; \(band.column) is as observed, "
          + "and no column tells the reddening",
        fix: "Add E(B−V) or the extinction by band, or train without dereddening.")
    }
  }
}
