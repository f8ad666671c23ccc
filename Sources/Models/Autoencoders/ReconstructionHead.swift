public import Engine
public import Files
public import Learning

/// A head that gives back what went in, by a code of a few numbers: an autoencoder's.
public struct ReconstructionHead: Hashable, Sendable {
  public var kind = AutoencoderConfiguration.Kind.autoencoder
  public var network: AutoencoderNetwork

  public init(network: AutoencoderNetwork) { self.network = network }

  /// Numbers of a code.
  public var latent: Int { network.latent }
}

extension ReconstructionHead: ModelHead {
  public static var fileKind: String? { "autoencoder" }
  public static var noun: String { "an autoencoder" }
  public var kindName: String { kind.rawValue }
  public var inputs: SampleShape { network.inputs }
  public var memberCount: Int { 1 }
  public var layout: ParameterLayout { network.layout }
  public static func tensorPrefix(ofMember index: Int) -> String { "network." }
  /// The codes, and by sample the mean square of what the reconstruction leaves.
  public var goldenAnswers: [GoldenAnswer] {
    [.init("codes", width: latent), .init("errors", width: nil)]
  }
  public var embeddingWidth: Int { latent }
  public var inconsistency: (location: String, problem: String)? { nil }

  public static func embedder(
    of file: SafetensorsFile, path: String, threads: Int, testTimeAugmentation: Int?
  ) throws(SkysortError) -> Embedder {
    Embedder(
      try Autoencoder(ModelFile(file, path: path), path: path, threads: threads),
      testTimeAugmentation: testTimeAugmentation)
  }
}

extension ReconstructionHead: Codable {
  private typealias Key = DescriptionKey<ReconstructionHead>

  public static var settingNames: [String] { ["kind", "network"] }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    kind = try values.decode(AutoencoderConfiguration.Kind.self, forKey: Key("kind"))
    network = try values.decode(AutoencoderNetwork.self, forKey: Key("network"))
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(kind, forKey: Key("kind"))
    try values.encode(network, forKey: Key("network"))
  }
}
