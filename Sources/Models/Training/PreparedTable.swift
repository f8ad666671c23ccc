internal import Files
internal import Images
internal import Learning
internal import Preprocessing
internal import Sky
internal import Tables

/// A table of a training, cut, fitted and turned into numbers.
struct PreparedTable: Sendable {
  let target: TrainingTarget
  private(set) var features: FittedFeatures
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
  private let photometry: TablePhotometry
  private let batch: FeatureBatch

  /// - Parameters:
  ///   - seesPhotometry: Whether photometry is learned from; rows without any are then left out.
  ///   - target: What is learned of some rows of the table, and which of them have it.
  init(
    _ given: Table, columns: PhotometryColumns, options: TrainingOptions<some ModelConfiguration>,
    seesPhotometry: Bool, path: String,
    target targetOf: ([Int]) throws(SkysortError) -> (TrainingTarget, usable: [Int])
  ) throws(SkysortError) {
    if seesPhotometry {
      try columns.check(bands: options.resolvedFeatures.bands, path: path)
    }
    let seen = try TablePhotometry(given, columns: columns, path: path)
    let needsBands = seesPhotometry && !seen.bands.isEmpty
    let (target, usable) = try targetOf(
      (0..<given.rowCount).filter { !needsBands || seen.isObserved($0) })
    let table = given.selecting(usable)
    let photometry = try TablePhotometry(table, columns: columns, path: path)
    let kinds = target.kinds(rowCount: table.rowCount)
    let division = try TableDivision(
      table, columns: columns, photometry: photometry, classes: kinds, options: options.split,
      path: path)
    let fraction = LabelFraction(options.labelFraction, seed: options.split.seed)
    func rows(_ part: SplitPart) -> [Int] {
      fraction.kept(
        of: division.split.rows(of: part), kinds: kinds, kindCount: target.kindCount,
        identities: division.identities.identities)
    }
    (training, validation) = (rows(.train), rows(.validation))
    test = division.split.rows(of: .test)
    guard !training.isEmpty else {
      throw SkysortError(
        path: path, problem: "no row is left to train on, of \(given.rowCount)",
        fix: "Check the columns that are learned, and the split.")
    }
    if seesPhotometry, options.start?.model == nil {
      let fit = try FeatureFitter(options.resolvedFeatures, seed: options.seed).fit(
        table, columns: columns,
        rows: .init(
          classes: kinds, classCount: target.kindCount, training: training,
          validation: validation),
        path: path)
      (features, source) = (fit.features, fit.source)
    } else {
      features =
        options.start?.model?.description.features ?? FittedFeatures.none(survey: columns.survey)
      source = try features.source(for: columns, schema: table.schema, path: path)
    }
    if let descriptor = columns.descriptor { features.descriptor = descriptor }
    batch = features.apply(table, source: source, weighs: target.isInputs)
    let counted = target.counted(rowCount: table.rowCount)
    splitReport = division.report(
      classes: counted.classes, classNames: counted.names, photometry: photometry,
      excludedRows: given.rowCount - usable.count,
      leaks: target.isInputs ? [] : Self.leaks(features, batch, target, training, columns))
    (self.target, self.table) = (target, table)
    (originalRows, self.photometry) = (usable, photometry)
  }

  /// Declared leaks among the inputs, and inputs that alone separate a class or an answer.
  private static func leaks(
    _ features: FittedFeatures, _ batch: FeatureBatch, _ target: TrainingTarget,
    _ training: [Int], _ columns: PhotometryColumns
  ) -> [LeakFinding] {
    let declared = features.extras.map(\.feature.column)
      .filter(columns.leaks)
      .map { LeakFinding(declared: $0) }
    let found = features.features.indices.compactMap { index -> LeakFinding? in
      guard !features.features[index].definition.isIndicator else { return nil }
      return target.leak(
        feature: features.features[index].name,
        values: training.map { batch.matrix[$0 * batch.featureCount + index] }, rows: training)
    }
    return declared + found
  }
}

// MARK: What single columns tell

extension PreparedTable {
  /// Columns that alone tell nearly as much of the held-back rows as a model that uses them all.
  func columnsAlike(_ evaluated: EvaluatedRows, of rows: [Int]) -> [LeakFinding] {
    guard case .classes(let classes, let names) = target,
      rows.count >= SingleColumnClassifier.leastRows, evaluated.truth.count == rows.count
    else { return [] }
    let right = zip(evaluated.truth, evaluated.classified.best).count { $0 == Int($1) }
    let accuracy = Double(right) / Double(rows.count)
    let counts = Dictionary(grouping: evaluated.truth) { $0 }.values.map(\.count)
    let commonest = Double(counts.max() ?? 0) / Double(rows.count)
    func values(_ feature: Int, _ rows: [Int]) -> [Float] {
      rows.map { batch.matrix[$0 * batch.featureCount + feature] }
    }
    return features.features.indices.compactMap { index in
      switch features.features[index].definition {
      case .magnitude, .extra: break
      default: return nil
      }
      let alone = SingleColumnClassifier(
        values: values(index, training), classes: training.map { classes[$0] },
        classCount: names.count
      ).accuracy(values: values(index, rows), classes: evaluated.truth)
      guard let alone,
        SingleColumnClassifier.isNearly(alone, accuracy, commonest: commonest)
      else { return nil }
      return LeakFinding(
        feature: features.features[index].name, accuracy: alone, modelAccuracy: accuracy)
    }
  }
}

// MARK: What a training eats

extension PreparedTable {
  /// Shape `[rows.count, features.count]`.
  func matrix(of rows: [Int]) -> [Float] { rows.flatMap { batch.features($0) } }

  /// Some rows' features with what was measured of them; of targets that are the inputs.
  func samples(of rows: [Int]) -> ReconstructedSamples {
    let width = features.count
    return ReconstructedSamples(
      rows: rows.map { originalRows[$0] }, width: width, features: matrix(of: rows),
      weights: rows.flatMap { batch.weights[$0 * width..<($0 + 1) * width] })
  }

  func data(of rows: [Int], weights: [Float]?) -> TrainingData {
    if target.isInputs { return samples(of: rows).trainingData }
    return TrainingData(
      features: matrix(of: rows), featureCount: features.count, targets: target.targets(of: rows),
      targetCount: target.outputNames.count, sampleWeights: weights)
  }

  /// What a model will know its training rows by; `nil` without photometry.
  ///
  /// - Parameter earlier: Of the model that is fine-tuned.
  func trainingRows(after earlier: TrainingRows?) -> TrainingRows? {
    guard features.count > 0 else { return nil }
    func digests(_ rows: [Int]) -> [UInt64] {
      FeatureDigest.ofRows(matrix(of: rows), width: features.count)
    }
    return TrainingRows(digests(training), heldBack: digests(validation + test), after: earlier)
  }

  /// A few training rows, spread over the table.
  func goldenRows(_ count: Int) -> [Int] {
    let step = max(1, training.count / count)
    return stride(from: 0, to: training.count, by: step).prefix(count).map { training[$0] }
  }

  /// Rows as a model sees them in use.
  ///
  /// - Parameter images: By row of the table; `nil` for models without.
  func evaluate(
    _ rows: [Int], by worker: ClassifierWorker, images: ImageCache?
  ) throws(SkysortError) -> EvaluatedRows {
    let contexts = images.map { images in
      ImageRows { row throws(SkysortError) in try images.image(rows[row]) }
    }
    return EvaluatedRows(
      rows: rows.map { originalRows[$0] }, truth: target.truth(of: rows),
      votes: target.votes?.selecting(rows),
      classified: try worker.classify(table.selecting(rows), images: contexts))
  }
}
