internal import Glibc

/// What turns a network's probabilities into calibrated ones: a temperature, and an offset for each
/// class.
///
///     p' ∝ p^(1 / temperature) · exp(offset)
///
/// A temperature above 1 makes probabilities more cautious; the offsets bring their mean to the mix
/// of classes among the rows they are fitted to, which a temperature leaves wrong. For one network
/// this is a softmax of its logits, divided by the temperature and moved by the offsets; for an
/// ensemble it acts on the mean of the probabilities.
///
/// - Source: Guo et al. 2017, ICML, 'On Calibration of Modern Neural Networks', section 4.2; with
///   offsets, Alexandari, Kundaje & Shrikumar 2020, ICML, 'Maximum Likelihood with Bias-Corrected
///   Calibration'; after averaging, as Rahaman & Thiery 2021, NeurIPS.
public struct Calibration: Hashable, Sendable, Codable {
  public var temperature: Float
  /// By class, with a mean of 0; `nil` for none.
  public var offsets: [Float]?

  public init(temperature: Float, offsets: [Float]? = nil) {
    (self.temperature, self.offsets) = (temperature, offsets)
  }

  /// Fits what makes the mean negative log probability of the truth smallest.
  ///
  /// As many rows as there are classes, with the mean probabilities of the given ones, are counted
  /// beside them, so that a class of a few rows is not moved far.
  ///
  /// - Parameters:
  ///   - probabilities: Shape `[rows, classCount]`, of rows the networks did not learn from.
  ///   - truth: By row, in `0..<classCount`.
  public init(fitting probabilities: [Float], truth: [Int], classCount: Int) {
    self.init(temperature: 1)
    guard !truth.isEmpty else { return }
    let logs = probabilities.map { log(max(Double($0), 1e-30)) }
    let rows = CalibrationRows(logs: logs, truth: truth, classCount: classCount)
    let wanted = rows.wantedMeans
    var (logTemperature, moved) = (0.0, [Double](repeating: 0, count: classCount))
    for _ in 0..<Self.rounds {
      logTemperature = Self.minimum(
        of: { rows.loss(sharpness: exp(-$0), offsets: moved) }, from: log(0.2), to: log(5))
      for _ in 0..<Self.steps {
        let means = rows.means(sharpness: exp(-logTemperature), offsets: moved)
        for index in moved.indices { moved[index] += log(wanted[index] / means[index]) }
      }
    }
    let centre = moved.reduce(0, +) / Double(classCount)
    temperature = Float(exp(logTemperature))
    offsets = moved.map { Float($0 - centre) }
  }

  /// Temperature and offsets in turn; each step makes the loss smaller.
  private static let rounds = 12
  private static let steps = 8

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

/// Rows a calibration is fitted to.
private struct CalibrationRows {
  /// Of the probabilities, shape `[rows, classCount]`.
  let logs: [Double]
  let truth: [Int]
  let classCount: Int

  /// The classes' fractions among the rows, with some rows of the network's own opinion.
  var wantedMeans: [Double] {
    var counts = means(sharpness: 1, offsets: Array(repeating: 0, count: classCount))
      .map { $0 * Double(classCount) }
    for index in truth { counts[index] += 1 }
    return counts.map { $0 / Double(truth.count + classCount) }
  }

  /// The mean negative log probability of the truth.
  func loss(sharpness: Double, offsets: [Double]) -> Double {
    var total = 0.0
    forEach(sharpness, offsets) { row, logits, largest, sum in
      total += log(sum) - (logits[truth[row]] - largest)
    }
    return total / Double(truth.count)
  }

  /// The mean probability of each class; positive.
  func means(sharpness: Double, offsets: [Double]) -> [Double] {
    var means = [Double](repeating: 0, count: classCount)
    forEach(sharpness, offsets) { _, logits, largest, sum in
      for index in means.indices { means[index] += exp(logits[index] - largest) / sum }
    }
    return means.map { max($0 / Double(truth.count), 1e-30) }
  }

  /// Each row's logits with their largest and the sum of the exponentials of what they fall short
  /// of it.
  private func forEach(
    _ sharpness: Double, _ offsets: [Double], _ body: (Int, [Double], Double, Double) -> Void
  ) {
    var logits = offsets
    for row in truth.indices {
      var largest = -Double.infinity
      for index in logits.indices {
        logits[index] = logs[row * classCount + index] * sharpness + offsets[index]
        largest = max(largest, logits[index])
      }
      body(row, logits, largest, logits.reduce(0) { $0 + exp($1 - largest) })
    }
  }
}
