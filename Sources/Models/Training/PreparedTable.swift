internal import Engine
internal import Files
internal import Images
internal import Learning
internal import Preprocessing
internal import Sky
internal import Tables

/// A labelled table, cut, fitted and turned into numbers.
struct PreparedTable: Sendable {
  let labels: ClassLabels
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
  private let originalRows: [Int]
  private let classes: [Int]
  private let photometry: TablePhotometry
  private let batch: FeatureBatch

  init(
    _ given: Table, columns: PhotometryColumns, options: ClassifierOptions, path: String
  ) throws(PreprocessingError) {
    let configuration = options.configuration
    let labels = try Self.labels(
      given, columns: columns, options: options, path: path)
    let needsPhotometry = configuration.kind.seesPhotometry
    let seen = try TablePhotometry(given, columns: columns, path: path)
    let usable = (0..<given.rowCount).filter { row in
      labels.indices[row] != nil
        && (!needsPhotometry || seen.bands.isEmpty || seen.isObserved(row))
    }
    let table = given.selecting(usable)
    let classes = usable.compactMap { labels.indices[$0] }
    let photometry = try TablePhotometry(table, columns: columns, path: path)
    let division = try TableDivision(
      table, columns: columns, photometry: photometry, options: options.split, path: path)
    let rows = division.split.rows
    (training, validation, test) = (rows(.train), rows(.validation), rows(.test))
    guard !training.isEmpty else {
      throw PreprocessingError(
        path: path, problem: "no row is left to train on, of \(given.rowCount)",
        fix: "Check the label column and the split.")
    }
    if let start = options.start?.model {
      features = start.description.features
      source = try features.source(for: columns, schema: table.schema, path: path)
    } else if needsPhotometry {
      let fit = try FeatureFitter(options.resolvedFeatures, seed: options.seed).fit(
        table, columns: columns,
        rows: .init(
          classes: classes, classCount: labels.names.count, training: training,
          validation: validation),
        path: path)
      (features, source) = (fit.features, fit.source)
    } else {
      features = .none(survey: columns.survey)
      source = try features.source(for: columns, schema: table.schema, path: path)
    }
    batch = features.apply(table, source: source)
    splitReport = division.report(
      classes: classes, classNames: labels.names, photometry: photometry,
      excludedRows: given.rowCount - usable.count,
      leaks: Self.leaks(features, batch, classes, labels.names, training, columns))
    (self.labels, self.table, self.classes) = (labels, table, classes)
    (originalRows, self.photometry) = (usable, photometry)
  }

  private static func labels(
    _ table: Table, columns: PhotometryColumns, options: ClassifierOptions, path: String
  ) throws(PreprocessingError) -> ClassLabels {
    guard let name = columns.classColumn else {
      throw PreprocessingError(
        path: path, problem: "no column was recognised as the class",
        fix: "Name it with --label.", exitCode: .usage)
    }
    guard let texts = table[name]?.texts() else {
      throw PreprocessingError(
        path: path, problem: "there is no column \(name) of single values to learn classes from",
        fix: "Name another with --label.", exitCode: .usage)
    }
    let kept = texts.map { text in
      text.flatMap { options.configuration.labels.name(of: $0.trimmingBlanks) }
    }
    // A model that is trained on may know more classes than the table names.
    let found = Set(kept.compactMap { $0 }.filter { !$0.isEmpty }.map(columns.className(of:)))
    let names = try options.start?.classes(seeing: found.sorted(), path: path)
    return try ClassLabels(
      kept, canonical: columns.className(of:), names: names, path: path)
  }

  /// Declared leaks among the inputs, and inputs that alone separate a class.
  private static func leaks(
    _ features: FittedFeatures, _ batch: FeatureBatch, _ classes: [Int], _ names: [String],
    _ training: [Int], _ columns: PhotometryColumns
  ) -> [LeakFinding] {
    let declared = features.extras.map(\.feature.column)
      .filter { columns.leaking.contains($0) || ExtraFeature.isLeaking($0) }
      .map { LeakFinding(declared: $0) }
    let truth = training.map { classes[$0] }
    let found = features.features.indices.compactMap { index -> LeakFinding? in
      guard !features.features[index].definition.isIndicator else { return nil }
      return LeakCheck().finding(
        feature: features.features[index].name,
        values: training.map { batch.matrix[$0 * batch.featureCount + index] }, classes: truth,
        classNames: names)
    }
    return declared + found
  }
}

// MARK: What a training eats

extension PreparedTable {
  func truth(of rows: [Int]) -> [Int] { rows.map { classes[$0] } }

  /// Shape `[rows.count, features.count]`.
  func matrix(of rows: [Int]) -> [Float] { rows.flatMap { batch.features($0) } }

  func trainingData(balance: ClassBalance, seed: UInt64) -> TrainingData {
    let truth = truth(of: training)
    let chosen = balance.sample(classes: truth, classCount: labels.names.count, seed: seed)
      .map { training[$0] }
    return data(
      of: chosen,
      weights: balance.weights(classes: truth, classCount: labels.names.count))
  }

  /// `nil` where no rows were held back.
  var validationData: TrainingData? {
    validation.isEmpty ? nil : data(of: validation, weights: nil)
  }

  private func data(of rows: [Int], weights: [Float]?) -> TrainingData {
    TrainingData(
      features: matrix(of: rows), featureCount: features.count, labels: truth(of: rows),
      classCount: labels.names.count, sampleWeights: weights)
  }

  /// The shares of the classes that a network trained on these rows assumes.
  func priors(balance: ClassBalance) -> [Float] {
    var counts = [Int](repeating: 0, count: labels.names.count)
    for index in truth(of: training) { counts[index] += 1 }
    return balance.assumedShares(counts: counts)
  }

  /// A few training rows, spread over the table.
  var goldenRows: [Int] {
    let step = max(1, training.count / Self.goldenCount)
    return stride(from: 0, to: training.count, by: step).prefix(Self.goldenCount).map {
      training[$0]
    }
  }

  private static let goldenCount = 16

  /// Rows as a model sees them in use.
  ///
  /// - Parameter pictures: By row of the table; `nil` for models without.
  func judge(
    _ rows: [Int], by worker: ClassifierWorker, pictures: PictureContexts?
  ) throws(ImageError) -> JudgedRows {
    let reference = photometry.referenceIndex
    let contexts = pictures.map { pictures in
      PictureRows { row throws(ImageError) in try pictures.picture(rows[row]) }
    }
    return JudgedRows(
      rows: rows.map { originalRows[$0] }, truth: truth(of: rows),
      classified: try worker.classify(table.selecting(rows), pictures: contexts),
      magnitude: reference.map { index in rows.map { photometry.magnitudes[index][$0] } },
      magnitudeName: reference.map { photometry.bands[$0].rawValue })
  }
}

extension String {
  /// Without blanks at both ends.
  fileprivate var trimmingBlanks: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
