import Engine
public import Files
import Numbers

extension SkysortError {
  /// A network that cannot be computed as described.
  init(network error: EngineError) {
    guard case .exceedsMemory(let needed, let available) = error else {
      self.init(path: "network", problem: "\(error)")
      return
    }
    self.init(
      exceedingMemory: "a batch", needed: Double(needed), available: Double(available),
      path: "network", fix: "Use smaller batches, images or layers.")
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

  /// Whether it tells of a training and no file, because the training knows none.
  public var isOfTraining: Bool {
    ["training", "training configuration", "network", "training data", "validation data"]
      .contains(path)
  }
}

extension ProgramOptions {
  /// The same, for programs that fit in the memory that is free now.
  var limitedToAvailableMemory: ProgramOptions {
    var options = self
    options.memoryLimit = Int(clamping: AvailableMemory.bytes)
    return options
  }
}
