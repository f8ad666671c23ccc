internal import Glibc
internal import Numbers
internal import Random

/// The changes that one image of one epoch undergoes.
public struct AugmentationParameters: Hashable, Sendable {
  /// Where pixels are read, about the centres of both images; see
  /// ``ImageResampler/centred(_:)``.
  public var map = AffineMap.identity
  /// Deviation of the Gaussian that broadens the point spread function, in pixels.
  public var blur = 0.0
  /// The factor of light above the empty sky.
  public var gain = 1.0
  /// Deviation of added noise, in units of the sky's.
  public var noise = 0.0
  /// What the noise's numbers depend on.
  public var noiseSeed: UInt64 = 0
  public var erased: Erased?

  /// A square in fractions of the image's side.
  public struct Erased: Hashable, Sendable {
    public var side: Double
    /// In 0...1: from all at the left to all at the right, from top to bottom.
    public var column: Double
    public var row: Double
  }

  /// No change.
  public init() {}

  /// Whether left and right are swapped, and with them handedness.
  public var isMirrored: Bool { map.isMirrored }
}

extension Augmentation {
  /// Numbers of the stream that are kept for one sample in one epoch.
  private static let numbersPerEpoch: UInt64 = 1 << 12

  /// What happens to a sample in an epoch: depends on these three and the settings only.
  ///
  /// Every setting has numbers of its own, so that turning one off does not change the others.
  ///
  /// - Parameters:
  ///   - epoch: Counted from 0, below 2⁴⁴.
  ///   - sample: The number that tells it from other samples.
  public func drawn(seed: UInt64, epoch: Int, sample: UInt64) -> AugmentationParameters {
    var stream = RandomStream(
      seed: seed, purpose: .augment, stream: sample,
      position: UInt64(epoch) * Self.numbersPerEpoch)
    let places = PlaceNumbers(&stream)
    let (blurFraction, gainFraction, noiseFraction) =
      (stream.nextUnit(), stream.nextUnit(), stream.nextUnit())
    var result = AugmentationParameters()
    result.map = map(places)
    result.blur = blur * blurFraction
    result.gain = 1 + brightness * (2 * gainFraction - 1)
    result.noise = noise * noiseFraction
    result.noiseSeed = stream.next()
    result.erased = erased(&stream)
    return result
  }

  /// Random numbers for changes of place, in 0..<1.
  private struct PlaceNumbers {
    let isFlippedAcross, isFlippedDown: Bool
    let angle, zoom, shear, stretch, direction, shiftAcross, shiftDown: Double

    init(_ stream: inout RandomStream) {
      isFlippedAcross = stream.nextUnit() < 0.5
      isFlippedDown = stream.nextUnit() < 0.5
      angle = stream.nextUnit()
      zoom = stream.nextUnit()
      shear = stream.nextUnit()
      stretch = stream.nextUnit()
      direction = stream.nextUnit()
      shiftAcross = stream.nextUnit()
      shiftDown = stream.nextUnit()
    }
  }

  /// First flipped, then deformed, turned, enlarged and shifted.
  private func map(_ numbers: PlaceNumbers) -> AffineMap {
    var map = AffineMap.flip(
      horizontal: numbers.isFlippedAcross && (flip == .horizontal || flip == .both),
      vertical: numbers.isFlippedDown && (flip == .vertical || flip == .both))
    if stretch != 1 || shear != 0 { map = deformation(numbers).following(map) }
    switch rotation {
    case .none: break
    case .quarter: map = AffineMap.quarterTurns(Int(clamping: 4 * numbers.angle)).following(map)
    case .any: map = AffineMap.rotation(2 * .pi * numbers.angle).following(map)
    }
    if zoom != 1...1 {
      let (low, high) = (log(zoom.lowerBound), log(zoom.upperBound))
      let factor = exp(low + (high - low) * numbers.zoom)
      map = AffineMap.enlargement(x: factor, y: factor).following(map)
    }
    guard shift != 0 else { return map }
    return AffineMap.translation(x: shift(numbers.shiftAcross), y: shift(numbers.shiftDown))
      .following(map)
  }

  /// A shear, and a stretch along a random direction.
  private func deformation(_ numbers: PlaceNumbers) -> AffineMap {
    let angle = .pi * numbers.direction
    let factor = pow(stretch, (2 * numbers.stretch - 1) / 2)
    let shear = AffineMap.shear(shear * (2 * numbers.shear - 1))
    guard stretch != 1 else { return shear }
    return AffineMap.rotation(angle)
      .following(.enlargement(x: factor, y: 1 / factor))
      .following(.rotation(-angle))
      .following(shear)
  }

  private func shift(_ fraction: Double) -> Double {
    guard !interpolates else { return shift * (2 * fraction - 1) }
    let whole = shift.rounded(.down)
    return (fraction * (2 * whole + 1)).rounded(.down) - whole
  }

  private func erased(_ stream: inout RandomStream) -> AugmentationParameters.Erased? {
    let numbers = (stream.nextUnit(), stream.nextUnit(), stream.nextUnit(), stream.nextUnit())
    guard let erasing, numbers.0 < erasing.probability else { return nil }
    return AugmentationParameters.Erased(
      side: erasing.size * numbers.1, column: numbers.2, row: numbers.3)
  }
}
