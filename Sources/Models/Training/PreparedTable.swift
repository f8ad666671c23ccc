internal import Engine
internal import Files
internal import Images
internal import Learning
internal import Preprocessing
internal import Sky
internal import Tables

/// A labelled table, cut, fitted and turned into numbers.
struct PreparedTable: Sendable {
  let target: LearnedTarget
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
  private let photometry: TablePhotometry
  private let batch: FeatureBatch

  init(
    _ given: Table, columns: PhotometryColumns, options: ClassifierOptions, path: String
  ) throws(PreprocessingError) {
    let configuration = options.configuration
    let (target, usable) = try Self.target(
      given, columns: columns, options: options, path: path)
    let needsPhotometry = configuration.kind.seesPhotometry
    let table = given.selecting(usable)
    let photometry = try TablePhotometry(table, columns: columns, path: path)
    let division = try TableDivision(
      table, columns: columns, photometry: photometry, options: options.split, path: path)
    let share = LabelShare(options.labelShare, seed: options.split.seed)
    func rows(_ part: SplitPart) -> [Int] {
      share.kept(
        of: division.split.rows(of: part), kinds: target.kinds(rowCount: table.rowCount),
        kindCount: target.kindCount, identities: division.identities.identities)
    }
    (training, validation) = (rows(.train), rows(.validation))
    test = division.split.rows(of: .test)
    guard !training.isEmpty else {
      throw PreprocessingError(
        path: path, problem: "no row is left to train on, of \(given.rowCount)",
        fix: "Check the columns that are learned, and the split.")
    }
    if let start = options.start?.model {
      features = start.description.features
      source = try features.source(for: columns, schema: table.schema, path: path)
    } else if needsPhotometry {
      let fit = try FeatureFitter(options.resolvedFeatures, seed: options.seed).fit(
        table, columns: columns,
        rows: .init(
          classes: target.kinds(rowCount: table.rowCount), classCount: target.kindCount,
          training: training, validation: validation),
        path: path)
      (features, source) = (fit.features, fit.source)
    } else {
      features = .none(survey: columns.survey)
      source = try features.source(for: columns, schema: table.schema, path: path)
    }
    batch = features.apply(table, source: source)
    splitReport = division.report(
      classes: target.kinds(rowCount: table.rowCount), classNames: target.classNames,
      photometry: photometry, excludedRows: given.rowCount - usable.count,
      leaks: Self.leaks(features, batch, target, training, columns))
    (self.target, self.table) = (target, table)
    (originalRows, self.photometry) = (usable, photometry)
  }

  /// What is learned of the rows that can be used, and which they are.
  private static func target(
    _ given: Table, columns: PhotometryColumns, options: ClassifierOptions, path: String
  ) throws(PreprocessingError) -> (LearnedTarget, usable: [Int]) {
    let configuration = options.configuration
    let seen = try TablePhotometry(given, columns: columns, path: path)
    let needsPhotometry = configuration.kind.seesPhotometry && !seen.bands.isEmpty
    func isUsable(_ row: Int) -> Bool { !needsPhotometry || seen.isObserved(row) }
    if let questionnaire = configuration.questionnaire {
      try refuseAnswers(among: options.features.extras, questionnaire, path: path)
      let votes = try VoteTable(given, questionnaire, path: path)
      let usable = (0..<given.rowCount).filter { votes.isAnswered($0) && isUsable($0) }
      return (.votes(votes.selecting(usable)), usable)
    }
    let labels = try labels(
      given, columns: columns, options: options, path: path)
    let usable = labels.indices.indices.filter { labels.indices[$0] != nil && isUsable($0) }
    return (.classes(usable.compactMap { labels.indices[$0] }, names: labels.names), usable)
  }

  /// What is asked must not be told.
  private static func refuseAnswers(
    among extras: [ExtraFeature], _ questionnaire: Questionnaire, path: String
  ) throws(PreprocessingError) {
    guard let name = extras.map(\.column).first(where: questionnaire.columns.contains) else {
      return
    }
    throw PreprocessingError(
      path: path, problem: "the column \(name) holds answers to the questions, and no features",
      fix: "Leave it out of --features.", exitCode: .usage)
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
    let kept = texts.map { text in text.flatMap { options.configuration.labels.name(of: $0) } }
    // A model that is trained on may know more classes than the table names.
    let found = Set(kept.compactMap { $0 }.filter { !$0.isEmpty }.map(columns.className(of:)))
    let names = try options.start?.classes(seeing: found.sorted(), path: path)
    return try ClassLabels(kept, canonical: columns.className(of:), names: names, path: path)
  }

  /// Declared leaks among the inputs, and inputs that alone separate a class or an answer.
  private static func leaks(
    _ features: FittedFeatures, _ batch: FeatureBatch, _ target: LearnedTarget,
    _ training: [Int], _ columns: PhotometryColumns
  ) -> [LeakFinding] {
    let declared = features.extras.map(\.feature.column)
      .filter { columns.leaking.contains($0) || ExtraFeature.isLeaking($0) }
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

// MARK: What a training eats

extension PreparedTable {
  /// Shape `[rows.count, features.count]`.
  func matrix(of rows: [Int]) -> [Float] { rows.flatMap { batch.features($0) } }

  func trainingData(balance: ClassBalance, seed: UInt64) -> TrainingData {
    let (rows, weights) = target.balanced(training, by: balance, seed: seed)
    return data(of: rows, weights: weights)
  }

  /// `nil` where no rows were held back.
  var validationData: TrainingData? {
    validation.isEmpty ? nil : data(of: validation, weights: nil)
  }

  private func data(of rows: [Int], weights: [Float]?) -> TrainingData {
    TrainingData(
      features: matrix(of: rows), featureCount: features.count, targets: target.targets(of: rows),
      targetCount: target.outputNames.count, sampleWeights: weights)
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
    _ rows: [Int], by worker: ClassifierWorker, pictures: ImageCache?
  ) throws(ImageError) -> JudgedRows {
    let contexts = pictures.map { pictures in
      PictureRows { row throws(ImageError) in try pictures.picture(rows[row]) }
    }
    return JudgedRows(
      rows: rows.map { originalRows[$0] }, truth: target.truth(of: rows),
      votes: target.votes?.selecting(rows),
      classified: try worker.classify(table.selecting(rows), pictures: contexts))
  }
}
