import Files
import Foundation
import Sky
import TestSupport
import Testing

@testable import FITS
@testable import Images

/// What astropy makes of a header; see Goldens/make_world_coordinates.py.
private struct GoldenCoordinates: Decodable, CustomTestStringConvertible {
  /// Of our own headers a name, with the cards.
  let made: String?
  let cards: [String]?
  /// Of real ones, below the folder of real data.
  let file: String?
  let hdu: Int?
  let hasTables: Bool
  /// x, y, the header's own angles, right ascension and declination.
  let points: [[Double]]

  var testDescription: String { made ?? "\(file ?? "") HDU \(hdu ?? 0)" }

  static func all() throws -> [GoldenCoordinates] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "Goldens/world_coordinates.json")
    return try JSONDecoder().decode([GoldenCoordinates].self, from: Data(contentsOf: path))
  }

  static func made() throws -> [GoldenCoordinates] { try all().filter { $0.made != nil } }

  func header() throws -> Header {
    if let cards { return Header(cards) }
    let path = RealData.path(file ?? "")
    if [".fits", ".wcs"].contains(where: path.hasSuffix) {
      // Some of the files have pixels that their sums belie; the headers are sound.
      return try FileWalker(FileBytes(plainPath: path, path: path)).walk()[hdu ?? 0].header
    }
    guard path.hasSuffix(".hdr") else { return try FITSFile(path).units[hdu ?? 0].header }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    return Header(records: Array(bytes.prefix(bytes.count / 80 * 80)))
  }
}

extension Header {
  /// - Parameter cards: As text, each at most 80 characters.
  init(_ cards: [String]) {
    self.init(
      records: cards.flatMap { card in
        Array(card.utf8) + [UInt8](repeating: 0x20, count: 80 - card.utf8.count)
      })
  }
}

/// Degrees.
private let tolerance = 1e-6

private func expectAgreement(_ golden: GoldenCoordinates, _ coordinates: WorldCoordinates) throws {
  #expect((coordinates.neglected != nil) == golden.hasTables)
  for point in golden.points {
    let position = try #require(
      SkyPosition(rightAscension: point[4], declination: point[5]))
    let found = try #require(coordinates.skyPosition(x: point[0], y: point[1]), "\(point)")
    #expect(found.separation(from: position) < tolerance, "\(golden.testDescription) \(point)")
    let native = coordinates.nativeAngles(ofPixels: [point[0], point[1]])
    let turn = (native[0] - point[2]).remainder(dividingBy: 360)
    let error = max(abs(turn * cos(point[3] * .pi / 180)), abs(native[1] - point[3]))
    #expect(error < tolerance, "\(golden.testDescription) \(point)")
    let scale = coordinates.pixelScale(x: point[0], y: point[1]) ?? coordinates.pixelScale
    let pixel = try #require(coordinates.pixel(of: position), "\(golden.testDescription) \(point)")
    let distance = hypot(pixel.x - point[0], pixel.y - point[1])
    #expect(distance * scale / 3600 < tolerance, "\(golden.testDescription) \(point) \(pixel)")
  }
}

@Test(arguments: try GoldenCoordinates.made())
private func `made headers are understood as astropy does`(golden: GoldenCoordinates) throws {
  let coordinates = try #require(try WorldCoordinates(golden.header(), path: "made"))
  try expectAgreement(golden, coordinates)
}

@Test(.enabled(if: RealData.has("fits_zoo"), "needs SKYSORT_DATA"))
private func `real headers are understood as astropy does`() throws {
  let goldens = try GoldenCoordinates.all().filter { $0.file.map(RealData.has) ?? false }
  var compared = 0
  for golden in goldens {
    let header: Header
    do { header = try golden.header() } catch is SkysortError { continue }
    let coordinates = try #require(
      try WorldCoordinates(header, path: golden.testDescription), "\(golden.testDescription)")
    try expectAgreement(golden, coordinates)
    compared += 1
  }
  #expect(compared > 90)
}

