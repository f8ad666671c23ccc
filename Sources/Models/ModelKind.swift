/// The classifiers a user can name.
public enum ModelKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// One product and a softmax: the yardstick.
  case logistic
  /// Dense layers, several networks' answers averaged: the default for photometry.
  case mlp
}
