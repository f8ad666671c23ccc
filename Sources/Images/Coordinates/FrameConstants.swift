import CERFA
import Glibc

/// The rotations between frames: ERFA's, and the two it has no exact function for.
extension FrameConversion {
  static let fk5ToICRS = SphereRotation(cerfa_fk5_to_icrs())

  static let eclipticToICRS = SphereRotation(cerfa_icrs_to_ecliptic()).inverse

  /// From the mean equator and equinox of a Julian year to those of J2000.
  static func precession(fromJulian equinox: Double) -> SphereRotation {
    SphereRotation(cerfa_precession(equinox)).inverse
  }

  // `eraG2icrs` takes the rounded pole of the Hipparcos catalog and lies 25 milliarcseconds from
  // this one, which is astropy's.
  /// - Source: Murray 1989, A&A 218, 325, section 5; digits as in SLALIB and astropy.
  static let galacticToFK5 =
    (SphereRotation.aboutZ(degrees: 180 - 122.931_918_568_002_6)
    * SphereRotation.aboutY(degrees: 90 - 27.128_251_180_856_22)
    * SphereRotation.aboutZ(degrees: 192.859_481_206_534_8)).inverse
}

/// The FK4, whose equinoxes are Besselian years.
///
/// ERFA knows only that of B1950 (`eraFk45z`), by a matrix of fewer digits: 1.4 milliarcseconds
/// from this one, which is astropy's. It has no precession by Newcomb, and no elliptic terms of
/// other years.
extension FrameConversion {
  /// For sources that rest on the sky, observed in the year of the equinox.
  ///
  /// - Source: Murray 1989, A&A 218, 325, equations 28 and 29; Newcomb's precession.
  static func fk4ToFK5(_ equinox: Double) -> SphereRotation {
    // Julian centuries since MJD 33282, as the equations count.
    let drift = (cerfa_besselian_date(equinox) - (2_433_282.5 - ERFA_DJ00)) / ERFA_DJC * 1e-6
    let matrix = SphereRotation(
      [
        0.9999256794956877 - 0.0026455262 * drift, -0.0111814832204662 - 1.1539918689 * drift,
        -0.0048590038153592 + 2.1111346190 * drift,
      ],
      [
        0.0111814832391717 + 1.1540628161 * drift, 0.9999374848933135 - 0.0129042997 * drift,
        -0.0000271625947142 + 0.0236021478 * drift,
      ],
      [
        0.0048590037723143 - 2.1112979048 * drift, -0.0000271702937440 - 0.0056024448 * drift,
        0.9999881946023742 + 0.0102587734 * drift,
      ])
    return equinox == 1950 ? matrix : matrix * newcomb(fromBesselian: equinox)
  }

  /// From the equator and equinox of a Besselian year to those of B1950.
  private static func newcomb(fromBesselian equinox: Double) -> SphereRotation {
    let t = (equinox - 1850) / 1000
    let d = 0.1 - t
    let rate = (0.060 * t + 139.720) * t + 23035.545
    let zeta = ((17.995 * d + 30.240 - 0.27 * t) * d + rate) * d / 3600
    let z = ((18.325 * d + 109.480 + 0.39 * t) * d + rate) * d / 3600
    let tilt = (-0.37 * t - 85.29) * t + 20051.12
    let theta = ((-41.8 * d - 42.65 - 0.37 * t) * d + tilt) * d / 3600
    return .aboutZ(degrees: -z) * .aboutY(degrees: theta) * .aboutZ(degrees: -zeta)
  }

  /// The elliptic terms of aberration of a Besselian year.
  ///
  /// - Source: Explanatory Supplement to the Astronomical Almanac 1992, section 3.5.
  static func aberration(_ equinox: Double) -> SIMD3<Double> {
    let date = cerfa_besselian_date(equinox)
    let t = (date - cerfa_besselian_date(1950)) / ERFA_DJC
    let constant = 0.0056932 * .pi / 180
    let size = constant * ((-0.000000126 * t - 0.00004193) * t + 0.01673011)
    let perigee = (((0.012 * t + 1.65) * t + 6190.67) * t + 1_015_489.951) / 3600 * .pi / 180
    let obliquity = cerfa_obliquity(date)
    let along = -size * cos(perigee)
    return [size * sin(perigee), along * cos(obliquity), along * sin(obliquity)]
  }
}
