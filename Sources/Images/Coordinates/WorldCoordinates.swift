public import FITS
public import Sky
import Synchronization

/// Where an image's pixels lie on the sky.
///
/// Pixels are counted from 0 and whole numbers are pixels' centres: what a FITS header calls
/// (1, 1) is (0, 0) here. Positions are in the ICRS whatever frame the header uses; see
/// ``CelestialFrame`` for which are understood.
///
/// Understood are `CD`, `PC` with `CDELT`, and `CROTA`; all projections of the FITS standard;
/// the distortions SIP, TPV, TNX and ZPX, and the plate solutions of the Digitized Sky Survey.
/// Of cubes the first two axes are taken. Tabulated distortions are left out, and said so.
///
///     if let coordinates = try WorldCoordinates(image.header, path: "r.fits") {
///       let centre = coordinates.skyPosition(x: 511.5, y: 511.5)
///     }
///
/// Values may be shared by threads, which then wait for each other; give each its own by
/// ``independentCopy()`` where many positions are wanted.
public struct WorldCoordinates: Sendable {
  /// The frame of the header.
  public let frame: CelestialFrame
  /// `TAN`, `SIN`, ….
  public let projection: String
  /// Counted from 0.
  public let referencePixel: (x: Double, y: Double)
  /// What the header holds and is not applied, as a sentence; `nil` where nothing is.
  public let neglected: String?
  private let source: CoordinateCards
  private let conversion: FrameConversion
  private let handle: Handle

  /// The one place of the C library's state.
  private final class Handle: Sendable {
    let projection: Mutex<SkyProjection>

    init(_ projection: consuming sending SkyProjection) {
      self.projection = Mutex(projection)
    }
  }

  /// - Parameters:
  ///   - path: For messages.
  ///   - location: For messages: `HDU 1`.
  /// - Returns: `nil` where the header speaks of no position on the sky.
  /// - Throws: ``ImageError`` where it does, but cannot be understood: a singular matrix, a
  ///   number that is none, an unknown projection, the Sun's coordinates.
  public init?(
    _ header: Header, path: String, location: String? = nil
  ) throws(ImageError) {
    do throws(CoordinateCards.Fault) {
      let cards = try CoordinateCards(header)
      guard let made = try WorldCoordinates(cards) else { return nil }
      self = made
    } catch {
      throw ImageError(
        path: path, location: location,
        problem: "its world coordinates cannot be used: \(error.problem)", fix: error.fix)
    }
  }

  private init?(_ cards: CoordinateCards) throws(CoordinateCards.Fault) {
    let records = try WCSRecords(cards).bytes
    guard !records.isEmpty else { return nil }
    let made: SkyProjection
    do throws(SkyProjection.Refusal) {
      made = try SkyProjection(records: records)
    } catch {
      switch error {
      case .noSky: return nil
      case .otherAxes:
        throw CoordinateCards.Fault(
          "the sky's axes are not the first two, or depend on a third",
          fix: "Bring right ascension and declination to the first two axes.")
      case .wrong(let problem): throw CoordinateCards.Fault(problem)
      }
    }
    let facts = made.facts
    guard let frame = CelestialFrame(facts) else {
      let names = [facts.longitudeType, facts.referenceSystem].filter { !$0.isEmpty }
      throw CoordinateCards.Fault(
        "the frame \(names.joined(separator: ", ")) is not known",
        fix: "Right ascension (ICRS, FK5, FK4), galactic and ecliptic coordinates are.")
    }
    self.frame = frame
    projection = facts.projection
    referencePixel = (facts.referencePixel.x - 1, facts.referencePixel.y - 1)
    neglected = cards.neglected
    source = cards
    conversion = FrameConversion(frame)
    handle = Handle(made)
  }

  /// The same coordinates, for another thread.
  public func independentCopy() -> WorldCoordinates { remade(source) }

  /// The coordinates of an image that begins `x` columns and `y` rows later, as a cutout does.
  public func shifted(byX x: Double, y: Double) -> WorldCoordinates {
    remade(source.shifted(byX: x, y: y))
  }

  /// Cards that were understood once are so again.
  private func remade(_ cards: CoordinateCards) -> WorldCoordinates {
    guard let made = try? WorldCoordinates(cards) else {
      preconditionFailure("expected coordinates that were read before to be read again")
    }
    return made
  }

