import Glibc

/// A round profile of light as a sum of round Gaussians, whose convolutions are exact.
///
/// Fractions and variances are the most likely ones for the light in narrow rings, found by
/// expectation maximisation: all positive, of sum 1.
///
/// - Source: Mixtures for galaxies: Hogg & Lang 2013, PASP 125, 719. The iteration: Dempster,
///   Laird & Rubin 1977, J. R. Statist. Soc. B 39, 1.
struct RadialMixture: Hashable, Sendable {
  struct Component: Hashable, Sendable {
    /// Of the profile's light.
    var fraction: Double
    /// Along each axis, in the square of the radius' unit.
    var variance: Double
  }

  private(set) var components: [Component]

  private static let ringCount = 100
  private static let iterations = 200

  /// - Parameters:
  ///   - radii: The innermost and the outermost ring; what lies outside is left out.
  ///   - count: Gaussians.
  ///   - enclosed: The light within a radius, in any unit.
  init(
    radii: ClosedRange<Double>, count: Int, enclosed: (Double) -> Double
  ) {
    let ratio = log(radii.upperBound / radii.lowerBound)
    let edges =
      [0]
      + (0...Self.ringCount).map {
        radii.lowerBound * exp(ratio * Double($0) / Double(Self.ringCount))
      }
    let rings = Rings(edges: edges, enclosed: enclosed)
    components = (0..<count).map { index in
      // Gaussians peak, as rings see them, at their deviation.
      let deviation =
        radii.lowerBound * exp(ratio * (0.15 + 0.75 * Double(index) / Double(max(1, count - 1))))
      return Component(fraction: 1 / Double(count), variance: deviation * deviation)
    }
    for _ in 0..<Self.iterations { components = rings.improved(components) }
    components.sort { $0.variance < $1.variance }
  }

  /// Light per unit of area at a squared radius.
  func density(squaredRadius: Double) -> Double {
    components.reduce(0) { sum, component in
      sum + component.fraction / (2 * .pi * component.variance)
        * exp(-squaredRadius / (2 * component.variance))
    }
  }

  /// The profile with all lengths multiplied.
  func scaled(by factor: Double) -> RadialMixture {
    var result = self
    for index in components.indices { result.components[index].variance *= factor * factor }
    return result
  }

  /// ∫ density² over the plane, whose inverse is the noise-equivalent area.
  var squaredNorm: Double {
    var sum = 0.0
    for first in components {
      for second in components {
        sum += first.fraction * second.fraction / (2 * .pi * (first.variance + second.variance))
      }
    }
    return sum
  }
}

/// The light of a profile by rings, and the step that brings a mixture closer to it.
private struct Rings {
  /// Squares of the radii between rings, halved.
  private let halfSquares: [Double]
  /// Of sum 1.
  private let light: [Double]

  init(edges: [Double], enclosed: (Double) -> Double) {
    halfSquares = edges.map { $0 * $0 / 2 }
    let sums = edges.map(enclosed)
    let total = sums[sums.count - 1] - sums[0]
    light = zip(sums, sums.dropFirst()).map { ($1 - $0) / total }
  }

  func improved(_ old: [RadialMixture.Component]) -> [RadialMixture.Component] {
    var fractions = [Double](repeating: 0, count: old.count)
    var moments = fractions
    var parts = fractions
    var outside = old.map { component in (component, 1.0) }
    for ring in light.indices {
      var sum = 1e-300
      for index in outside.indices {
        let (component, before) = outside[index]
        let after = exp(-halfSquares[ring + 1] / component.variance)
        parts[index] = component.fraction * (before - after)
        sum += parts[index]
        outside[index].1 = after
      }
      let middle = (halfSquares[ring] + halfSquares[ring + 1]) / 2
      for index in parts.indices {
        let part = light[ring] * parts[index] / sum
        fractions[index] += part
        moments[index] += part * middle
      }
    }
    return zip(fractions, moments).map { fraction, moment in
      RadialMixture.Component(fraction: fraction, variance: moment / max(fraction, 1e-300))
    }
  }
}
