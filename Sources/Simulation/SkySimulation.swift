public import Files
import Glibc
import Numbers
import Random

/// A plausible magnitude-limited sky of stars, galaxies and quasars.
///
/// A row depends on the configuration and on its own number only: rows can be made in any
/// order, in chunks of any size, on any thread.
public struct SkySimulation: Sendable {
  public let configuration: SimulationConfiguration
  let dust: DustField
  let cameras: [Camera]
  private let mix: SourceMix

  /// Sources whose observed magnitude leaves the range are drawn anew; this often at most.
  private static let attempts = 64

  /// - Throws: `SkysortError` if a value of the configuration makes no sense.
  public init(_ configuration: SimulationConfiguration) throws(SkysortError) {
    try configuration.validate()
    self.configuration = configuration
    var random = RandomStream(
      seed: configuration.seed, purpose: .simulate, stream: UInt64.max)
    dust = DustField(median: configuration.medianReddening, random: &random)
    cameras = Camera.sloan(depths: configuration.depths)
    // Noise and dust carry sources over the limits, so draw somewhat beyond them.
    let range = configuration.magnitudes
    let truth = (range.lowerBound - 0.3)...(range.upperBound + 0.3)
    mix = SourceMix(fractions: configuration.mixture, magnitudes: truth)
  }

  /// Sources that the counts put on a patch this large: rows for a sky of natural density.
  public var expectedRows: Int {
    Int(clamping: configuration.patch.area * mix.density)
  }

  /// The source of a row.
  ///
  /// - Parameter row: Any number of 0 or more.
  public func source(row: Int) -> SimulatedSource {
    precondition(row >= 0, "expected a row of 0 or more, found \(row)")
    var random = RandomStream(
      seed: configuration.seed, purpose: .simulate, stream: UInt64(row))
    let sourceClass = mix.drawClass(from: &random)
    let place = configuration.patch.position(random.nextUnit(), random.nextUnit())
    var observed = observe(sourceClass, at: place, &random)
    var attempt = 1
    while !isSelected(observed), attempt < Self.attempts {
      observed = observe(sourceClass, at: place, &random)
      attempt += 1
    }
    return observed
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
    let reference = mix.drawMagnitude(sourceClass, from: &random)
    let truth = TrueSource.draw(sourceClass, magnitude: reference, from: &random)
    return observe(truth, at: place, &random)
  }
}
