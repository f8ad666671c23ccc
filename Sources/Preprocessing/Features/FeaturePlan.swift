internal import Files
internal import Sky
public import Tables

/// Which of a table's columns a new model will look at.
struct FeaturePlan: Hashable, Sendable {
  let survey: String
  let bands: [BandColumns]
  let dusts: [DustSource?]
  let dereddening: FittedFeatures.Dereddening
  let extras: [ExtraFeature]
  let quality: [QualityColumn]

  /// The columns to read; softenings are known once fluxes were seen.
  func source(softenings: [Double?]) -> FeatureSource {
    let sources = bands.indices.map { index in
      let target =
        softenings[index].map { MagnitudeScale.asinh(softening: $0) }
        ?? .logarithmic(zeroPoint: 0)
      return BandSource(
        columns: bands[index],
        conversion: MagnitudeConversion(from: bands[index].measure, to: target),
        dust: dereddening == .applied ? dusts[index] : nil)
    }
    return FeatureSource(bands: sources, extras: extras.map(\.column), quality: quality)
  }
}

extension FeatureFitter {
  /// Chooses bands, dereddening and extra columns.
  func plan(
    _ columns: PhotometryColumns, schema: TableSchema, path: String
  ) throws(SkysortError) -> FeaturePlan {
    let bands = try chosenBands(columns, path: path)
    try columns.check(bands: bands.map(\.band), path: path)
    try refuseLeaks(columns, path: path)
    let dusts = bands.map { DustSource($0, reddening: columns.reddening) }
    let plan = FeaturePlan(
      survey: columns.survey, bands: bands, dusts: dusts,
      dereddening: try dereddening(of: bands, dusts: dusts, path: path), extras: options.extras,
      quality: columns.quality)
    try plan.source(softenings: bands.map { _ in nil }).check(schema: schema, path: path)
    return plan
  }

  private func chosenBands(
    _ columns: PhotometryColumns, path: String
  ) throws(SkysortError) -> [BandColumns] {
    guard let wanted = options.bands else {
      guard columns.bands.isEmpty && options.extras.isEmpty else { return columns.bands }
      throw SkysortError(
        path: path, problem: "no column was recognised as photometry",
        fix: "Name the survey, or a YAML that describes the table, with --survey.")
    }
    let found = wanted.map { band in columns.bands.first { $0.band == band } }
    guard found.allSatisfy({ $0 != nil }) else {
      let has = columns.bands.map(\.band.rawValue).joined(separator: ", ")
      let names = wanted.map(\.rawValue).joined(separator: ", ")
      throw SkysortError(
        path: path, problem: "bands \(names) are wanted; the table has \(has)",
        fix: "Choose among the bands that are there.", exitCode: .usage)
    }
    return found.compactMap(\.self)
  }

  private func refuseLeaks(
    _ columns: PhotometryColumns, path: String
  ) throws(SkysortError) {
    guard !options.allowsLeaks else { return }
    let leaking = options.extras.map(\.column).filter { name in
      name == columns.classColumn || columns.leaks(name)
    }
    guard !leaking.isEmpty else { return }
    throw SkysortError(
      path: path,
      problem: "\(leaking.joined(separator: ", ")) would give the class away: it comes from the "
        + "spectrum that decided the class",
      fix: "Leave it out, or pass --allow-leak if that is what you want.", exitCode: .usage)
  }

  private func dereddening(
    of bands: [BandColumns], dusts: [DustSource?], path: String
  ) throws(SkysortError) -> FittedFeatures.Dereddening {
    let count = bands.count { $0.isDereddened }
    if count == bands.count && count > 0 { return .inTable }
    guard count == 0 else {
      let names = bands.filter(\.isDereddened).map(\.column).joined(separator: ", ")
      throw SkysortError(
        path: path, problem: "\(names) are dereddened and the other bands are not",
        fix: "Use one kind for all bands.")
    }
    let canDeredden = !bands.isEmpty && dusts.allSatisfy { $0 != nil }
    return options.dereddens && canDeredden ? .applied : .none
  }
}

extension PhotometryColumns {
  /// Whether a column gives the class away, by what the survey or the column's name says.
  public func leaks(_ column: String) -> Bool {
    leaking.contains(column) || SpectroscopicColumns.isSpectroscopic(name: column)
  }
}
