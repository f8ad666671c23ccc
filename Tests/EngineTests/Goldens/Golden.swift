import Testing

@testable import Engine

/// What another program computed, digested to a few numbers a tensor.
struct Golden {
  /// Of every step.
  let losses: [Double]
  /// By name: the largest magnitude; the first, middle and last element; three projections.
  private let digests: [String: [Double]]
  /// Largest difference, in parts of a tensor's largest magnitude.
  private static let tolerance = 1e-4
  /// Of gradients, of statistics, which sum up activations, and of what rests on them: where a rounding turns one of a
  /// million rectifiers, its share moves at once.
  private static let toleranceOfSums = 2e-3

  /// - Parameter text: A line `loss` and two of numbers, then a line with a tensor's name and one
  ///   with its digest for every tensor.
  init(_ text: String) {
    let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
    losses = lines[1...2].joined().map { Double($0)! }
    var digests: [String: [Double]] = [:]
    for index in stride(from: 3, to: lines.count, by: 2) {
      digests[lines[index].joined(separator: " ")] = lines[index + 1].map { Double($0)! }
    }
    self.digests = digests
  }

  /// Names that begin with a word, without it.
  func names(_ word: String) -> Set<String> {
    let found = digests.keys.filter { $0.hasPrefix(word + " ") }
    return Set(found.map { String($0.dropFirst(word.count + 1)) })
  }

  /// Expects a tensor to have the digest of a name.
  func check(_ name: String, _ values: UnsafeBufferPointer<Float>) {
    guard let digest = digests[name] else {
      Issue.record("there is no golden \(name)")
      return
    }
    let places = [0, values.count / 2, values.count - 1]
    let found =
      places.map { Double(unsafe values[$0]) }
      + (0..<3).map { unsafe MadeNumbers.shared.projection(values, on: "pattern \($0)") }
    let isSum =
      name.hasPrefix("gradient") || name.contains("running_") || name == "inference"
    let limit = (isSum ? Self.toleranceOfSums : Self.tolerance) * digest[0]
    for (found, expected) in zip(found, digest.dropFirst()) {
      #expect(abs(found - expected) <= limit, "\(name): off by \(found - expected) of \(digest[0])")
    }
  }

  func check(step: Int, loss: Float) {
    let expected = losses[step]
    // Later losses are small differences of large logits: the first one sets the scale.
    let limit = Self.tolerance * abs(losses[0])
    #expect(abs(Double(loss) - expected) <= limit, "loss of step \(step)")
  }
}
