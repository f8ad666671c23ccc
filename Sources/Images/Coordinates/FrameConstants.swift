import Glibc

/// The numbers of the frames.
extension FrameConversion {
  /// - Source: USNO Circular 179 (Kaplan 2005), section 3.5.
  static let fk5ToICRS =
    (SphereRotation(about: .x, degrees: 19.9 / 3_600_000)
    * SphereRotation(about: .y, degrees: 9.1 / 3_600_000)
    * SphereRotation(about: .z, degrees: -22.9 / 3_600_000)).inverse

  /// From the mean equator and equinox of J2000.
  ///
  /// - Source: IERS Conventions 2003, section 5.5.4.
  static let biasToICRS =
    (SphereRotation(about: .x, degrees: 0.0068192 / 3600)
    * SphereRotation(about: .y, degrees: -0.041775 * 0.397_776_995 / 3600)
    * SphereRotation(about: .z, degrees: -0.0146 / 3600)).inverse

  /// - Source: Murray 1989, A&A 218, 325, section 5; digits as in SLALIB and astropy.
  static let galacticToFK5 =
    (SphereRotation(about: .z, degrees: 180 - 122.931_918_568_002_6)
    * SphereRotation(about: .y, degrees: 90 - 27.128_251_180_856_22)
    * SphereRotation(about: .z, degrees: 192.859_481_206_534_8)).inverse

  /// From the mean equator and equinox of a Julian year to those of J2000.
  ///
  /// - Source: Capitaine, Wallace & Chapront 2003, A&A 412, 567, equations 40 and 41.
  static func precession(fromJulian equinox: Double) -> SphereRotation {
    guard equinox != 2000 else { return .identity }
    let t = (equinox - 2000) / 100
    let zeta = 2.650545 + t * (2306.083227 + t * (0.2988499 + t * (0.01801828 - t * 5.971e-6)))
    let z = -2.650545 + t * (2306.077181 + t * (1.0927348 + t * (0.01826837 - t * 2.8596e-5)))
    let theta = t * (2004.191903 + t * (-0.4294934 + t * (-0.04182264 - t * 7.089e-6)))
    return
      (SphereRotation(about: .z, degrees: -z / 3600)
      * SphereRotation(about: .y, degrees: theta / 3600)
      * SphereRotation(about: .z, degrees: -zeta / 3600)).inverse
  }

  /// For sources that rest on the sky, observed in the year of the equinox.
  ///
  /// - Source: Murray 1989, A&A 218, 325, equations 28 and 29; Newcomb's precession.
  static func fk4ToFK5(_ equinox: Double) -> SphereRotation {
    // Besselian year to Julian centuries since B1950, whose date is JD 2433282.42345905.
    let date = 2_433_282.423_459_05 + (equinox - 1950) * 365.242_198_781
    let centuries = (date - 2_433_282.5) / 36525
    let drift = centuries * 1e-6
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
    return matrix * newcomb(fromBesselian: equinox)
  }

  /// From the equator and equinox of a Besselian year to those of B1950.
  private static func newcomb(fromBesselian equinox: Double) -> SphereRotation {
    guard equinox != 1950 else { return .identity }
    let t = (equinox - 1850) / 1000
    let d = 0.1 - t
    let rate = (0.060 * t + 139.720) * t + 23035.545
    let zeta = ((17.995 * d + 30.240 - 0.27 * t) * d + rate) * d / 3600
    let z = ((18.325 * d + 109.480 + 0.39 * t) * d + rate) * d / 3600
    let tilt = (-0.37 * t - 85.29) * t + 20051.12
    let theta = ((-41.8 * d - 42.65 - 0.37 * t) * d + tilt) * d / 3600
    return SphereRotation(about: .z, degrees: -z) * SphereRotation(about: .y, degrees: theta)
      * SphereRotation(about: .z, degrees: -zeta)
  }

  /// The elliptic terms of aberration of a Besselian year.
  ///
  /// - Source: Explanatory Supplement to the Astronomical Almanac 1992, section 3.5.
  static func aberration(_ equinox: Double) -> SIMD3<Double> {
    let t = (equinox - 1950) * 365.242_198_781 / 36525
    let constant = 0.0056932 * .pi / 180
    let size = constant * ((-0.000000126 * t - 0.00004193) * t + 0.01673011)
    let perigee = (((0.012 * t + 1.65) * t + 6190.67) * t + 1_015_489.951) / 3600 * .pi / 180
    let u = ((equinox - 1950) * 365.242_198_781 + 2_433_282.423_459_05 - 2_451_545) / 36525
    let obliquity =
      (84381.448 + u * (-46.8150 + u * (-0.00059 + u * 0.001813))) / 3600 * .pi / 180
    let along = -size * cos(perigee)
    return [size * sin(perigee), along * cos(obliquity), along * sin(obliquity)]
  }
}
