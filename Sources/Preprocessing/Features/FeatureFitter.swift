internal import Evaluation
public import Files
internal import Glibc
internal import Sky
public import Tables

/// Fits ``FittedFeatures`` to the training rows of a table.
public struct FeatureFitter: Sendable {
  public let options: FeatureOptions
  public let seed: UInt64

  public init(_ options: FeatureOptions, seed: UInt64) {
    self.options = options
    self.seed = seed
  }

  /// The rows a fit may look at.
  public struct Rows: Sendable {
    /// By row of the table; rows without a class belong to neither list below.
    public let classes: [Int?]
    public let classCount: Int
    /// What scales, substitutes and the training range are fitted on.
    public let training: [Int]
    /// What the score of unusual rows is calibrated on.
    public let validation: [Int]

    public init(classes: [Int?], classCount: Int, training: [Int], validation: [Int]) {
      self.classes = classes
      self.classCount = classCount
      self.training = training
      self.validation = validation
    }
  }

  /// What was fitted, and where the table keeps it.
  public struct Fit: Sendable {
    public let features: FittedFeatures
    public let source: FeatureSource
  }

  /// - Parameters:
  ///   - table: With at least the columns of `columns` that names.
  ///   - path: For messages.
  /// - Throws: `SkysortError`.
  public func fit(
    _ table: Table, columns: PhotometryColumns, rows: Rows, path: String
  ) throws(SkysortError) -> Fit {
    let plan = try plan(columns, schema: table.schema, path: path)
    let softenings = plan.bands.map { softening(of: $0, table, rows: rows.training) }
    let source = plan.source(softenings: softenings)
    let quantities = QuantityTable(table, source: source, extras: options.extras)
    let draft = draft(plan, quantities, softenings, table.schema, rows: rows.training)
    let (filled, columns) = draft.measure(table, source: source)
    let range = TrainingRange(
      fitting: .init(
        quantities: filled, classes: rows.classes.map { $0 ?? 0 },
        classCount: rows.classCount, training: complete(rows.training, quantities),
        validation: complete(rows.validation, quantities), bandCount: plan.bands.count),
      seed: seed)
    let features = draft.finished(
      columns: columns, rows: rows.training, range: range, options: options)
    guard features.count > 0 else {
      throw SkysortError(
        path: path,
        problem: "neither magnitudes nor colours nor other columns are left to learn from",
        fix: "Ask for magnitudes in the settings' features, or name columns with --features.")
    }
    return Fit(features: features, source: source)
  }

  /// Rows with every number there; all rows where those are too few.
  private func complete(_ rows: [Int], _ quantities: QuantityTable) -> [Int] {
    let complete = rows.filter { row in
      quantities.states.allSatisfy { MissingValueState(rawValue: $0[row]) == nil }
    }
    return complete.count * 4 >= rows.count ? complete : rows
  }

  /// Of a flux band: its median error, so that light within the noise is told in a linear way.
  private func softening(of band: BandColumns, _ table: Table, rows: [Int]) -> Double? {
    switch band.measure {
    case .magnitude: return nil
    case .asinhMagnitude(let softening): return softening
    case .flux(let zeroPoint):
      let zeroMagnitudeFlux = MagnitudeScale.logarithmic(zeroPoint: zeroPoint).flux(magnitude: 0)
      return Self.typicalError(band, table, rows: rows) / zeroMagnitudeFlux
    }
  }

  private static func typicalError(_ band: BandColumns, _ table: Table, rows: [Int]) -> Double {
    let errors =
      band.errorColumn.flatMap { table[$0]?.doubles() }.map { values in
        rows.map { values[$0] }.filter { $0 > 0 && $0.isFinite }.map {
          band.errorMeaning == .inverseVariance ? 1 / $0.squareRoot() : $0
        }
      } ?? []
    if !errors.isEmpty { return quantile(0.5, ofSorted: errors.sorted()) }
    let fluxes = table[band.column]?.doubles() ?? []
    let positive = rows.map { fluxes[$0] }.filter { $0 > 0 && $0.isFinite }.sorted()
    return positive.isEmpty ? 1 : max(quantile(0.05, ofSorted: positive), 1e-30)
  }

  private func draft(
    _ plan: FeaturePlan, _ quantities: QuantityTable, _ softenings: [Double?],
    _ schema: TableSchema, rows: [Int]
  ) -> FeatureDraft {
    let bands = plan.bands.indices.map { index -> FittedBand in
      let columns = plan.bands[index]
      return FittedBand(
        band: columns.band, softening: softenings[index],
        substitutes: quantities.substitutes(
          forBand: index, bandCount: plan.bands.count, rows: rows),
        faintMagnitude: quantities.quantile(0.99, of: index, rows: rows),
        knownMissingStates: quantities.missingStates(of: index, rows: rows),
        unit: columns.unit, system: columns.unit == nil ? nil : columns.system)
    }
    let extras = options.extras.indices.map { index in
      let quantity = plan.bands.count + index
      return FittedExtra(
        feature: options.extras[index],
        substitute: quantities.quantile(0.5, of: quantity, rows: rows),
        isKnownAbsent: !quantities.missingStates(of: quantity, rows: rows).isEmpty,
        unit: schema[options.extras[index].column]?.statedUnit)
    }
    return FeatureDraft(plan: plan, bands: bands, extras: extras, options: options)
  }
}
