import COneDNN

/// In what numbers products are computed.
public enum Precision: String, Codable, Sendable, CaseIterable {
  /// ``bfloat16`` where the processor multiplies such numbers faster, else ``float32``.
  case automatic
  case float32
  /// Mixed: weights, sums over the batch, norms, losses and the optimizer in float32; products
  /// and the activations between them in numbers of half the width, which have float32's range
  /// and eight bits of precision.
  case bfloat16

  /// What programs compiled with this precision compute in on this processor, under the limit
  /// that `ONEDNN_MAX_CPU_ISA` sets: float32 where there are no instructions for less.
  public var resolved: Precision {
    switch self {
    case .float32: .float32
    case .automatic, .bfloat16: onednn_bfloat16_support() == onednn_none ? .float32 : .bfloat16
    }
  }
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
  /// Bytes; a graph that takes more is not compiled.
  public var memoryLimit = Int.max

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
