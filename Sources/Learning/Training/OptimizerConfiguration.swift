import Settings

/// Which rule turns gradients into steps, and its constants.
public enum OptimizerConfiguration: Hashable, Sendable {
  /// Gradient descent on one batch at a time.
  case sgd
  /// - Source: Polyak 1964; the velocity `v ← μ v + g`, the step `−rate v`.
  case momentum(Double)
  /// - Source: Sutskever et al. 2013, ICML, in the form `−rate (g + μ v)`.
  case nesterov(Double)
  /// - Source: Tieleman & Hinton 2012, Coursera lecture 6.5.
  case rmsprop(decay: Double, epsilon: Double)
  /// - Source: Kingma & Ba 2015, arXiv:1412.6980.
  case adam(AdamConstants)
  /// Adam whose weight decay does not pass through the gradient.
  ///
  /// - Source: Loshchilov & Hutter 2019, arXiv:1711.05101.
  case adamw(AdamConstants, weightDecay: Double)

  /// Decay rates of the two moments, and what keeps the divisor from zero.
  public struct AdamConstants: Hashable, Sendable {
    public var beta1: Double
    public var beta2: Double
    public var epsilon: Double

    public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
    }
  }

  /// AdamW with the constants of its authors and a decay of 0.01.
  public static let standard = OptimizerConfiguration.adamw(AdamConstants(), weightDecay: 0.01)
}

extension OptimizerConfiguration: Codable {
  private enum Kind: String, SettingsWord { case sgd, momentum, nesterov, rmsprop, adam, adamw }
  private enum PlainKeys: String, CodingKey, CaseIterable { case kind }
  private enum MomentumKeys: String, CodingKey, CaseIterable { case kind, momentum }
  private enum RootMeanSquareKeys: String, CodingKey, CaseIterable { case kind, decay, epsilon }
  private enum AdamKeys: String, CodingKey, CaseIterable { case kind, beta1, beta2, epsilon }
  private enum DecayingAdamKeys: String, CodingKey, CaseIterable {
    case kind, beta1, beta2, epsilon
    case weightDecay = "weight_decay"
  }

  public init(from decoder: any Decoder) throws {
    let kind = try decoder.container(keyedBy: AnyName.self)
      .decode(Kind.self, forKey: AnyName(stringValue: "kind"))
    let constants = AdamConstants()
    switch kind {
    case .sgd:
      _ = try decoder.container(keyedBy: PlainKeys.self)
      self = .sgd
    case .momentum, .nesterov:
      let values = try decoder.container(keyedBy: MomentumKeys.self)
      let momentum = try values.number(.momentum, default: 0.9, in: .fraction)
      self = kind == .momentum ? .momentum(momentum) : .nesterov(momentum)
    case .rmsprop:
      let values = try decoder.container(keyedBy: RootMeanSquareKeys.self)
      self = .rmsprop(
        decay: try values.number(.decay, default: 0.99, in: .fraction),
        epsilon: try values.number(.epsilon, default: constants.epsilon, in: .positive))
    case .adam:
      let values = try decoder.container(keyedBy: AdamKeys.self)
      self = .adam(
        AdamConstants(
          beta1: try values.number(.beta1, default: constants.beta1, in: .fraction),
          beta2: try values.number(.beta2, default: constants.beta2, in: .fraction),
          epsilon: try values.number(.epsilon, default: constants.epsilon, in: .positive)))
    case .adamw: self = try Self.adamw(decoder, constants)
    }
  }

  private static func adamw(
    _ decoder: any Decoder, _ constants: AdamConstants
  ) throws -> OptimizerConfiguration {
    let values = try decoder.container(keyedBy: DecayingAdamKeys.self)
    return .adamw(
      AdamConstants(
        beta1: try values.number(.beta1, default: constants.beta1, in: .fraction),
        beta2: try values.number(.beta2, default: constants.beta2, in: .fraction),
        epsilon: try values.number(.epsilon, default: constants.epsilon, in: .positive)),
      weightDecay: try values.number(.weightDecay, default: 0.01, in: .notNegative))
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .sgd:
      var values = encoder.container(keyedBy: PlainKeys.self)
      try values.encode(Kind.sgd, forKey: .kind)
    case .momentum(let momentum), .nesterov(let momentum):
      var values = encoder.container(keyedBy: MomentumKeys.self)
      let isPlain = self == .momentum(momentum)
      try values.encode(isPlain ? Kind.momentum : .nesterov, forKey: .kind)
      try values.encode(momentum, forKey: .momentum)
    case .rmsprop(let decay, let epsilon):
      var values = encoder.container(keyedBy: RootMeanSquareKeys.self)
      try values.encode(Kind.rmsprop, forKey: .kind)
      try values.encode(decay, forKey: .decay)
      try values.encode(epsilon, forKey: .epsilon)
    case .adam(let constants):
      try Self.encode(Kind.adam, constants, weightDecay: nil, to: encoder)
    case .adamw(let constants, let weightDecay):
      try Self.encode(Kind.adamw, constants, weightDecay: weightDecay, to: encoder)
    }
  }

  private static func encode(
    _ kind: Kind, _ constants: AdamConstants, weightDecay: Double?, to encoder: any Encoder
  ) throws {
    var values = encoder.container(keyedBy: DecayingAdamKeys.self)
    try values.encode(kind, forKey: .kind)
    try values.encode(constants.beta1, forKey: .beta1)
    try values.encode(constants.beta2, forKey: .beta2)
    try values.encode(constants.epsilon, forKey: .epsilon)
    try values.encodeIfPresent(weightDecay, forKey: .weightDecay)
  }
}
