import Evaluation
import Sky
import Tables

/// What a report plots of each row besides its classes: a magnitude, colours, a position, and
/// the survey's own cut.
struct RowMeasurements {
  let magnitude: LabelledPredictions.Measurement?
  let colours: [LabelledPredictions.Measurement]
  let positions: [SkyPosition?]?

  /// Columns ``init(_:columns:)`` looks at.
  static func columnNames(_ columns: PhotometryColumns) -> [String] {
    var names = columns.bands.map(\.column)
    names += [columns.identifier, columns.rightAscension, columns.declination]
      .compactMap { $0 }
    names += [columns.pointSourceCut?.first, columns.pointSourceCut?.second].compactMap { $0 }
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  init(_ table: Table, columns: PhotometryColumns) {
    let bands = columns.bands.filter { table[$0.column] != nil }
    let magnitudes = bands.map { (band: $0.band, values: Self.magnitudes($0, table)) }
    magnitude = Band.referenceIndex(among: bands.map(\.band)).map { index in
      .init(name: magnitudes[index].band.rawValue, values: magnitudes[index].values)
    }
    colours = zip(magnitudes, magnitudes.dropFirst()).map { blue, red in
      .init(
        name: "\(blue.band) − \(red.band)", values: zip(blue.values, red.values).map { $0 - $1 })
    }
    positions = Self.positions(table, columns)
  }

  /// Magnitudes, NaN where there is none.
  private static func magnitudes(_ band: BandColumns, _ table: Table) -> [Float] {
    let absent = band.notObserved + band.notDetected
    let values = table[band.column]?.doubles() ?? []
    return values.map { value in
      guard value.isFinite, !absent.contains(value) else { return .nan }
      if case .flux = band.measure { return Float(band.measure.scale.magnitude(flux: value)) }
      return Float(value)
    }
  }

  private static func positions(_ table: Table, _ columns: PhotometryColumns) -> [SkyPosition?]? {
    guard let right = columns.rightAscension.flatMap({ table[$0]?.doubles() }),
      let declination = columns.declination.flatMap({ table[$0]?.doubles() })
    else { return nil }
    return zip(right, declination).map { SkyPosition(rightAscension: $0, declination: $1) }
  }

  /// The survey's own star–galaxy cut as a classification; `nil` where it does not say, or the
  /// classes are not stars and galaxies.
  static func baseline(
    _ table: Table, columns: PhotometryColumns, classes: [String]
  ) -> LabelledPredictions.Baseline? {
    guard let cut = columns.pointSourceCut, let first = table[cut.first]?.doubles(),
      let star = classes.firstIndex(of: "STAR"), let galaxy = classes.firstIndex(of: "GALAXY")
    else { return nil }
    let second = cut.second.flatMap { table[$0]?.doubles() }
    guard cut.second == nil || second != nil else { return nil }
    let predicted = first.indices.map { row -> Int? in
      let size = first[row] - (second?[row] ?? 0)
      guard size.isFinite else { return nil }
      return (size > cut.threshold) == cut.largeMeansExtended ? galaxy : star
    }
    let difference = cut.second.map { "\(cut.first) − \($0)" } ?? cut.first
    return .init(name: "\(difference) > \(cut.threshold)", predicted: predicted)
  }
}

extension LabelledPredictions {
  /// These predictions with everything the table knows of the same rows.
  func describing(_ table: Table, columns: PhotometryColumns) -> LabelledPredictions {
    precondition(
      table.rowCount == rowCount, "expected \(rowCount) rows, found \(table.rowCount)")
    let measurements = RowMeasurements(table, columns: columns)
    var described = self
    described.magnitude = measurements.magnitude
    described.colours = measurements.colours
    described.positions = measurements.positions
    described.baseline = RowMeasurements.baseline(table, columns: columns, classes: classes)
    if let names = columns.identifier.flatMap({ table[$0]?.texts() }) {
      described.identifier = { names[$0] ?? "" }
    }
    return described
  }
}
