internal import Learning

/// Samples in memory as an autoencoder sees them.
public struct ReconstructedSamples: Hashable, Sendable {
  /// Positions in the training table.
  public let rows: [Int]
  /// Numbers of a sample.
  public let width: Int
  /// Shape `[rows, width]`, in scaled units.
  public let features: [Float]
  /// Shape as ``features``; 0 where nothing was measured.
  public let weights: [Float]

  /// The mean square of what reconstructions leave, over all numbers that were measured; `nil`
  /// where there are none.
  ///
  /// - Parameter reconstruction: Shape as ``features``.
  public func meanSquaredError(of reconstruction: [Float]) -> Double? {
    var squares = WeightedSquares()
    squares.add(self, less: reconstruction)
    return squares.mean
  }

  var trainingData: TrainingData {
    TrainingData(reconstructing: features, featureCount: width, weights: weights)
  }
}

/// Squares of differences, added up.
struct WeightedSquares {
  private var sum = 0.0
  private var total = 0.0

  /// `nil` where nothing was measured.
  var mean: Double? { total > 0 ? sum / total : nil }

  /// - Parameter reconstruction: Shape as the samples' features.
  mutating func add(_ samples: ReconstructedSamples, less reconstruction: [Float]) {
    precondition(
      reconstruction.count == samples.features.count,
      "expected \(samples.features.count) numbers, found \(reconstruction.count)")
    for index in reconstruction.indices {
      let difference = Double(reconstruction[index] - samples.features[index])
      sum += Double(samples.weights[index]) * difference * difference
      total += Double(samples.weights[index])
    }
  }
}
