/// Rows to learn from.
public struct TrainingData: Hashable, Sendable {
  public let rowCount: Int
  public let featureCount: Int
  /// Numbers per target: classes, for a classifier.
  public let targetCount: Int
  /// Shape `[rows, features]`.
  public let features: [Float]
  /// Shape `[rows, targets]`; for a classifier each row a probability distribution.
  public let targets: [Float]
  /// Shape `[rows]`, not negative; `nil` counts every row alike.
  public let sampleWeights: [Float]?

  /// - Precondition: Shapes agree.
  public init(
    features: [Float], featureCount: Int, targets: [Float], targetCount: Int,
    sampleWeights: [Float]? = nil
  ) {
    precondition(
      featureCount > 0 && targetCount > 0,
      "counts must be positive, found \(featureCount) and \(targetCount)")
    rowCount = features.count / featureCount
    precondition(
      features.count == rowCount * featureCount && targets.count == rowCount * targetCount,
      "\(features.count) features and \(targets.count) targets make no equal number of rows of"
        + " \(featureCount) and \(targetCount)")
    precondition(
      sampleWeights == nil || sampleWeights?.count == rowCount,
      "expected \(rowCount) sample weights, found \(sampleWeights?.count ?? 0)")
    self.featureCount = featureCount
    self.targetCount = targetCount
    self.features = features
    self.targets = targets
    self.sampleWeights = sampleWeights
  }

  /// Rows of known class.
  ///
  /// - Parameters:
  ///   - labels: Class of each row, in `0..<classCount`.
  ///   - classWeights: How much a row of each class counts, times its sample weight.
  public init(
    features: [Float], featureCount: Int, labels: [Int], classCount: Int,
    sampleWeights: [Float]? = nil, classWeights: [Float]? = nil
  ) {
    var targets = [Float](repeating: 0, count: labels.count * classCount)
    for (row, label) in labels.enumerated() {
      precondition(
        (0..<classCount).contains(label), "expected a class below \(classCount), found \(label)")
      targets[row * classCount + label] = 1
    }
    var weights = sampleWeights
    if let classWeights {
      precondition(
        classWeights.count == classCount,
        "expected \(classCount) class weights, found \(classWeights.count)")
      weights = labels.indices.map { (sampleWeights?[$0] ?? 1) * classWeights[labels[$0]] }
    }
    self.init(
      features: features, featureCount: featureCount, targets: targets, targetCount: classCount,
      sampleWeights: weights)
  }
}

extension TrainingData {
  /// Rows to reconstruct.
  ///
  /// - Parameters:
  ///   - features: Shape `[rows, features]`; NaN where nothing was measured, which becomes 0 at
  ///     weight 0.
  ///   - weights: Shape as `features`, not negative: inverse variances; 1 where `nil`.
  public init(reconstructing features: [Float], featureCount: Int, weights: [Float]? = nil) {
    precondition(
      weights == nil || weights?.count == features.count,
      "expected \(features.count) weights, found \(weights?.count ?? 0)")
    let isMeasured = features.map(\.isFinite)
    self.init(
      features: zip(features, isMeasured).map { $1 ? $0 : 0 }, featureCount: featureCount,
      targets: isMeasured.indices.map { isMeasured[$0] ? weights?[$0] ?? 1 : 0 },
      targetCount: featureCount)
  }
}
