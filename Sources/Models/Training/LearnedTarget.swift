internal import Learning
internal import Preprocessing
internal import Tables

/// What the rows of a training are said to be: one of some classes each, or votes on questions.
enum LearnedTarget: Sendable {
  /// By row, an index into the names.
  case classes([Int], names: [String])
  case votes(VoteTable)

  /// Names of classes; empty where there are questions.
  var classNames: [String] { if case .classes(_, let names) = self { names } else { [] } }

  var votes: VoteTable? { if case .votes(let votes) = self { votes } else { nil } }
  var questionnaire: Questionnaire? { votes?.questionnaire }

  /// What the network's outputs are told apart by.
  var outputNames: [String] {
    switch self {
    case .classes(_, let names): names
    case .votes(let votes): votes.questionnaire.answerNames
    }
  }

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

  /// Classes of some rows; empty where there are questions.
  func truth(of rows: [Int]) -> [Int] {
    if case .classes(let classes, _) = self { rows.map { classes[$0] } } else { [] }
  }

  /// What a network learns of some rows, shape `[rows, outputs]`.
  func targets(of rows: [Int]) -> [Float] {
    switch self {
    case .classes(_, let names): ClassLabels.oneHot(truth(of: rows), classCount: names.count)
    case .votes(let votes): votes.selecting(rows).targets
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

  /// The shares that a network trained on some rows assumes, by output.
  func priors(of rows: [Int], balance: ClassBalance) -> [Float] {
    switch self {
    case .classes(_, let names):
      var counts = [Int](repeating: 0, count: names.count)
      for index in truth(of: rows) { counts[index] += 1 }
      return balance.assumedShares(counts: counts)
    case .votes(let votes): return votes.selecting(rows).meanShares
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
        let shares = asked.shares(ofAnswer: answer)
        let known = shares.indices.filter { !shares[$0].isNaN }
        return LeakCheck().finding(
          feature: feature, values: known.map { values[$0] },
          classes: known.map { shares[$0] > 0.5 ? 0 : 1 }, classNames: [name, "not \(name)"])
      }.first
    }
  }
}
