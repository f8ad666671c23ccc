internal import Glibc

/// What turns a network's probabilities into calibrated ones: one temperature.
///
///     p' ∝ p^(1 / temperature)
///
/// Above 1 probabilities become more cautious. For one network this is a softmax of its logits
/// divided by the temperature; for an ensemble it acts on the mean of the probabilities.
///
/// - Source: Guo et al. 2017, ICML, 'On Calibration of Modern Neural Networks', section 4.2;
///   after averaging, as Rahaman & Thiery 2021, NeurIPS.
public struct Calibration: Hashable, Sendable, Codable {
  public var temperature: Float

  public init(temperature: Float) { self.temperature = temperature }

  /// Fits the temperature that makes the mean negative log probability of the truth smallest.
  ///
  /// - Parameters:
  ///   - probabilities: Shape `[rows, classCount]`, of rows the networks did not learn from.
  ///   - truth: By row, in `0..<classCount`.
  public init(fitting probabilities: [Float], truth: [Int], classCount: Int) {
    guard !truth.isEmpty else {
      temperature = 1
      return
    }
    let logs = probabilities.map { log(max(Double($0), 1e-30)) }
    func loss(_ logTemperature: Double) -> Double {
      Self.loss(logs, truth: truth, classCount: classCount, sharpness: exp(-logTemperature))
    }
    temperature = Float(exp(Self.minimum(of: loss, from: log(0.2), to: log(5))))
  }

  /// The mean negative log probability of the truth.
  private static func loss(
    _ logs: [Double], truth: [Int], classCount: Int, sharpness: Double
  ) -> Double {
    var total = 0.0
    for (row, index) in truth.enumerated() {
      let start = row * classCount
      var largest = -Double.infinity
      for column in 0..<classCount { largest = max(largest, logs[start + column]) }
      var sum = 0.0
      for column in 0..<classCount { sum += exp((logs[start + column] - largest) * sharpness) }
      total += log(sum) - (logs[start + index] - largest) * sharpness
    }
    return total / Double(truth.count)
  }

  /// Where a function with one valley is smallest, by golden section.
  private static func minimum(
    of function: (Double) -> Double, from lower: Double, to upper: Double
  ) -> Double {
    let ratio = (5.0.squareRoot() - 1) / 2
    var (low, high) = (lower, upper)
    var left = high - ratio * (high - low)
    var right = low + ratio * (high - low)
    var (atLeft, atRight) = (function(left), function(right))
    for _ in 0..<40 {
      if atLeft < atRight {
        (high, right, atRight) = (right, left, atLeft)
        left = high - ratio * (high - low)
        atLeft = function(left)
      } else {
        (low, left, atLeft) = (left, right, atRight)
        right = low + ratio * (high - low)
        atRight = function(right)
      }
    }
    return (low + high) / 2
  }
}
