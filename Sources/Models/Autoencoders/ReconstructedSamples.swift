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
    precondition(
      reconstruction.count == features.count,
      "expected \(features.count) numbers, found \(reconstruction.count)")
    var (sum, total) = (0.0, 0.0)
    for index in features.indices {
      let difference = Double(reconstruction[index] - features[index])
      sum += Double(weights[index]) * difference * difference
      total += Double(weights[index])
    }
    return total > 0 ? sum / total : nil
  }

  var trainingData: TrainingData {
    TrainingData(reconstructing: features, featureCount: width, weights: weights)
  }
}
