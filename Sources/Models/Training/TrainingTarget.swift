internal import Files
internal import Learning
internal import Preprocessing
internal import Sky
internal import Tables

/// What is learned of the rows of a training: one of some classes each, votes on questions, or what
/// goes in.
enum TrainingTarget: Sendable {
  /// By row, an index into the names.
  case classes([Int], names: [String])
  case votes(VoteTable)
  /// The inputs themselves. Classes are only counted: by row, an index into the names, which are
  /// empty where the table names none.
  case inputs(classes: [Int], names: [String])

  /// Names of classes; empty where there are questions.
  var classNames: [String] { if case .classes(_, let names) = self { names } else { [] } }

  var votes: VoteTable? { if case .votes(let votes) = self { votes } else { nil } }
  var questionnaire: Questionnaire? { votes?.questionnaire }

  /// What the network's outputs are told apart by.
  var outputNames: [String] {
    switch self {
    case .classes(_, let names): names
    case .votes(let votes): votes.questionnaire.answerNames
    case .inputs: []
    }
  }

  var isInputs: Bool { if case .inputs = self { true } else { false } }

  /// Kinds of rows that are told apart before anything is learned: the classes, or all as one.
  var kindCount: Int { max(1, classNames.count) }

  /// By row, its kind.
  func kinds(rowCount: Int) -> [Int] {
    if case .classes(let classes, _) = self {
      classes
    } else {
      Array(repeating: 0, count: rowCount)
    }
  }

  /// By row, the class that a report counts it as; the names are empty where there are none.
  func counted(rowCount: Int) -> (classes: [Int], names: [String]) {
    if case .inputs(let classes, let names) = self { return (classes, names) }
    return (kinds(rowCount: rowCount), classNames)
  }

  /// Classes of some rows; empty where there are questions.
  func truth(of rows: [Int]) -> [Int] {
    if case .classes(let classes, _) = self { rows.map { classes[$0] } } else { [] }
  }

  /// What a network learns of some rows, shape `[rows, outputs]`.
  func targets(of rows: [Int]) -> [Float] {
    switch self {
    case .classes(_, let names): ClassLabels.oneHot(truth(of: rows), classCount: names.count)
    case .votes(let votes): votes.selecting(rows).targets
    case .inputs: []
    }
  }

  /// How some training rows are drawn and weighed so that rare classes count.
  func balanced(
    _ rows: [Int], by balance: ClassBalance, seed: UInt64
  ) -> (rows: [Int], weights: [Float]?) {
    guard case .classes(_, let names) = self else { return (rows, nil) }
    let truth = truth(of: rows)
    let chosen = balance.sample(classes: truth, classCount: names.count, seed: seed)
    return (
      chosen.map { rows[$0] }, balance.weights(classes: truth, classCount: names.count)
    )
  }

  /// The fractions that a network trained on some rows assumes, by output.
  func priors(of rows: [Int], balance: ClassBalance) -> [Float] {
    switch self {
    case .classes(_, let names):
      var counts = [Int](repeating: 0, count: names.count)
      for index in truth(of: rows) { counts[index] += 1 }
      return balance.assumedFractions(counts: counts)
    case .votes(let votes): return votes.selecting(rows).meanFractions
    case .inputs: return []
    }
  }

  /// The class or answer that a feature alone tells, where there is one.
  ///
  /// - Parameters:
  ///   - values: Of the rows.
  ///   - rows: Of the table.
  func leak(feature: String, values: [Float], rows: [Int]) -> LeakFinding? {
    switch self {
    case .classes(_, let names):
      return LeakCheck().finding(
        feature: feature, values: values, classes: truth(of: rows), classNames: names)
    case .votes(let votes):
      let asked = votes.selecting(rows)
      return votes.questionnaire.answerNames.enumerated().lazy.compactMap { answer, name in
        let fractions = asked.fractions(ofAnswer: answer)
        let known = fractions.indices.filter { !fractions[$0].isNaN }
        return LeakCheck().finding(
          feature: feature, values: known.map { values[$0] },
          classes: known.map { fractions[$0] > 0.5 ? 0 : 1 }, classNames: [name, "not \(name)"])
      }.first
    case .inputs: return nil
    }
  }
}

// MARK: Found in a table

extension TrainingTarget {
  /// What a classifier learns of some rows, and which of them are labelled.
  static func labels(
    of table: Table, rows: [Int], columns: PhotometryColumns,
    options: TrainingOptions<ClassifierConfiguration>, path: String
  ) throws(SkysortError) -> (TrainingTarget, usable: [Int]) {
    if let questionnaire = options.configuration.questionnaire {
      try refuseAnswers(among: options.features.extras, questionnaire, path: path)
      let votes = try VoteTable(table, questionnaire, path: path)
      let usable = rows.filter { votes.isAnswered($0) }
      return (.votes(votes.selecting(usable)), usable)
    }
    let labels = try classLabels(table, columns: columns, options: options, path: path)
    let usable = rows.filter { labels.indices[$0] != nil }
    return (.classes(usable.compactMap { labels.indices[$0] }, names: labels.names), usable)
  }

  /// What is asked must not be told.
  private static func refuseAnswers(
    among extras: [ExtraFeature], _ questionnaire: Questionnaire, path: String
  ) throws(SkysortError) {
    guard let name = extras.map(\.column).first(where: questionnaire.columns.contains) else {
      return
    }
    throw SkysortError(
      path: path, problem: "the column \(name) holds answers to the questions, and no features",
      fix: "Leave it out of --features.", exitCode: .usage)
  }

  private static func classLabels(
    _ table: Table, columns: PhotometryColumns,
    options: TrainingOptions<ClassifierConfiguration>, path: String
  ) throws(SkysortError) -> ClassLabels {
    guard let name = columns.classColumn else {
      throw SkysortError(
        path: path, problem: "no column was recognised as the class",
        fix: "Name it with --label.", exitCode: .usage)
    }
    guard let column = table[name], let texts = column.texts() else {
      throw SkysortError(
        path: path, problem: "there is no column \(name) of single values to learn classes from",
        fix: "Name another with --label.", exitCode: .usage)
    }
    let settings = options.configuration.labels
    let kept = texts.map { text in text.flatMap(settings.name(of:)) }
    let reading = ClassReading(kept, columns: columns, nullValue: column.info.nullValue)
    // A model that is trained on may know more classes than the table names.
    let found = Set(reading.names.compactMap { $0 })
    let names = try options.start?.classes(seeing: found.sorted(), path: path)
    // Those that a model was trained on were confirmed then.
    let limit = max(
      settings.classes ?? ClassLabels.usualLimit,
      options.start?.model?.description.head.classes.count ?? 0)
    return try ClassLabels(reading.names, names: names, limit: limit, path: path)
  }

  /// Labels that a column of measurements is not.
  private static let mostCounted = 256

  /// Some rows' own inputs; a column of classes is counted where there is one.
  static func reconstruction(
    of table: Table, rows: [Int], columns: PhotometryColumns
  ) -> TrainingTarget {
    let column = columns.classColumn.flatMap { table[$0] }
    let texts = column?.texts().map { texts in
      ClassReading(texts, columns: columns, nullValue: column?.info.nullValue).names
    }
    let found = texts.map { texts in rows.map { texts[$0] ?? "unlabelled" } }
    let names = Set(found ?? []).sorted()
    guard let found, !names.isEmpty, names.count <= mostCounted else {
      return .inputs(classes: [Int](repeating: 0, count: rows.count), names: [])
    }
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    return .inputs(classes: found.map { places[$0] ?? 0 }, names: names)
  }
}
