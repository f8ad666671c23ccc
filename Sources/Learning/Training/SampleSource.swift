/// Samples that must be read, decoded or made before they can be learned: images in files,
/// objects cut out of images, simulations.
///
/// Several background threads may load at once. The same sample of the same epoch must always
/// come out as the same numbers; random changes draw from a stream numbered by both.
public protocol SampleSource: Sendable {
  /// Samples per epoch.
  var count: Int { get }
  /// What one sample's features are.
  var shape: SampleShape { get }
  /// Numbers per target: classes, for a classifier.
  var targetCount: Int { get }
  /// What tells these samples from others, such as a digest of the list of files and of how they
  /// are changed on the way; a training is resumed only with an equal one.
  var identity: String { get }

  /// Writes one sample.
  ///
  /// - Parameters:
  ///   - sample: In `0..<count`.
  ///   - epoch: Counted from 0; always 0 where samples are for validation.
  ///   - buffer: All zeros, with weight 1; what is not written stays so.
  /// - Throws: What is wrong with the sample; the training ends with it, and names the sample.
  func load(sample: Int, epoch: Int, into buffer: inout SampleBuffer) throws
}

/// Room for one sample.
@safe public struct SampleBuffer: ~Copyable {
  /// As many numbers as the source's ``SampleSource/shape`` has, row-major.
  public let features: UnsafeMutableBufferPointer<Float>
  /// ``SampleSource/targetCount`` numbers.
  public let targets: UnsafeMutableBufferPointer<Float>
  /// How much the sample counts; not negative.
  public var weight: Float = 1

  init(features: UnsafeMutableBufferPointer<Float>, targets: UnsafeMutableBufferPointer<Float>) {
    unsafe self.features = features
    unsafe self.targets = targets
    unsafe features.update(repeating: 0)
    unsafe targets.update(repeating: 0)
  }

  /// What the source must not have left; `nil` where all is well.
  var problem: String? {
    guard unsafe Self.isFinite(features), unsafe Self.isFinite(targets) else {
      return "holds numbers that are not finite"
    }
    return weight >= 0 && weight.isFinite ? nil : "has weight \(weight), which must be 0 or more"
  }

  /// In a form of which the compiler makes wide instructions.
  private static func isFinite(_ values: UnsafeMutableBufferPointer<Float>) -> Bool {
    let exponent: UInt32 = 0x7F80_0000
    var largest: UInt32 = 0
    for index in values.indices {
      largest = max(largest, unsafe values[index].bitPattern & exponent)
    }
    return largest < exponent
  }
}

/// How samples are loaded in the background; the numbers that come out do not depend on it.
public struct SampleLoading: Hashable, Sendable {
  /// Background threads that read and decode.
  public var threads: Int
  /// Batches that may lie ready at once; at least one per thread is kept.
  public var batchesAhead: Int

  public init(threads: Int = 1, batchesAhead: Int = 2) {
    precondition(
      threads > 0 && batchesAhead > 0,
      "expected positive numbers, found \(threads) threads and \(batchesAhead) batches")
    self.threads = threads
    self.batchesAhead = batchesAhead
  }

  /// Batches that there is room for.
  var capacity: Int { max(threads, batchesAhead) }
}
