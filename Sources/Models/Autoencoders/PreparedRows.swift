internal import Preprocessing
internal import Sky
internal import Tables

/// A table of rows that need no labels, cut, fitted and turned into numbers.
struct PreparedRows: Sendable {
  let features: FittedFeatures
  let source: FeatureSource
  let splitReport: SplitReport
  /// Positions in ``table`` of each part.
  let training: [Int]
  let validation: [Int]
  let test: [Int]
  /// The rows that can be used.
  let table: Table
  /// Where ``table``'s rows stand in the table given.
  let originalRows: [Int]
  /// Shape `[rows, features]`; substitutes where something is absent.
  private let matrix: [Float]
  /// Shape as ``matrix``; 0 where a substitute stands.
  private let weights: [Float]

  /// - Parameter seesPictures: Whether pictures are learned, and no photometry.
  init(
    _ given: Table, columns: PhotometryColumns, options: AutoencoderOptions, seesPictures: Bool,
    path: String
  ) throws(PreprocessingError) {
    let seen = try TablePhotometry(given, columns: columns, path: path)
    let usable = (0..<given.rowCount).filter { seesPictures || seen.isObserved($0) }
    let table = given.selecting(usable)
    let photometry = try TablePhotometry(table, columns: columns, path: path)
    let division = try TableDivision(
      table, columns: columns, photometry: photometry, options: options.split, path: path)
    let rows = division.split.rows
    (training, validation, test) = (rows(.train), rows(.validation), rows(.test))
    guard !training.isEmpty else {
      throw PreprocessingError(
        path: path, problem: "no row is left to train on, of \(given.rowCount)",
        fix: "Check the columns that are learned, and the split.")
    }
    if seesPictures {
      features = .none(survey: columns.survey)
      source = try features.source(for: columns, schema: table.schema, path: path)
    } else {
      let classes = [Int?](repeating: 0, count: table.rowCount)
      let fit = try FeatureFitter(options.resolvedFeatures, seed: options.seed).fit(
        table, columns: columns,
        rows: .init(
          classes: classes, classCount: 1, training: training, validation: validation),
        path: path)
      (features, source) = (fit.features, fit.source)
    }
    (matrix, weights) = Self.numbers(table, features, source)
    let labels = Labels(table, columns: columns)
    splitReport = division.report(
      classes: labels.classes, classNames: labels.names, photometry: photometry,
      excludedRows: given.rowCount - usable.count, leaks: [])
    (self.table, originalRows) = (table, usable)
  }

  private static func numbers(
    _ table: Table, _ features: FittedFeatures, _ source: FeatureSource
  ) -> (matrix: [Float], weights: [Float]) {
    let worker = FeatureWorker(features, source: source)
    var matrix = [Float](repeating: 0, count: table.rowCount * features.count)
    var weights = matrix
    unsafe matrix.withUnsafeMutableBufferPointer { matrix in
      unsafe weights.withUnsafeMutableBufferPointer { weights in
        for rows in table.blocks {
          worker.load(table, rows: rows)
          let range = rows.lowerBound * features.count..<rows.upperBound * features.count
          unsafe worker.writeFeatures(into: .init(rebasing: matrix[range]))
          unsafe worker.writeWeights(into: .init(rebasing: weights[range]))
        }
      }
    }
    return (matrix, weights)
  }

  /// Some rows' features.
  func samples(of rows: [Int]) -> ReconstructedSamples {
    let width = features.count
    func some(_ numbers: [Float]) -> [Float] {
      rows.flatMap { numbers[$0 * width..<($0 + 1) * width] }
    }
    return ReconstructedSamples(
      rows: rows.map { originalRows[$0] }, width: width, features: some(matrix),
      weights: some(weights))
  }

  /// A few training rows, spread over the table.
  func goldenRows(_ count: Int) -> [Int] {
    let step = max(1, training.count / count)
    return stride(from: 0, to: training.count, by: step).prefix(count).map { training[$0] }
  }
}

/// Labels of a table that are not learned, only counted.
private struct Labels {
  /// By row; 0 for rows without, which then count as ``names``' first.
  let classes: [Int]
  /// Empty where the table names none.
  let names: [String]

  init(_ table: Table, columns: PhotometryColumns) {
    let texts = columns.classColumn.flatMap { table[$0]?.texts() }
    let found = (texts ?? []).map { $0.map(columns.className(of:)) ?? "unlabelled" }
    let names = Set(found).sorted()
    // A column of measurements is no column of classes.
    guard !names.isEmpty, names.count <= Self.most else {
      (classes, self.names) = ([Int](repeating: 0, count: table.rowCount), [])
      return
    }
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    (classes, self.names) = (found.map { places[$0] ?? 0 }, names)
  }

  private static let most = 256
}
