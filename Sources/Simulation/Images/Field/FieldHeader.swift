import FITS
import Sky

/// The keywords of an image.
enum FieldHeader {
  /// The coordinates of a plane of `TAN`.
  static func coordinates(_ plane: TangentPlane) -> [OutputEntry] {
    [
      OutputEntry("WCSAXES", .integer(2), comment: "axes of the coordinates"),
      OutputEntry("CTYPE1", .string("RA---TAN"), comment: "right ascension, gnomonic"),
      OutputEntry("CTYPE2", .string("DEC--TAN"), comment: "declination, gnomonic"),
      OutputEntry("CUNIT1", .string("deg")), OutputEntry("CUNIT2", .string("deg")),
      OutputEntry("CRPIX1", .real(plane.x + 1), comment: "pixel of CRVAL, the first is 1"),
      OutputEntry("CRPIX2", .real(plane.y + 1), comment: "row of CRVAL, the first is 1"),
      OutputEntry("CRVAL1", .real(plane.center.rightAscension), comment: "[deg]"),
      OutputEntry("CRVAL2", .real(plane.center.declination), comment: "[deg]"),
      OutputEntry("CD1_1", .real(-plane.scale), comment: "[deg/pixel] east is left"),
      OutputEntry("CD1_2", .real(0)), OutputEntry("CD2_1", .real(0)),
      OutputEntry("CD2_2", .real(plane.scale), comment: "[deg/pixel] north is up"),
      OutputEntry("RADESYS", .string("ICRS")),
    ]
  }

  /// What made the pixels.
  static func camera(_ exposure: Exposure) -> [OutputEntry] {
    [
      OutputEntry("BUNIT", .string("nanomaggy"), comment: "1 at an AB magnitude of 22.5"),
      OutputEntry("MAGZERO", .real(22.5), comment: "[mag] of a flux of 1"),
      OutputEntry("FILTER", .string(exposure.band)),
      OutputEntry("GAIN", .real(exposure.gain), comment: "electrons per nanomaggy"),
      OutputEntry("RDNOISE", .real(exposure.readNoise), comment: "electrons"),
      OutputEntry("SKYLEVEL", .real(exposure.skyLevel), comment: "subtracted, per pixel"),
      OutputEntry("SKYSIGMA", .real(exposure.skyNoise), comment: "noise of an empty pixel"),
      OutputEntry("SATURATE", .real(exposure.saturation), comment: "brightest pixel"),
      OutputEntry("SEEING", .real(exposure.seeing), comment: "[arcsec] FWHM of points"),
      OutputEntry("MOFFAT", .real(exposure.exponent), comment: "exponent of their profile"),
    ]
  }

  static func seed(_ seed: UInt64) -> OutputEntry {
    OutputEntry("SIMSEED", .string(String(seed)), comment: "seed of the sky")
  }

  static let mask = [
    OutputEntry("MASKBIT0", .string("SATURATED"), comment: "more light than can be counted")
  ]
}
