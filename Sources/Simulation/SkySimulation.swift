import Engine
import Glibc

/// A plausible magnitude-limited sky of stars, galaxies and quasars.
///
/// A row depends on the configuration and on its own number only: rows can be made in any
/// order, in chunks of any size, on any thread.
public struct SkySimulation: Sendable {
  public let configuration: SimulationConfiguration
  let dust: DustField
  let cameras: [Camera]
  private let samplers: [MagnitudeSampler]
  /// Of the classes, in the order of ``SourceClass/allCases``; the last is 1.
  private let cumulativeShares: [Double]

  /// Sources whose observed magnitude leaves the range are drawn anew; this often at most.
  private static let attempts = 64

  /// - Throws: ``SimulationError`` if a value of the configuration makes no sense.
  public init(_ configuration: SimulationConfiguration) throws(SimulationError) {
    try configuration.validate()
    self.configuration = configuration
    var random = RandomStream(
      seed: configuration.seed, purpose: .simulate, stream: UInt64.max)
    dust = DustField(median: configuration.medianReddening, random: &random)
    cameras = Camera.sloan(depths: configuration.depths)
    // Noise and dust carry sources over the limits, so draw somewhat beyond them.
    let range = configuration.magnitudes
    let truth = (range.lowerBound - 0.3)...(range.upperBound + 0.3)
    samplers = SourceClass.allCases.map {
      MagnitudeSampler(counts: NumberCounts($0), magnitudes: truth)
    }
    cumulativeShares = Self.cumulativeShares(configuration.mixture, samplers)
  }

  private static func cumulativeShares(
    _ mixture: [SourceClass: Double]?, _ samplers: [MagnitudeSampler]
  ) -> [Double] {
    let weights = zip(SourceClass.allCases, samplers).map { sourceClass, sampler in
      mixture.map { $0[sourceClass] ?? 0 } ?? sampler.total
    }
    let sum = weights.reduce(0, +)
    var running = 0.0
    var shares = weights.map { weight in
      running += weight / sum
      return running
    }
    shares[shares.count - 1] = 1
    return shares
  }

  /// Sources that the counts put on a patch this large: rows for a sky of natural density.
  public var expectedRows: Int {
    Int(configuration.patch.area * samplers.reduce(0) { $0 + $1.total })
  }

  /// The source of a row.
  ///
  /// - Parameter row: Any number of 0 or more.
  public func source(row: Int) -> SimulatedSource {
    precondition(row >= 0, "expected a row of 0 or more, found \(row)")
    var random = RandomStream(
      seed: configuration.seed, purpose: .simulate, stream: UInt64(row))
    let sourceClass = drawClass(&random)
    let place = configuration.patch.position(random.nextUnit(), random.nextUnit())
    var observed = observe(sourceClass, at: place, &random)
    var attempt = 1
    while !isSelected(observed), attempt < Self.attempts {
      observed = observe(sourceClass, at: place, &random)
      attempt += 1
    }
    return observed
  }

  private func drawClass(_ random: inout RandomStream) -> SourceClass {
    let number = random.nextUnit()
    let index = cumulativeShares.firstIndex { number < $0 } ?? cumulativeShares.count - 1
    return SourceClass.allCases[index]
  }

  private func isSelected(_ source: SimulatedSource) -> Bool {
    let band = Passband.reference
    return configuration.magnitudes.contains(source.magnitudes[band])
      && source.undetectedBands & (1 << Int64(band)) == 0
  }

  private func observe(
    _ sourceClass: SourceClass, at place: (rightAscension: Double, declination: Double),
    _ random: inout RandomStream
  ) -> SimulatedSource {
    let sampler = samplers[SourceClass.allCases.firstIndex(of: sourceClass) ?? 0]
    let reference = sampler.magnitude(fraction: random.nextUnit())
    let truth = TrueSource.draw(sourceClass, magnitude: reference, from: &random)
    return observe(truth, at: place, &random)
  }
}
