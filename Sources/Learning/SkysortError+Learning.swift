import Engine
public import Files

extension SkysortError {
  /// A network that cannot be computed as described.
  init(network error: EngineError) {
    self.init(path: "network", problem: "\(error)")
  }

  /// Data of which nothing counts.
  static func noWeight(in role: String) -> SkysortError {
    SkysortError(
      path: "\(role) data", problem: "has no row of positive weight",
      fix: "Check the filters and the split.")
  }

  /// Whether a training ran away or cannot be computed with its settings, while its data are fine.
  public var isTrainingFailure: Bool {
    exitCode == .badData && ["training", "training configuration", "network"].contains(path)
  }
}
