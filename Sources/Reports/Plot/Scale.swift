import Glibc

/// Maps values to positions on the page.
struct Scale: Sendable {
  enum Kind: Sendable { case linear, logarithmic }

  let domain: ClosedRange<Double>
  /// Where the domain's lower and upper bound fall, in page units; may descend.
  let start: Double
  let end: Double
  let kind: Kind

  /// - Parameter value: Positive on a logarithmic scale; beyond the domain is clamped to it.
  func position(_ value: Double) -> Double {
    let clamped = min(domain.upperBound, max(domain.lowerBound, value))
    let fraction =
      switch kind {
      case .linear:
        (clamped - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
      case .logarithmic:
        log(clamped / domain.lowerBound) / log(domain.upperBound / domain.lowerBound)
      }
    return start + fraction * (end - start)
  }
}
