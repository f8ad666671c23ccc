import Glibc
import Numbers

/// Sources of a class per square degree and magnitude: two power laws of flux, joined smoothly.
///
///     n(m) = a / (10^(−s₁ (m − m₀)) + 10^(−s₂ (m − m₀)))
///
/// - Source: Own joins, normalised by eye to the counts of Yasuda et al. 2001, AJ 122, 1104
///   (galaxies), Chen et al. 2001, ApJ 553, 184 (stars at high latitude) and Richards et al.
///   2006, AJ 131, 2766 (quasars).
struct NumberCounts: Hashable, Sendable {
  /// `a` above, per square degree and magnitude.
  let normalization: Double
  /// `m₀` above, r magnitude.
  let breakMagnitude: Double
  /// `s₁` and `s₂` above.
  let brightSlope, faintSlope: Double

  init(_ sourceClass: SourceClass) {
    (normalization, breakMagnitude, brightSlope, faintSlope) =
      switch sourceClass {
      case .star: (740, 18, 0.3, 0.13)
      case .galaxy: (850, 19, 0.6, 0.35)
      case .quasar: (22, 19, 0.85, 0.3)
      }
  }

  /// Per square degree and magnitude.
  func density(at magnitude: Double) -> Double {
    let offset = magnitude - breakMagnitude
    return normalization / (pow(10, -brightSlope * offset) + pow(10, -faintSlope * offset))
  }
}

/// Magnitudes drawn by inverting cumulative counts.
struct MagnitudeSampler: Sendable {
  private static let step = 0.05
  private let brightest: Double
  /// Sources per square degree brighter than each grid magnitude.
  private let cumulative: [Double]

  init(counts: NumberCounts, magnitudes: ClosedRange<Double>) {
    brightest = magnitudes.lowerBound
    let steps = Int(clamping: ((magnitudes.upperBound - brightest) / Self.step).rounded(.up))
    var sums = [0.0]
    for step in 0..<steps {
      let middle = brightest + (Double(step) + 0.5) * Self.step
      sums.append(sums[step] + counts.density(at: middle) * Self.step)
    }
    cumulative = sums
  }

  /// Per square degree, over the whole range.
  var total: Double { cumulative[cumulative.count - 1] }

  /// The magnitude that a fraction `fraction` of the sources outshine.
  func magnitude(fraction: Double) -> Double {
    let target = fraction * total
    var low = 0
    var high = cumulative.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if cumulative[middle] <= target { low = middle } else { high = middle }
    }
    let inside = (target - cumulative[low]) / (cumulative[high] - cumulative[low])
    return brightest + (Double(low) + inside) * Self.step
  }
}
