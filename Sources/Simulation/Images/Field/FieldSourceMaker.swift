import Glibc
import Numbers
import Random
import Sky

/// Draws the sources of an image, each from its own sequence of random numbers.
struct FieldSourceMaker {
  let plane: TangentPlane
  /// Sources in the image.
  let count: Int
  /// Sources in the image and around it; may be more than can be made.
  let total: Double
  private let configuration: FieldConfiguration
  private let mix: SourceMix
  private let dust: DustField
  /// Pixels around the image.
  private let margin: Double
  private let marginCount: Int

  init(_ configuration: FieldConfiguration, margin: Double) {
    self.configuration = configuration
    self.margin = margin
    let (width, height) = (Double(configuration.width), Double(configuration.height))
    guard
      let center = SkyPosition(
        rightAscension: configuration.rightAscension, declination: configuration.declination)
    else { preconditionFailure("expected a configuration that was validated") }
    plane = TangentPlane(
      center: center, x: (width - 1) / 2, y: (height - 1) / 2,
      scale: configuration.pixelScale / 3600)
    let mix = SourceMix(
      fractions: configuration.sky.mixture, magnitudes: configuration.sky.magnitudes)
    let number =
      switch configuration.population {
      case .natural: mix.density / 3600 * configuration.area
      case .density(let density): density * configuration.area
      case .count(let count): Double(count)
      }
    count = Int(clamping: number.rounded())
    let outer = (width + 2 * margin) * (height + 2 * margin)
    marginCount = Int(clamping: (number * (outer / (width * height) - 1)).rounded())
    total = number * outer / (width * height)
    var random = RandomStream(
      seed: configuration.sky.seed, purpose: .simulate, stream: UInt64.max)
    dust = DustField(median: configuration.sky.medianReddening, random: &random)
    self.mix = mix
  }

  func makeSources() -> [FieldSource] { (0..<(count + marginCount)).map(source) }

  private func source(_ index: Int) -> FieldSource {
    var random = SimulationStream.source(index, seed: configuration.sky.seed)
    let place = place(isInside: index < count, &random)
    let sourceClass = mix.drawClass(from: &random)
    let magnitude = mix.drawMagnitude(sourceClass, from: &random)
    let truth = TrueSource.draw(sourceClass, magnitude: magnitude, from: &random)
    let position = plane.sky(x: place.x, y: place.y)
    let reddening = dust.reddening(
      rightAscension: position.rightAscension, declination: position.declination)
    let shape =
      sourceClass == .galaxy
      ? GalaxyShape.draw(radius: truth.radius, youngFraction: truth.youngFraction, from: &random)
      : nil
    return FieldSource(
      index: index, sourceClass: sourceClass, position: position, x: place.x, y: place.y,
      magnitudes: zip(truth.magnitudes, DustField.coefficients).map { $0 + reddening * $1 },
      redshift: truth.redshift, reddening: reddening, shape: shape)
  }

  /// A place in the image, or in the frame around it.
  private func place(isInside: Bool, _ random: inout RandomStream) -> (x: Double, y: Double) {
    let (width, height) = (Double(configuration.width), Double(configuration.height))
    let frame = isInside ? 0 : margin
    while true {
      let x = -frame + (width + 2 * frame) * random.nextUnit()
      let y = -frame + (height + 2 * frame) * random.nextUnit()
      let isInImage = (0..<width).contains(x) && (0..<height).contains(y)
      if isInImage == isInside { return (x - 0.5, y - 0.5) }
    }
  }
}
