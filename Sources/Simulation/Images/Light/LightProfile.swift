import Glibc
import Numbers

/// Profiles of light that surveys fit.
enum LightProfile {
  /// Sérsic's profile of half-light radius 1.
  ///
  ///     I(r) ∝ exp(−b (r^(1/n) − 1))
  ///
  /// - Parameter index: `n` above: 1 of discs, 4 of ellipticals and bulges.
  /// - Source: Sérsic 1968; `b` by Ciotti & Bertin 1999, A&A 352, 447.
  static func sersic(index: Double) -> RadialMixture {
    let b =
      2 * index - 1.0 / 3 + 4 / (405 * index) + 46 / (25_515 * index * index)
    // Steep profiles are narrow in the middle and wide outside.
    let radii = index < 1.5 ? 0.03...6.0 : 0.003...16.0
    let rings = EnclosedLight(radii: radii) { exp(-b * (pow($0, 1 / index) - 1)) }
    return RadialMixture(radii: radii, count: index < 1.5 ? 5 : 7) { rings.within($0) }
  }

  /// Moffat's profile of a point seen through the atmosphere.
  ///
  ///     I(r) ∝ (1 + (r / a)²)^(−β)
  ///
  /// - Parameters:
  ///   - width: Full width at half maximum.
  ///   - exponent: `β` above, greater than 1.
  /// - Source: Moffat 1969, A&A 3, 455.
  static func moffat(width: Double, exponent: Double) -> RadialMixture {
    let scale = moffatScale(width: width, exponent: exponent)
    return RadialMixture(radii: (0.03 * scale)...(12 * scale), count: 6) {
      1 - pow(1 + pow($0 / scale, 2), 1 - exponent)
    }
  }

  /// The profile's density in the middle.
  static func moffatPeak(width: Double, exponent: Double) -> Double {
    let scale = moffatScale(width: width, exponent: exponent)
    return (exponent - 1) / (.pi * scale * scale)
  }

  private static func moffatScale(width: Double, exponent: Double) -> Double {
    width / (2 * (pow(2, 1 / exponent) - 1).squareRoot())
  }
}

/// Light within a radius, summed up from the surface brightness.
private struct EnclosedLight {
  private static let steps = 1000
  private let start, stepLength: Double
  private let sums: [Double]

  /// - Parameter brightness: At a radius.
  init(radii: ClosedRange<Double>, brightness: (Double) -> Double) {
    // Half-steps of ln r; the light of a thin ring is 2π r² I(r) d ln r.
    let first = log(radii.lowerBound) - 12
    let step = (log(radii.upperBound) - first) / Double(Self.steps)
    func light(_ position: Double) -> Double {
      let radius = exp(first + step * position)
      return radius * radius * brightness(radius) * step
    }
    var running = 0.0
    var sums = [0.0]
    for index in 0..<Self.steps {
      let place = Double(index)
      running += (light(place) + 4 * light(place + 0.5) + light(place + 1)) / 6
      sums.append(running)
    }
    start = first
    stepLength = step
    self.sums = sums
  }

  func within(_ radius: Double) -> Double {
    guard radius > 0 else { return 0 }
    let position = min(max(0, (log(radius) - start) / stepLength), Double(Self.steps))
    let index = min(Int(clamping: position), Self.steps - 1)
    return sums[index] + (position - Double(index)) * (sums[index + 1] - sums[index])
  }
}
