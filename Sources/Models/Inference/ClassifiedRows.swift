public import Sky

/// What a classifier says about some rows.
public struct ClassifiedRows: Hashable, Sendable {
  public let rowCount: Int
  /// Numbers of a row's answer; see ``AnswerHead/columnCount``.
  public let classCount: Int
  /// Shape `[rowCount, classCount]`, row-major; of classes each row sums to 1.
  public let probabilities: [Float]
  /// By row: the likeliest class; empty where questions are answered.
  public let best: [UInt8]
  /// By row: the likeliest class' probability; empty where questions are answered.
  public let maxima: [Float]
  /// By row.
  public let flags: [QualityFlags]
  /// By row: how unusual it is among the training rows; see `TrainingRange`.
  public let scores: [Float]

  /// By row: the standard deviation of the likeliest class' probability over answers drawn with
  /// dropout; `nil` where none were drawn.
  public var spreads: [Float]?
  /// Rows that seem to be rows the model learned from; some are by chance, see ``TrainingRows``.
  public var knownRows = 0

  /// One class' probability by row.
  public func probabilities(ofClass index: Int) -> [Float] {
    precondition((0..<classCount).contains(index), "expected a class below \(classCount)")
    return stride(from: index, to: probabilities.count, by: classCount).map { probabilities[$0] }
  }
}
