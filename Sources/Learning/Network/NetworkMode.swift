/// What a network is built for.
public enum NetworkMode: Hashable, Sendable {
  /// Dropout acts and batch normalization sees its own batch; not in an encoder that is frozen.
  case training(encoderIsFrozen: Bool = false)
  case inference
  /// Inference with dropout, to draw several answers and see how far they differ.
  ///
  /// - Source: Gal & Ghahramani 2016, ICML, 'Dropout as a Bayesian Approximation'.
  case sampling

  var isTraining: Bool { if case .training = self { true } else { false } }

  /// The mode of all layers in front of the head.
  var ofEncoder: NetworkMode {
    self == .training(encoderIsFrozen: true) ? .inference : self
  }
}
