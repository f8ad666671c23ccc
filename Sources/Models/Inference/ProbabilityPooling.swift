internal import Glibc
internal import Learning
internal import Preprocessing

/// Brings the answers for each row together.
struct ProbabilityPooling: Hashable, Sendable {
  let classCount: Int
  /// 1 / temperature; 1 for a single answer, whose own softmax has the temperature in it.
  let sharpness: Float
  /// By class, what calibration and a stated prior multiply; `nil` for nothing.
  private let factors: [Float]?
  /// What sums are multiplied with where they answer questions; `nil` for classes.
  private let meanFactor: Float?

  /// Whether a single answer's probabilities pass as they are.
  private let isIdentity: Bool

  init(_ description: ModelDescription<AnswerHead>, priorRatios: [Float]? = nil) {
    classCount = description.head.columnCount
    let isAlone = description.answerCount == 1
    sharpness = isAlone ? 1 : 1 / description.head.calibration.temperature
    factors = Self.factors(description.head.calibration, priorRatios)
    isIdentity = isAlone && factors == nil
    meanFactor = description.head.questions == nil ? nil : 1 / Float(description.answerCount)
  }

  private static func factors(_ calibration: Calibration, _ ratios: [Float]?) -> [Float]? {
    guard let offsets = calibration.offsets else { return ratios }
    return offsets.indices.map { expf(offsets[$0]) * (ratios?[$0] ?? 1) }
  }

  /// Replaces summed probabilities by calibrated ones that sum to 1.
  ///
  /// - Parameters:
  ///   - sums: Shape `[rowCount, classCount]`: the members' probabilities added up.
  func finish(_ sums: UnsafeMutablePointer<Float>, rowCount: Int) {
    if isIdentity { return }
    if let meanFactor {
      for index in 0..<rowCount * classCount { unsafe sums[index] *= meanFactor }
      return
    }
    for row in 0..<rowCount {
      let values = unsafe sums + row * classCount
      var largest: Float = 0
      for column in 0..<classCount {
        let value = unsafe values[column]
        largest = value > largest ? value : largest
      }
      var total: Float = 0
      for column in 0..<classCount {
        let value = unsafe sharpened(values[column] / largest) * (factors?[column] ?? 1)
        unsafe values[column] = value
        total += value
      }
      let scale = 1 / total
      for column in 0..<classCount { unsafe values[column] *= scale }
    }
  }

  @inline(__always)
  private func sharpened(_ value: Float) -> Float {
    value == 1 || sharpness == 1 ? value : powf(value, sharpness)
  }
}

extension ModelDescription<AnswerHead> {
  /// What each network says.
  var output: Predictor.Output {
    head.questionnaire.map { .answers($0.groups) }
      ?? .probabilities(temperature: memberTemperature)
  }

  /// What each network's logits are divided by: one network's calibration is its own, an
  /// ensemble's acts on the mean.
  var memberTemperature: Double {
    answerCount == 1 ? Double(head.calibration.temperature) : 1
  }
}
