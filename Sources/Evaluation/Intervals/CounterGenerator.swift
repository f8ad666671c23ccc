import Glibc

/// Random numbers that are a function of (seed, stream, counter): SplitMix64.
///
/// - Source: Steele, Lea & Flood 2014, OOPSLA, 453.
struct CounterGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64, stream: UInt64) {
    state = Self.mix(seed &+ 0x9e37_79b9_7f4a_7c15) ^ Self.mix(~stream)
  }

  private static func mix(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Self.mix(state)
  }

  /// Uniform in the open interval from 0 to 1.
  mutating func nextUnit() -> Double {
    (Double(next() >> 11) + 0.5) * 0x1p-53
  }

  /// How many of `trials` succeed, each with the given probability.
  mutating func binomial(trials: Double, probability: Double) -> Double {
    if probability >= 1 { return trials }
    if trials <= 0 || probability <= 0 { return 0 }
    if probability > 0.5 { return trials - binomial(trials: trials, probability: 1 - probability) }
    return trials * probability < 10
      ? binomialByInversion(trials: trials, probability: probability)
      : binomialByRejection(trials: trials, probability: probability)
  }

  /// Walks up the cumulative distribution; for means below 10.
  private mutating func binomialByInversion(trials: Double, probability: Double) -> Double {
    let odds = probability / (1 - probability)
    var term = exp(trials * log1p(-probability))
    var remaining = nextUnit()
    var count = 0.0
    while remaining > term, count < trials {
      remaining -= term
      term *= odds * (trials - count) / (count + 1)
      count += 1
    }
    return count
  }

  /// Transformed rejection with a squeeze, algorithm BTRS.
  ///
  /// - Source: Hörmann 1993, J. Stat. Comput. Simul. 46, 101.
  private mutating func binomialByRejection(trials n: Double, probability p: Double) -> Double {
    let spread = (n * p * (1 - p)).squareRoot()
    let b = 1.15 + 2.53 * spread
    let a = -0.0873 + 0.0248 * b + 0.01 * p
    let centre = n * p + 0.5
    let squeeze = 0.92 - 4.2 / b
    let alpha = (2.83 + 5.1 / b) * spread
    let mode = ((n + 1) * p).rounded(.down)
    while true {
      let u = nextUnit() - 0.5
      let v = nextUnit()
      let edge = 0.5 - abs(u)
      let k = ((2 * a / edge + b) * u + centre).rounded(.down)
      if edge >= 0.07, v <= squeeze { return k }
      if k < 0 || k > n { continue }
      let bound = log(v * alpha / (a / (edge * edge) + b))
      let target =
        logFactorial(mode) + logFactorial(n - mode) - logFactorial(k) - logFactorial(n - k)
        + (k - mode) * log(p / (1 - p))
      if bound <= target { return k }
    }
  }

  private func logFactorial(_ k: Double) -> Double { lgamma(k + 1).0 }

  /// Draws as many rows as `cells` holds, with replacement, and counts them by cell.
  ///
  /// - Parameters:
  ///   - cells: Whole counts.
  ///   - total: Their sum.
  ///   - result: As long as `cells`; overwritten.
  mutating func resample(_ cells: [Double], total: Double, into result: inout [Double]) {
    var rows = total
    var mass = total
    for index in cells.indices {
      let cell = cells[index]
      guard cell > 0, rows > 0 else {
        result[index] = 0
        continue
      }
      let drawn = cell >= mass ? rows : binomial(trials: rows, probability: cell / mass)
      result[index] = drawn
      rows -= drawn
      mass -= cell
    }
  }
}