/// Distorted, and aslant.
private let cards = [
  "NAXIS1  =                 2048", "NAXIS2  =                 1024",
  "CTYPE1  = 'RA---TAN-SIP'", "CTYPE2  = 'DEC--TAN-SIP'", "CRVAL1  =  359.98", "CRVAL2  =  45.5",
  "CRPIX1  =  1000.5", "CRPIX2  =  500.25", "CD1_1   = -1.1E-4", "CD1_2   =  2.0E-5",
  "CD2_1   =  1.5E-5", "CD2_2   =  1.2E-4", "A_ORDER =  2", "B_ORDER =  2", "A_2_0   =  1.0E-5",
  "B_1_1   = -2.0E-5", "A_DMAX  =  3.0", "EQUINOX =  2000.0",
]

private func coordinates(_ cards: [String] = cards) throws -> WorldCoordinates {
  try #require(try WorldCoordinates(Header(cards), path: "made"))
}

@Test func `a pixel's direction leads back to the pixel`() throws {
  let coordinates = try coordinates()
  let pixels = (0..<2000).map { Double($0 * 7919 % 20480) / 10 - 3.3 }
  let back = coordinates.pixels(ofSkyAngles: coordinates.skyAngles(ofPixels: pixels))
  for (pixel, found) in zip(pixels, back) { #expect(abs(pixel - found) < 1e-6) }
}

@Test func `a cutout's coordinates are those of its pixels in the whole`() throws {
  let whole = try coordinates()
  let cut = whole.shifted(byX: 640, y: -12)
  #expect(cut.referencePixel.x == whole.referencePixel.x - 640)
  for (x, y) in [(0.0, 0.0), (31.5, 8), (-100, 700)] {
    let here = try #require(cut.skyPosition(x: x, y: y))
    let there = try #require(whole.skyPosition(x: x + 640, y: y - 12))
    #expect(here.separation(from: there) < 1e-12)
  }
}

@Test func `the cards written into an image give its coordinates again`() throws {
  let whole = try coordinates(cards + ["CTYPE3  = 'FREQ'", "CRPIX1A =  3.0", "OBJECT  = 'M 51'"])
  let cut = whole.shifted(byX: 100, y: 200)
  let written = cut.cards.map { "\($0.keyword)\t\($0.value)" }
  #expect(written.contains("CRPIX1\t900.5") && written.contains("CRPIX1A\t-97.0"))
  #expect(!written.contains { $0.hasPrefix("CTYPE3") || $0.hasPrefix("OBJECT") })
  let records = HeaderRecords.of(cut.cards)
  let again = try #require(try WorldCoordinates(Header(records: records), path: "made"))
  let position = try #require(again.skyPosition(x: 7, y: 9))
  #expect(position.separation(from: try #require(cut.skyPosition(x: 7, y: 9))) < 1e-12)
}

extension HeaderRecords {
  fileprivate static func of(_ entries: [OutputEntry]) -> [UInt8] {
    var records = HeaderRecords()
    records.add(entries)
    return records.bytes
  }
}

@Test func `the pixel scale is in arcseconds`() throws {
  let plain = Array(cards.filter { !$0.hasPrefix("A_") && !$0.hasPrefix("B_") })
  let area = 1.1e-4 * 1.2e-4 + 2e-5 * 1.5e-5
  #expect(abs(try coordinates(plain).pixelScale / (area.squareRoot() * 3600) - 1) < 1e-6)
}

@Test func `what is no direction gives no pixel, what is no pixel no direction`() throws {
  let coordinates = try coordinates()
  let beyond = try #require(SkyPosition(rightAscension: 179.98, declination: -45.5))
  #expect(coordinates.pixel(of: beyond) == nil)
  #expect(coordinates.pixels(ofSkyAngles: [.nan, 3, 4, 91]).allSatisfy { $0.isNaN })
  let map = try wholeSky()
  #expect(map.skyPosition(x: 0, y: 0) == nil)
}

private func wholeSky() throws -> WorldCoordinates {
  try coordinates([
    "CTYPE1  = 'GLON-AIT'", "CTYPE2  = 'GLAT-AIT'", "CRVAL1  = 0.0", "CRVAL2  = 0.0",
    "CRPIX1  = 150.5", "CRPIX2  = 100.5", "CDELT1  = -1.25", "CDELT2  = 1.25",
  ])
}

@Test func `a header without the sky has no coordinates`() throws {
  #expect(try WorldCoordinates(Header(["NAXIS   = 2"]), path: "made") == nil)
  let linear = ["CTYPE1  = 'PIXEL'", "CTYPE2  = 'LINEAR'", "CRVAL1  = 3.0"]
  #expect(try WorldCoordinates(Header(linear), path: "made") == nil)
}

@Test(arguments: [
  ("CD1_1   = 0.0", "singular"), ("CRVAL1  = 'north'", "CRVAL1 is not a finite number"),
  ("CRPIX2  = 1E999", "CRPIX2 is not a finite number"), ("A_ORDER = 99", "A_ORDER is 99"),
  ("A_ORDER = -3", "A_ORDER is -3"), ("B_ORDER = 'x'", "B_ORDER is not a finite number"),
  ("CTYPE1  = 'RA---XYZ'", "CTYPE1"), ("CTYPE1  = 'DEC--TAN'", "expected RA---TAN, got DEC--TAN"),
  ("CTYPE2  = 'FREQ'", "the sky's axes are not the first two"),
  ("CTYPE1  = 'HPLN-TAN'", "expected HPLT-TAN"), ("WCSAXES = 1000000", "WCSAXES"),
  ("RADESYS = 'GAPPT'", "frame RA, GAPPT"), ("CRVAL2  = 1.0E300", "Ill-conditioned"),
])
func `a damaged header is refused with its fault`(card: String, reason: String) throws {
  let key = card.prefix(8)
  var changed = cards.map { $0.hasPrefix(key) ? card : $0 }
  if !changed.contains(card) { changed.append(card) }
  if key.hasPrefix("CD1_1") {
    changed = changed.map {
      $0.hasPrefix("CD2_1") || $0.hasPrefix("CD1_2") ? $0.prefix(10) + "0.0" : $0
    }
  }
  do {
    _ = try WorldCoordinates(Header(changed), path: "a.fits", location: "HDU 1")
    Issue.record("expected a refusal")
  } catch {
    #expect("\(error)".contains("a.fits, HDU 1: its world coordinates cannot be used"))
    #expect("\(error)".contains(reason), "\(error)")
  }
}

@Test func `headers damaged anywhere are read or refused`() throws {
  let values = [
    "1E300", "-1E-300", "0", "'RA---TPV'", "'GLON-HPX'", "''", "9", "T", "-7", "1E308", "'deg'",
  ]
  var random = SeededGenerator(seed: 3)
  for round in 0..<1500 {
    var changed = cards + ["PV1_1   = 1.0", "PV2_7   = 0.3", "CUNIT1  = 'deg'", "LONPOLE = 180.0"]
    for _ in 0..<(1 + round % 4) {
      let row = changed.indices.randomElement(using: &random) ?? 0
      changed[row] = changed[row].prefix(10) + (values.randomElement(using: &random) ?? "")
    }
    do {
      guard let made = try WorldCoordinates(Header(changed), path: "made") else { continue }
      _ = made.pixel(of: try #require(SkyPosition(rightAscension: 10, declination: 20)))
      _ = made.skyPosition(x: 3, y: 4)
      _ = made.shifted(byX: 3, y: 9).pixelScale
    } catch let error as SkysortError {
      #expect(error.exitCode == .badData)
    }
  }
}
