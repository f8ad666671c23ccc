public import Engine
public import Learning
public import Preprocessing

/// Everything about an autoencoder but its numbers.
public struct AutoencoderDescription: Hashable, Sendable, Codable {
  public var kind = AutoencoderConfiguration.Kind.autoencoder
  public var network: AutoencoderNetwork
  /// The photometry; without features where pictures are looked at.
  public var features: FittedFeatures
  /// `nil` where photometry is looked at.
  public var pictures: PictureInputs?
  public var provenance: ModelProvenance

  enum CodingKeys: String, CodingKey, CaseIterable {
    case kind, network, features, pictures, provenance
  }

  public init(
    network: AutoencoderNetwork, features: FittedFeatures, pictures: PictureInputs?,
    provenance: ModelProvenance
  ) {
    self.network = network
    self.features = features
    self.pictures = pictures
    self.provenance = provenance
  }
}

extension AutoencoderDescription {
  /// Numbers of one sample.
  public var inputCount: Int { (pictures?.count ?? 0) + features.count }
  /// Numbers of a code.
  public var latent: Int { network.latent }

  /// What a model is trained and run in; see ``ModelDescription/precision``.
  public var precision: Precision { pictures == nil ? .float32 : .automatic }

  /// What one sample is.
  var sampleShape: SampleShape { SampleShape(pictures: pictures, features: features.count) }
}
