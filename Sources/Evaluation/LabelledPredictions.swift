public import Sky

/// What a classifier said about rows whose class is known, with whatever else is known of them.
///
/// Every array has one entry per row; rows without a known class or without a predicted one
/// are left out by the caller.
public struct LabelledPredictions: Sendable {
  /// A number per row, such as a magnitude or a colour.
  public struct Measurement: Sendable {
    /// As axes print it: `r` or `g − r`.
    public let name: String
    /// Shape `[rows]`, magnitudes; NaN where a row has none.
    public let values: [Float]

    public init(name: String, values: [Float]) {
      self.name = name
      self.values = values
    }
  }

  /// The survey's own classification, to stand beside the model's.
  public struct Baseline: Sendable {
    /// As the report prints it: `psfMag − modelMag > 0.145`.
    public let name: String
    /// Index into the classes; `nil` where the survey does not say.
    public let predicted: [Int?]

    public init(name: String, predicted: [Int?]) {
      self.name = name
      self.predicted = predicted
    }
  }

  /// Names; a class that only the truth or only the model knows is listed too.
  public let classes: [String]
  /// Shape `[rows]`, index into `classes`.
  public let truth: [Int]
  /// Shape `[rows]`, index into `classes`.
  public let predicted: [Int]
  /// Shape `[rows, classes]`, row-major; `nil` for a catalog that carries classes only.
  ///
  /// A row with a value that is not finite has no probabilities and is left out of what
  /// needs them.
  public let probabilities: [Float]?
  public var magnitude: Measurement?
  public var colours: [Measurement] = []
  public var flags: [QualityFlags]?
  /// `nil` where a row has no valid position.
  public var positions: [SkyPosition?]?
  public var baseline: Baseline?
  /// Names a row's source; rows are numbered where `nil`.
  public var identifier: (@Sendable (Int) -> String)?

  public var rowCount: Int { truth.count }

  /// - Parameters:
  ///   - predicted: The most probable class where `nil`; `probabilities` is needed then.
  ///   - probabilities: Shape `[rows, classes]`.
  public init(
    classes: [String], truth: [Int], predicted: [Int]? = nil, probabilities: [Float]? = nil
  ) {
    precondition(
      predicted != nil || probabilities != nil,
      "expected predicted classes or probabilities, found neither")
    self.classes = classes
    self.truth = truth
    self.probabilities = probabilities
    self.predicted =
      predicted ?? Self.mostProbable(probabilities ?? [], classCount: classes.count)
    let indices = classes.indices
    precondition(
      self.predicted.count == truth.count,
      "expected \(truth.count) predictions, found \(self.predicted.count)")
    precondition(
      probabilities.map { $0.count == truth.count * classes.count } ?? true,
      "expected probabilities of shape [\(truth.count), \(classes.count)], "
        + "found \(probabilities?.count ?? 0) values")
    precondition(
      truth.allSatisfy(indices.contains) && self.predicted.allSatisfy(indices.contains),
      "expected class indices in \(indices)")
  }

  /// The index of each row's largest value, the first of equals.
  ///
  /// - Parameter probabilities: Shape `[rows, classes]`.
  static func mostProbable(_ probabilities: [Float], classCount: Int) -> [Int] {
    guard classCount > 0 else { return [] }
    return (0..<probabilities.count / classCount).map { row in
      let start = row * classCount
      var best = 0
      for index in 1..<max(1, classCount)
      where probabilities[start + index] > probabilities[start + best] { best = index }
      return best
    }
  }

  /// Whether the row has a finite probability for every class.
  func hasProbabilities(row: Int) -> Bool {
    guard let probabilities else { return false }
    let start = row * classes.count
    for index in start..<start + classes.count where !probabilities[index].isFinite {
      return false
    }
    return true
  }
}
