public import Engine
internal import Learning
public import Preprocessing

/// Everything about a model but its numbers.
public struct ModelDescription<Head: ModelHead>: Hashable, Sendable {
  /// The networks, and what they say.
  public var head: Head
  /// The photometry; without features where only images are looked at.
  public var features: FittedFeatures
  /// `nil` where no images are looked at.
  public var images: ImageInputs?
  public var provenance: ModelProvenance

  public init(
    head: Head, features: FittedFeatures, images: ImageInputs?, provenance: ModelProvenance
  ) {
    self.head = head
    self.features = features
    self.images = images
    self.provenance = provenance
  }
}

extension ModelDescription {
  /// Numbers of one sample.
  public var inputCount: Int { (images?.count ?? 0) + features.count }

  /// What a model is trained and run in. Catalogs of tables should not differ from processor to
  /// processor, and reading a table takes longer than its network; images take the processor's
  /// fastest.
  public var precision: Precision { images == nil ? .float32 : .automatic }

  /// What one sample is.
  var sampleShape: SampleShape { SampleShape(images: images, features: features.count) }

  /// How far an answer to a model's own examples may lie from the one that was written: rounding
  /// differs by machine, and more so where images are computed in bfloat16 numbers on some.
  var goldenTolerance: Double { images == nil ? 2e-3 : 5e-2 }

  /// What contradicts itself, and where; `nil` where all is well.
  var inconsistency: (location: String, problem: String)? {
    if head.inputs != sampleShape {
      return ("network", "it takes \(head.inputs) for \(sampleShape)")
    }
    if let found = head.inconsistency { return found }
    guard images == nil || features.count > 0 else { return nil }
    return features.inconsistency.map { ("features", $0) }
  }
}

extension ModelDescription: Codable {
  private typealias Key = DescriptionKey<Head>

  public init(from decoder: any Decoder) throws {
    head = try Head(from: decoder)
    let values = try decoder.container(keyedBy: Key.self)
    features = try values.decode(FittedFeatures.self, forKey: Key("features"))
    images = try values.decodeIfPresent(ImageInputs.self, forKey: Key("images"))
    provenance = try values.decode(ModelProvenance.self, forKey: Key("provenance"))
  }

  /// Head and the rest lie beside each other, as if they were one.
  public func encode(to encoder: any Encoder) throws {
    try head.encode(to: encoder)
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(features, forKey: Key("features"))
    try values.encodeIfPresent(images, forKey: Key("images"))
    try values.encode(provenance, forKey: Key("provenance"))
  }
}

/// Where a model comes from; nothing of time or machine, so that equal trainings agree.
public struct ModelProvenance: Hashable, Sendable, Codable {
  public var toolVersion: String
  /// SHA-256 of the settings the training ran with, as canonical JSON.
  public var configurationDigest: String
  public var seed: UInt64
  public var trainingRows: Int
  public var validationRows: Int
  public var inputs: [InputDigest]

  /// A file the model learned from.
  public struct InputDigest: Hashable, Sendable, Codable {
    /// Without its folder.
    public var name: String
    public var sha256: String

    public init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case seed, inputs
    case toolVersion = "tool_version"
    case configurationDigest = "configuration_digest"
    case trainingRows = "training_rows"
    case validationRows = "validation_rows"
  }
}
