import Preprocessing
import Tables
import TestSupport

/// Features fitted on the even rows of a table of three classes.
struct FeatureFixture {
  let table: Table
  let columns: PhotometryColumns
  let fit: FeatureFitter.Fit

  init(
    _ table: Table = SimulatedSky(rowCount: 1200).table(),
    columns: PhotometryColumns = SimulatedSky.columns, options: FeatureOptions = FeatureOptions()
  ) throws {
    self.table = table
    self.columns = columns
    let rows = Array(0..<table.rowCount)
    fit = try FeatureFitter(options, seed: 0).fit(
      table, columns: columns,
      rows: .init(
        classes: rows.map { $0 % 3 }, classCount: 3, training: rows.filter { $0 % 2 == 0 },
        validation: rows.filter { $0 % 2 == 1 }),
      path: "made.csv")
  }

  var features: FittedFeatures { fit.features }

  func apply(_ other: Table? = nil) -> FeatureBatch {
    features.apply(other ?? table, source: fit.source)
  }
}
