import Glibc
import Random

/// Galactic reddening over the sky: a log-normal field of plane waves, smooth over degrees.
struct DustField: Sendable {
  private struct Wave {
    /// Cycles per degree, along right ascension times cos δ and along declination.
    let frequency: (Double, Double)
    let phase: Double
    let amplitude: Double
  }

  private let median: Double
  private let waves: [Wave]

  /// - Parameters:
  ///   - median: E(B−V) in magnitudes.
  ///   - random: Decides the field; positions decide the rest.
  init(median: Double, random: inout RandomStream) {
    self.median = median
    waves = (0..<12).map { index in
      let cyclesPerDegree = 0.05 * pow(1.35, Double(index))
      let angle = 2 * .pi * random.nextUnit()
      return Wave(
        frequency: (cyclesPerDegree * cos(angle), cyclesPerDegree * sin(angle)),
        phase: random.nextUnit(), amplitude: 0.3 * pow(0.85, Double(index)))
    }
  }

  /// E(B−V) in magnitudes at a position in degrees.
  func reddening(rightAscension: Double, declination: Double) -> Double {
    let x = rightAscension * cos(declination * .pi / 180)
    var exponent = 0.0
    for wave in waves {
      let turns = wave.frequency.0 * x + wave.frequency.1 * declination + wave.phase
      exponent += wave.amplitude * sin(2 * .pi * turns)
    }
    return median * exp(exponent)
  }

  /// A_band / E(B−V) in u, g, r, i, z.
  ///
  /// - Source: Schlafly & Finkbeiner 2011, ApJ 737, 103, table 6, R_V = 3.1.
  static let coefficients = [4.239, 3.303, 2.285, 1.698, 1.263]
}
