/// The same rows as several classifiers see them.
///
/// Rows are in one order for all, that of their identifiers, so that nothing depends on the
/// order of any table.
public struct ComparedRows: Sendable {
  /// One classifier's answers.
  public struct Classification: Sendable {
    /// As legends print it.
    public let name: String
    /// Shape `[rows]`, index into the classes.
    public let predicted: [Int]
    /// Shape `[rows, classes]`; `nil` where there are classes only. A row with a value that is
    /// not finite has none.
    public let probabilities: [Float]?

    public init(name: String, predicted: [Int], probabilities: [Float]? = nil) {
      self.name = name
      self.predicted = predicted
      self.probabilities = probabilities
    }
  }

  /// Names, in the order of all indices.
  public let classes: [String]
  /// Shape `[rows]`: what tells a row from the others.
  public let identifiers: [String]
  /// Shape `[rows]`, index into the classes; `nil` where it is not known.
  public let truth: [Int]?
  public let magnitude: LabelledPredictions.Measurement?
  /// Two or more; the others are compared with the first.
  public let classifications: [Classification]

  public init(
    classes: [String], identifiers: [String], truth: [Int]?,
    magnitude: LabelledPredictions.Measurement? = nil, classifications: [Classification]
  ) {
    precondition(
      classifications.count >= 2, "expected two classifications, found \(classifications.count)")
    let rows = identifiers.count
    for one in classifications {
      precondition(
        one.predicted.count == rows
          && (one.probabilities?.count ?? rows * classes.count)
            == rows * classes.count,
        "expected answers for \(rows) rows, found \(one.predicted.count)")
    }
    precondition(
      (truth?.count ?? rows) == rows && (magnitude?.values.count ?? rows) == rows,
      "expected truth and magnitudes of \(rows) rows")
    self.classes = classes
    self.identifiers = identifiers
    self.truth = truth
    self.magnitude = magnitude
    self.classifications = classifications
  }

  public var rowCount: Int { identifiers.count }

  /// One classification beside the truth; `nil` without truth.
  public func predictions(of classification: Classification) -> LabelledPredictions? {
    truth.map { truth in
      var predictions = LabelledPredictions(
        classes: classes, truth: truth, predicted: classification.predicted,
        probabilities: classification.probabilities)
      predictions.magnitude = magnitude
      predictions.identifier = { [identifiers] in identifiers[$0] }
      return predictions
    }
  }
}
