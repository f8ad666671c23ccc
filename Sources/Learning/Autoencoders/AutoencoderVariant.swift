import Settings

/// What an autoencoder's training asks besides a reconstruction that is like the input.
///
///     variant: plain
///     variant: {sparse: {weight: 0.001}}
///     variant: {denoising: {noise: 0.3}}
///     variant: {variational: {weight: 1, warm_up: 10}}
public enum AutoencoderVariant: Hashable, Sendable {
  case plain
  /// One projection around the mean, there and back, which comes to span the principal components.
  ///
  /// - Source: Baldi & Hornik 1989, Neural Networks 2, 53.
  case linear
  /// With `weight` times the mean size of the code's numbers in the loss.
  case sparse(weight: Double)
  /// The encoder sees normal noise of this deviation, in scaled units, that it should take away.
  ///
  /// - Source: Vincent et al. 2010, JMLR 11, 3371.
  case denoising(noise: Double)
  /// The code is a normal distribution, held near the standard one.
  ///
  /// - Source: Kingma & Welling 2014, ICLR, arXiv:1312.6114.
  case variational(Divergence)

  /// How much the code's divergence from the standard normal distribution counts.
  public struct Divergence: Hashable, Sendable {
    /// 1 makes the loss a bound on the data's probability; see ``AutoencoderNetwork``.
    public var weight: Double
    /// Epochs, or parts of one, over which the weight rises from 0 in a straight line.
    public var warmUpEpochs: Double

    public init(weight: Double = 1, warmUpEpochs: Double = 10) {
      self.weight = weight
      self.warmUpEpochs = warmUpEpochs
    }

    /// The weight after so many epochs.
    func weight(after epochs: Double) -> Double {
      warmUpEpochs > 0 ? weight * min(1, epochs / warmUpEpochs) : weight
    }
  }

  /// The name in YAML.
  public var name: String { kind.rawValue }

  private var kind: Kind {
    switch self {
    case .plain: .plain
    case .linear: .linear
    case .sparse: .sparse
    case .denoising: .denoising
    case .variational: .variational
    }
  }

  /// Every variant by name.
  public static let names = Kind.allCases.map(\.rawValue)
}

extension AutoencoderVariant: Codable {
  private enum Kind: String, CodingKey, SettingsWord {
    case plain, linear, sparse, denoising, variational
  }
  private enum SparseKeys: String, CodingKey, CaseIterable { case weight }
  private enum DenoisingKeys: String, CodingKey, CaseIterable { case noise }
  private enum VariationalKeys: String, CodingKey, CaseIterable {
    case weight
    case warmUpEpochs = "warm_up"
  }

  private static let sparsity = 1e-3
  private static let noise = 0.3

  public init(from decoder: any Decoder) throws {
    if case .text = try StructuredValue(from: decoder).content {
      switch try Kind(from: decoder) {
      case .plain: self = .plain
      case .linear: self = .linear
      case .sparse: self = .sparse(weight: Self.sparsity)
      case .denoising: self = .denoising(noise: Self.noise)
      case .variational: self = .variational(Divergence())
      }
      return
    }
    let values = try decoder.container(keyedBy: Kind.self)
    guard let kind = values.allKeys.first, values.allKeys.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "needs one variant, found \(values.allKeys.count)"))
    }
    self = try Self.stated(kind, values)
  }

  private static func stated(
    _ kind: Kind, _ values: KeyedDecodingContainer<Kind>
  ) throws -> AutoencoderVariant {
    switch kind {
    case .plain, .linear:
      throw values.diagnostic(kind, "has no settings; write 'variant: \(kind.rawValue)'")
    case .sparse:
      let settings = try values.nestedContainer(keyedBy: SparseKeys.self, forKey: kind)
      return .sparse(weight: try settings.number(.weight, default: sparsity, in: .notNegative))
    case .denoising:
      let settings = try values.nestedContainer(keyedBy: DenoisingKeys.self, forKey: kind)
      return .denoising(noise: try settings.number(.noise, default: noise, in: .notNegative))
    case .variational:
      let settings = try values.nestedContainer(keyedBy: VariationalKeys.self, forKey: kind)
      let standard = Divergence()
      return .variational(
        Divergence(
          weight: try settings.number(.weight, default: standard.weight, in: .notNegative),
          warmUpEpochs: try settings.number(
            .warmUpEpochs, default: standard.warmUpEpochs, in: .notNegative)))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .plain, .linear: try kind.encode(to: encoder)
    case .sparse(let weight):
      var values = encoder.container(keyedBy: Kind.self)
      var settings = values.nestedContainer(keyedBy: SparseKeys.self, forKey: .sparse)
      try settings.encode(weight, forKey: .weight)
    case .denoising(let noise):
      var values = encoder.container(keyedBy: Kind.self)
      var settings = values.nestedContainer(keyedBy: DenoisingKeys.self, forKey: .denoising)
      try settings.encode(noise, forKey: .noise)
    case .variational(let divergence):
      var values = encoder.container(keyedBy: Kind.self)
      var settings = values.nestedContainer(keyedBy: VariationalKeys.self, forKey: .variational)
      try settings.encode(divergence.weight, forKey: .weight)
      try settings.encode(divergence.warmUpEpochs, forKey: .warmUpEpochs)
    }
  }
}