  /// The header's cards about world coordinates, of two axes: those to write into an image of
  /// the same pixels.
  public var cards: [OutputEntry] {
    source.shifted(byX: 0, y: 0).cards.map {
      OutputEntry($0.key.name, $0.value, comment: $0.comment)
    }
  }
}

extension WorldCoordinates {
  /// The direction of a pixel; `nil` where it is not on the sky, as in the corners of a map of
  /// the whole.
  public func skyPosition(x: Double, y: Double) -> SkyPosition? {
    let angles = skyAngles(ofPixels: [x, y])
    return SkyPosition(rightAscension: angles[0], declination: angles[1])
  }

  /// The pixel of a direction; `nil` where the projection has none.
  public func pixel(of position: SkyPosition) -> (x: Double, y: Double)? {
    let pixel = pixels(ofSkyAngles: [position.rightAscension, position.declination])
    return pixel[0].isNaN ? nil : (pixel[0], pixel[1])
  }

  /// Right ascensions in `0..<360` and declinations, in degrees.
  ///
  /// - Parameter pixels: Pairs (x, y), one behind the other.
  /// - Returns: As many pairs; NaN where a pixel is not on the sky.
  public func skyAngles(ofPixels pixels: [Double]) -> [Double] {
    var result = nativeAngles(ofPixels: pixels)
    unsafe result.withUnsafeMutableBufferPointer { unsafe conversion.convertToICRS($0) }
    for index in stride(from: 0, to: result.count, by: 2) {
      let folded = result[index].truncatingRemainder(dividingBy: 360)
      result[index] = folded < 0 ? (folded + 360 == 360 ? 0 : folded + 360) : folded
    }
    return result
  }

  /// Pixels of directions.
  ///
  /// - Parameter angles: Pairs of right ascension and declination in degrees.
  /// - Returns: As many pairs (x, y); NaN where the projection has none, or an angle is NaN.
  public func pixels(ofSkyAngles angles: [Double]) -> [Double] {
    var native = angles
    unsafe native.withUnsafeMutableBufferPointer { unsafe conversion.convertFromICRS($0) }
    var result = [Double](repeating: .nan, count: angles.count)
    handle.projection.withLock { projection in
      unsafe native.withUnsafeBufferPointer { native in
        unsafe result.withUnsafeMutableBufferPointer { result in
          unsafe projection.pixels(native, into: result)
        }
      }
    }
    for index in result.indices { result[index] -= 1 }
    for index in stride(from: 0, to: angles.count, by: 2)
    where !angles[index].isFinite || !(-90...90).contains(angles[index + 1]) {
      (result[index], result[index + 1]) = (.nan, .nan)
    }
    return result
  }

  /// The header's own angles, before they are brought to the ICRS.
  func nativeAngles(ofPixels pixels: [Double]) -> [Double] {
    let counted = pixels.map { $0 + 1 }
    var result = [Double](repeating: .nan, count: pixels.count)
    handle.projection.withLock { projection in
      unsafe counted.withUnsafeBufferPointer { counted in
        unsafe result.withUnsafeMutableBufferPointer { result in
          unsafe projection.angles(counted, into: result)
        }
      }
    }
    return result
  }

  /// The size of the pixels at the reference pixel: the root of a pixel's area, in arcseconds.
  public var pixelScale: Double {
    pixelScale(x: referencePixel.x, y: referencePixel.y) ?? .nan
  }

  /// The size of a pixel there; `nil` off the sky.
  public func pixelScale(x: Double, y: Double) -> Double? {
    let points = [(x, y), (x - 0.5, y), (x + 0.5, y), (x, y - 0.5), (x, y + 0.5)]
    let angles = skyAngles(ofPixels: points.flatMap { [$0.0, $0.1] })
    guard !angles.contains(where: \.isNaN) else { return nil }
    let vectors = (0..<5).map {
      Direction.vector(longitude: angles[2 * $0], latitude: angles[2 * $0 + 1])
    }
    let (across, up) = (vectors[2] - vectors[1], vectors[4] - vectors[3])
    let cross: SIMD3<Double> = [
      across.y * up.z - across.z * up.y, across.z * up.x - across.x * up.z,
      across.x * up.y - across.y * up.x,
    ]
    return (cross * cross).sum().squareRoot().squareRoot() * 180 / .pi * 3600
  }
}
