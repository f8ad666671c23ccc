public import FITS
public import Files
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
  let conversion: FrameConversion
  let handle: Handle

  /// The one place of the C library's state.
  final class Handle: Sendable {
    let projection: Mutex<SkyProjection>

    init(_ projection: consuming sending SkyProjection) {
      self.projection = Mutex(projection)
    }
  }

  /// - Parameters:
  ///   - path: For messages.
  ///   - location: For messages: `HDU 1`.
  /// - Returns: `nil` where the header speaks of no position on the sky.
  /// - Throws: `SkysortError` where it does, but cannot be understood: a singular matrix, a
  ///   number that is none, an unknown projection, the Sun's coordinates.
  public init?(
    _ header: Header, path: String, location: String? = nil
  ) throws(SkysortError) {
    do throws(CoordinateCards.Fault) {
      let cards = try CoordinateCards(header)
      guard let made = try WorldCoordinates(cards) else { return nil }
      self = made
    } catch {
      throw SkysortError(
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
    guard !cards.hasSingularMatrix else {
      throw CoordinateCards.Fault("the CD matrix is singular")
    }
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
  public var cards: [OutputEntry] { cards(shiftedByX: 0, y: 0) }

  /// As ``cards``, of an image that begins `x` columns and `y` rows later.
  public func cards(shiftedByX x: Double, y: Double) -> [OutputEntry] {
    source.shifted(byX: x, y: y).cards.map {
      OutputEntry($0.key.name, $0.value, comment: $0.comment)
    }
  }
}
