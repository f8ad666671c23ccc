/// The classifiers a user can name.
public enum ModelKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// One product and a softmax: the PCA baseline.
  case logistic
  /// Dense layers, several networks' answers averaged: the default for photometry.
  case mlp
  /// Convolutions with batch normalization on images; some 300,000 numbers.
  case cnn
  /// The same, deeper and wider, in residual blocks.
  case cnnLarge = "cnn-large"
  /// Pairs and triples of plain convolutions and a wide dense layer, as Simonyan & Zisserman 2015.
  case vgg
  /// ResNet-18's layers, whose published weights can be read.
  case resnet18
  /// A branch for images and one for photometry, joined near the end.
  case fused

  /// Whether it looks at images.
  public var seesImages: Bool { self != .logistic && self != .mlp }
  /// Whether it looks at photometry.
  public var seesPhotometry: Bool { !seesImages || self == .fused }
  /// Whether it has hidden layers for photometry.
  var hasHiddenLayers: Bool { self == .mlp || self == .fused }
}
