/// In what numbers products are computed.
public enum Precision: String, Codable, Sendable, CaseIterable {
  /// Left to the engine, which computes in single precision on every processor.
  case automatic
  case float32

  /// What programs compiled with this precision compute in.
  public var resolved: Precision { .float32 }
}

/// How a graph is compiled.
public struct ProgramOptions: Hashable, Codable, Sendable {
  public var precision: Precision
  /// Threads that share each run; results do not depend on it.
  public var threads: Int
  /// Seed of dropout.
  public var seed: UInt64
  /// Whether runs are timed step by step, for ``Program/describe()``.
  public var isProfiled: Bool

  public init(
    precision: Precision = .automatic, threads: Int = 1, seed: UInt64 = 0,
    isProfiled: Bool = false
  ) {
    precondition(threads > 0, "threads must be positive, found \(threads)")
    self.precision = precision
    self.threads = threads
    self.seed = seed
    self.isProfiled = isProfiled
  }
}
