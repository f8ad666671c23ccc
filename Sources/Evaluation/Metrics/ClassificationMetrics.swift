/// How good a classification is, in the figures `validate` prints.
public struct ClassificationMetrics: Hashable, Sendable {
  /// Rows evaluated.
  public let rows: Int
  public let classes: [String]
  public let confusion: ConfusionFigures
  /// `nil` for a catalog that carries classes only.
  public let probability: ProbabilityFigures?
  public let flags: FlagAccuracy?
  public let baseline: BaselineComparison?
  public let reweighted: ReweightedFigures?

  /// - Parameter predictions: Flags and the baseline, where given, have an entry per row.
  public init(of predictions: LabelledPredictions, options: EvaluationOptions = .init()) {
    let bootstrap = options.bootstrap
    rows = predictions.rowCount
    classes = predictions.classes
    let matrix = predictions.confusion
    confusion = ConfusionFigures(matrix, names: classes, bootstrap: bootstrap)
    probability =
      predictions.probabilities == nil
      ? nil : ProbabilityFigures(predictions, options: options)
    flags = predictions.flags.map { FlagAccuracy(predictions, flags: $0) }
    baseline = predictions.baseline.map {
      BaselineComparison(predictions, baseline: $0, bootstrap: bootstrap)
    }
    reweighted = options.prior.map { [names = predictions.classes] prior in
      ReweightedFigures(matrix, names: names, prior: prior, bootstrap: bootstrap)
    }
  }

  /// What is right by saying the same of every row.
  public struct CommonestClass: Hashable, Sendable, Encodable {
    public let name: String
    /// The accuracy of saying this class of every row: its fraction of them.
    public let accuracy: Double
  }

  /// The class that most rows are of, the first of them where several are; `nil` without rows.
  public var commonestClass: CommonestClass? {
    guard let most = confusion.classes.map(\.support).max(), most > 0,
      let first = confusion.classes.first(where: { $0.support == most })
    else { return nil }
    return CommonestClass(name: first.name, accuracy: Double(most) / Double(rows))
  }

  /// Whether the accuracy cannot be told from, or falls below, that of always saying the commonest
  /// class.
  public var isNoBetterThanCommonestClass: Bool {
    guard let commonestClass else { return false }
    return (accuracy.low ?? accuracy.value ?? 0) <= commonestClass.accuracy
  }

  public var accuracy: Estimate { confusion.accuracy }
  public var balancedAccuracy: Estimate { confusion.balancedAccuracy }
  public var macroF1: Estimate { confusion.macroF1 }
  public var logLoss: Estimate { probability?.logLoss ?? .undefined }
  public var brier: Estimate { probability?.brier ?? .undefined }
  public var expectedCalibrationError: Estimate {
    probability?.expectedCalibrationError ?? .undefined
  }

  /// Galaxy purity at 0.96 galaxy completeness; undefined unless a class is named so.
  ///
  /// - Source: Kim & Brunner 2017, MNRAS 464, 4463.
  public var galaxyPurity: Estimate {
    figures(ofClass: "GALAXY")?.precisionAtRecall ?? .undefined
  }

  /// Star completeness at 0.97 star purity; undefined unless a class is named so.
  ///
  /// - Source: Kim & Brunner 2017, MNRAS 464, 4463.
  public var starCompleteness: Estimate {
    figures(ofClass: "STAR")?.recallAtPrecision ?? .undefined
  }

  private func figures(ofClass name: String) -> RankingFigures? {
    classes.firstIndex { $0.uppercased() == name }.flatMap { probability?.classes[$0] }
  }
}
