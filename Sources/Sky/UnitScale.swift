/// How numbers of one unit become those of another.
public struct UnitScale: Hashable, Sendable {
  /// The two units measure different things, or one is not known.
  public struct Incommensurable: Error, Hashable {}

  /// What to multiply by.
  public let factor: Double

  /// - Parameters:
  ///   - unit: Of the numbers.
  ///   - wanted: Of what they become.
  /// - Throws: ``Incommensurable``.
  public init(from unit: String, to wanted: String) throws(Incommensurable) {
    let (own, other) = (unit.filter { !$0.isWhitespace }, wanted.filter { !$0.isWhitespace })
    if own == other {
      factor = 1
    } else if let first = Self.known[own.lowercased()], let second = Self.known[other.lowercased()],
      first.kind == second.kind
    {
      factor = first.size / second.size
    } else if case .flux(let first) = PhotometricUnit(unit),
      case .flux(let second) = PhotometricUnit(wanted)
    {
      factor = MagnitudeScale.logarithmic(zeroPoint: second).flux(magnitude: first)
    } else if case .magnitude(let first) = PhotometricUnit(unit),
      case .magnitude(let second) = PhotometricUnit(wanted),
      first == second || first == nil || second == nil
    {
      factor = 1
    } else {
      throw Incommensurable()
    }
  }

  private enum Kind { case angle, time, length, speed, motion }

  private static let known: [String: (kind: Kind, size: Double)] = {
    var known: [String: (kind: Kind, size: Double)] = [:]
    func add(_ kind: Kind, _ size: Double, _ names: String...) {
      for name in names { known[name] = (kind, size) }
    }
    add(.angle, 3600, "deg", "degree", "degrees")
    add(.angle, 60, "arcmin", "arcminute", "arcminutes")
    add(.angle, 1, "arcsec", "arcsecond", "arcseconds", "asec")
    add(.angle, 1e-3, "mas", "milliarcsecond", "milliarcseconds")
    add(.angle, 648_000 / .pi, "rad", "radian", "radians")
    add(.time, 1, "s", "sec", "second", "seconds")
    add(.time, 60, "min", "minute", "minutes")
    add(.time, 3600, "h", "hr", "hour", "hours")
    add(.time, 86_400, "d", "day", "days")
    add(.time, 31_557_600, "yr", "a", "year", "years")
    add(.length, 1e-10, "angstrom", "angstroms", "aa")
    add(.length, 1e-9, "nm")
    add(.length, 1e-6, "um", "micron", "microns")
    add(.speed, 1, "m/s", "ms-1")
    add(.speed, 1000, "km/s", "kms-1", "km.s-1", "km.s**-1", "kms**-1")
    add(.motion, 1, "mas/yr", "masyr-1", "mas.yr-1", "mas.yr**-1")
    add(.motion, 1000, "arcsec/yr", "arcsecyr-1", "arcsec.yr-1", "arcsec.yr**-1")
    return known
  }()
}
