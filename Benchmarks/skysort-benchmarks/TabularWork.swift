import Engine
import Glibc
import Learning

/// Trains a small network on colours and evaluates it.
struct TabularWork {
  let precision: Precision
  let epochs: Int
  let threads: Int
  let seed: UInt64

  struct Figures: Encodable {
    let work = "tabular"
    /// Training rows per second.
    let rowsS: Int
    let accuracy: Double
    let logLoss: Double
    let seconds: Double
    let trainRows: Int
    let testRows: Int
    let precision: String
    let threads: Int
  }

  /// - Parameters:
  ///   - train: Table to learn from; a fifth of it is evaluated where `test` is `nil`.
  func run(train: String, test: String?) throws -> Figures {
    var learned = try SloanPhotometry(path: train)
    let evaluated: SloanPhotometry
    if let test {
      evaluated = try SloanPhotometry(path: test)
    } else {
      (learned, evaluated) = learned.divided()
    }
    let scaling = Standardization(learned.features, featureCount: SloanPhotometry.featureCount)
    let result = try trainer.train(
      TrainingData(
        features: scaling.apply(learned.features), featureCount: SloanPhotometry.featureCount,
        labels: learned.labels, classCount: SloanPhotometry.classNames.count))
    let probabilities = try Predictor(
      network: network, weights: result.weights, precision: precision, threads: threads
    ).predict(scaling.apply(evaluated.features))
    let score = Self.score(probabilities, truth: evaluated.labels)
    return Figures(
      rowsS: Int(result.samplesPerSecond), accuracy: rounded(score.accuracy),
      logLoss: rounded(score.logLoss), seconds: rounded(result.seconds),
      trainRows: learned.labels.count, testRows: evaluated.labels.count,
      precision: precision.resolved.rawValue, threads: threads)
  }

  /// The peer's network, begun as the peer begins it.
  private var network: NetworkDescription {
    var network = NetworkDescription(
      inputs: SloanPhotometry.featureCount, units: [128, 128, 128],
      outputs: SloanPhotometry.classNames.count)
    network.initialization = .fanInUniform
    return network
  }

  private var trainer: TrainingLoop {
    var configuration = TrainingConfiguration()
    configuration.epochs = epochs
    configuration.batchSize = 512
    configuration.learningRate = 4e-3
    configuration.schedule = .oneCycle(.init())
    configuration.seed = seed
    configuration.threads = threads
    return TrainingLoop(network: network, configuration: configuration, precision: precision)
  }

  /// - Parameter probabilities: Shape `[rows, classes]`.
  private static func score(
    _ probabilities: [Float], truth: [Int]
  ) -> (accuracy: Double, logLoss: Double) {
    let classCount = SloanPhotometry.classNames.count
    var correct = 0
    var loss = 0.0
    for (row, label) in truth.enumerated() {
      let start = row * classCount
      let answers = probabilities[start..<start + classCount]
      let likeliest = answers.indices.max { answers[$0] < answers[$1] }
      if likeliest == start + label { correct += 1 }
      loss -= log(max(1e-12, Double(probabilities[start + label])))
    }
    return (Double(correct) / Double(truth.count), loss / Double(truth.count))
  }

  private func rounded(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
}

/// Features less their mean, in standard deviations, within 6 of them.
struct Standardization {
  private let means: [Float]
  private let deviations: [Float]

  /// - Parameter features: Shape `[rows, featureCount]`.
  init(_ features: [Float], featureCount: Int) {
    let rowCount = Double(features.count / featureCount)
    var sums = [Double](repeating: 0, count: featureCount)
    for (index, value) in features.enumerated() { sums[index % featureCount] += Double(value) }
    let means = sums.map { $0 / rowCount }
    var squares = [Double](repeating: 0, count: featureCount)
    for (index, value) in features.enumerated() {
      let difference = Double(value) - means[index % featureCount]
      squares[index % featureCount] += difference * difference
    }
    self.means = means.map(Float.init)
    deviations = squares.map { Float(($0 / rowCount).squareRoot()) }
  }

  func apply(_ features: [Float]) -> [Float] {
    features.enumerated().map { index, value in
      let column = index % means.count
      return min(6, max(-6, (value - means[column]) / deviations[column]))
    }
  }
}
