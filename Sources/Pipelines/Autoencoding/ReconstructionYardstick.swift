public import Models

/// Another way to make short codes, that an autoencoder is compared with: principal components.
public protocol ReconstructionYardstick: Sendable {
  /// As a report calls it.
  var name: String { get }

  /// How near reconstructions from as many numbers come.
  ///
  /// - Parameters:
  ///   - heldOut: What is reconstructed.
  ///   - training: What may be learned from.
  ///   - components: Numbers of a code.
  /// - Returns: As `heldOut.meanSquaredError(of:)` gives.
  func meanSquaredError(
    of heldOut: ReconstructedSamples, learnedFrom training: ReconstructedSamples, components: Int
  ) throws -> Double?
}
