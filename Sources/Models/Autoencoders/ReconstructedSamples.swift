internal import Evaluation
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
    var error = MeanSquaredError()
    error.add(reconstruction, truth: features, weights: weights)
    return error.value
  }

  var trainingData: TrainingData {
    TrainingData(reconstructing: features, featureCount: width, weights: weights)
  }
}
