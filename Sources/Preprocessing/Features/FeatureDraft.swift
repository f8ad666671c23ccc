internal import Sky
internal import Tables

/// Everything of ``FittedFeatures`` but the scales and the training range.
struct FeatureDraft {
  let features: FittedFeatures

  init(plan: FeaturePlan, bands: [FittedBand], extras: [FittedExtra], options: FeatureOptions) {
    let unscaled = FittedScale(centre: 0, factor: 1, clip: .greatestFiniteMagnitude)
    let definitions = Self.definitions(bands, extras, options)
    features = FittedFeatures(
      survey: plan.survey, dereddening: plan.dereddening, bands: bands, extras: extras,
      features: definitions.map { FittedFeature(name: $0, definition: $1, scale: unscaled) },
      range: .everywhere(dimension: bands.count + extras.count))
  }

  private typealias Definition = (String, FittedFeature.Definition)

  private static func definitions(
    _ bands: [FittedBand], _ extras: [FittedExtra], _ options: FeatureOptions
  ) -> [Definition] {
    let names = bands.map(\.band.rawValue)
    let colours = pairs(bands.count, options.colours).map { first, second -> Definition in
      ("\(names[first])-\(names[second])", .colour(first: first, second: second))
    }
    let chosen = magnitudeBands(bands.map(\.band), options.magnitudes)
    let magnitudes = chosen.map { band -> Definition in
      (names[band], .magnitude(band: band))
    }
    let others = extras.indices.map { index -> Definition in
      (extras[index].feature.column, .extra(index))
    }
    let missingStates = bands.indices.flatMap { band in
      bands[band].knownMissingStates.map { missingState -> Definition in
        ("\(names[band])_\(missingState.name)", .missingState(band: band, missingState))
      }
    }
    let extraMissingStates = extras.indices.filter { extras[$0].isKnownAbsent }.map {
      index -> Definition in
      ("\(extras[index].feature.column)_absent", .extraMissingState(index))
    }
    return colours + magnitudes + others + missingStates + extraMissingStates
  }

  private static func pairs(
    _ count: Int, _ choice: FeatureOptions.ColourChoice
  ) -> [(Int, Int)] {
    switch choice {
    case .none: []
    case .adjacent: (0..<max(count - 1, 0)).map { ($0, $0 + 1) }
    case .all:
      (0..<count).flatMap { first in (first + 1..<max(count, first + 1)).map { (first, $0) } }
    }
  }

  private static func magnitudeBands(
    _ bands: [Band], _ choice: FeatureOptions.MagnitudeChoice
  ) -> [Int] {
    switch choice {
    case .none: []
    case .reference: Band.referenceIndex(among: bands).map { [$0] } ?? []
    case .all: Array(bands.indices)
    }
  }

  /// Every row's quantities, missing-value states filled, and its features, not scaled yet.
  ///
  /// - Returns: Shapes `[quantities][rows]` and `[features][rows]`.
  func measure(_ table: Table, source: FeatureSource) -> (quantities: [[Float]], [[Float]]) {
    let worker = FeatureWorker(features, source: source)
    let quantityCount = features.bands.count + features.extras.count
    var quantities = [[Float]](repeating: [], count: quantityCount)
    var columns = [[Float]](repeating: [], count: features.count)
    var matrix = [Float](repeating: 0, count: FeatureWorker.capacity * features.count)
    for rows in table.blocks {
      worker.load(table, rows: rows)
      for index in 0..<quantityCount { quantities[index] += worker.quantities(index) }
      unsafe matrix.withUnsafeMutableBufferPointer { unsafe worker.writeFeatures(into: $0) }
      for index in columns.indices {
        columns[index] += rows.indices.map { position in
          matrix[(position - rows.startIndex) * features.count + index]
        }
      }
    }
    return (quantities, columns)
  }

  /// The features with scales fitted on some rows.
  ///
  /// - Parameter columns: Shape `[features][rows]`, not scaled.
  func finished(
    columns: [[Float]], rows: [Int], range: TrainingRange, options: FeatureOptions
  ) -> FittedFeatures {
    let scaled = zip(features.features, columns).map { feature, values in
      FittedFeature(
        name: feature.name, definition: feature.definition,
        scale: FittedScale(
          fitting: rows.map { values[$0] }, scaling: options.scaling, clip: options.clip))
    }
    return FittedFeatures(
      survey: features.survey, dereddening: features.dereddening, bands: features.bands,
      extras: features.extras, features: scaled, range: range)
  }
}
