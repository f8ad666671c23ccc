import Sky
import Testing

struct PhotometricUnitTests {
  @Test(arguments: [
    ("Jy", 8.9), ("mJy", 16.4), ("uJy", 23.9), ("µJy", 23.9), ("\u{3bc}Jy", 23.9),
    ("muJy", 23.9), ("microjansky", 23.9), ("nJy", 31.4), ("NJY", 31.4), ("nanojansky", 31.4),
    ("nmgy", 22.5), ("nanomaggy", 22.5), ("nanomaggies", 22.5), ("nMgy", 22.5), ("maggy", 0.0),
    ("3.631 uJy", 22.5), ("1e-6 Jy", 23.9), ("10**-9 Jy", 31.4), ("10^-6Jy", 23.9),
    ("erg/s/cm2/Hz", -48.6), ("erg s-1 cm-2 Hz-1", -48.6), ("erg.s**-1.cm**-2.Hz**-1", -48.6),
    ("erg/(s cm2 Hz)", -48.6), ("10-29W/m2/Hz", 16.4), ("1e-29 erg / (cm2 Hz s)", 23.9),
  ])
  func `a unit of flux has its zero point`(text: String, zeroPoint: Double) throws {
    guard case .flux(let found) = PhotometricUnit(text) else {
      Issue.record("\(text) is no flux")
      return
    }
    #expect(abs(found - zeroPoint) < 1e-3, "\(text): \(found)")
  }

  @Test(arguments: [
    ("mag", PhotometricUnit.magnitude(nil)), ("mag(AB)", .magnitude(.ab)),
    ("AB mag", .magnitude(.ab)), ("ABmag", .magnitude(.ab)), ("mag (Vega)", .magnitude(.vega)),
    ("vegamag", .magnitude(.vega)), ("count", .counts), ("adu", .counts), ("ct / s", .counts),
    ("DN", .counts), ("electron/s", .counts), ("e-/s", .counts),
  ])
  func `magnitudes and counts are known as such`(text: String, unit: PhotometricUnit) {
    #expect(PhotometricUnit(text) == unit)
  }

  @Test(arguments: [
    "banana", "mmag", "mag/arcsec2", "Jy/beam", "MJy/sr", "erg/s/cm2", "erg/s/cm2/AA", "W", "deg",
    "uJy-2", "dex", "MJY", "%", "",
  ])
  func `other units are unknown`(text: String) {
    #expect(PhotometricUnit(text) == nil)
  }

  @Test(arguments: [
    ("uJy-2", 23.9), ("1/nanomaggy^2", 22.5), ("nmgy**-2", 22.5), ("1/nJy2", 31.4),
  ])
  func `an inverse variance tells the unit of its flux`(text: String, zeroPoint: Double) {
    #expect(PhotometricUnit(ofInverseVariance: text) == .flux(zeroPoint: zeroPoint))
  }

  @Test func `dashes are no unit`() {
    #expect(["", "---", " - ", "unitless", nil].allSatisfy { !PhotometricUnit.isStated($0) })
    #expect(PhotometricUnit.isStated("banana"))
  }

  @Test(arguments: [
    ("deg", "arcsec", 3600.0), ("mas", "arcsec", 1e-3), ("d", "yr", 1.0 / 365.25),
    ("uJy", "nJy", 1000.0), ("km/s", "m/s", 1000.0), ("nmgy", "uJy", 3.631),
    ("mag", "mag(AB)", 1.0),
  ])
  func `numbers of one unit become those of another`(
    unit: String, wanted: String, factor: Double
  ) throws {
    #expect(abs(try UnitScale(from: unit, to: wanted).factor / factor - 1) < 1e-4)
  }

  @Test(arguments: [("deg", "s"), ("pix", "arcsec"), ("uJy", "mag"), ("mag(AB)", "mag(Vega)")])
  func `units of different things are refused`(unit: String, wanted: String) {
    #expect(throws: UnitScale.Incommensurable.self) { try UnitScale(from: unit, to: wanted) }
  }
}
