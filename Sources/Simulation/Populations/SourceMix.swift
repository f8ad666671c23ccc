import Random

/// Which classes there are and how bright they are: number counts within magnitude limits.
struct SourceMix: Sendable {
  private let samplers: [MagnitudeSampler]
  /// Of the classes, in the order of ``SourceClass/allCases``; the last is 1.
  private let cumulativeFractions: [Double]
  /// Sources of the classes there are per square degree, by the counts.
  let density: Double

  /// - Parameters:
  ///   - fractions: Of the classes; where `nil`, what the number counts say.
  ///   - magnitudes: In r.
  init(fractions: [SourceClass: Double]?, magnitudes: ClosedRange<Double>) {
    let samplers = SourceClass.allCases.map {
      MagnitudeSampler(counts: NumberCounts($0), magnitudes: magnitudes)
    }
    let weights = zip(SourceClass.allCases, samplers).map { sourceClass, sampler in
      fractions.map { $0[sourceClass] ?? 0 } ?? sampler.total
    }
    let sum = weights.reduce(0, +)
    var running = 0.0
    var cumulative = weights.map { weight in
      running += weight / sum
      return running
    }
    cumulative[cumulative.count - 1] = 1
    self.samplers = samplers
    cumulativeFractions = cumulative
    density = zip(weights, samplers).reduce(0) { $0 + ($1.0 > 0 ? $1.1.total : 0) }
  }

  func drawClass(from random: inout RandomStream) -> SourceClass {
    let number = random.nextUnit()
    let index = cumulativeFractions.firstIndex { number < $0 } ?? cumulativeFractions.count - 1
    return SourceClass.allCases[index]
  }

  /// An r magnitude of a class.
  func drawMagnitude(_ sourceClass: SourceClass, from random: inout RandomStream) -> Double {
    let sampler = samplers[SourceClass.allCases.firstIndex(of: sourceClass) ?? 0]
    return sampler.magnitude(fraction: random.nextUnit())
  }
}
