import FITS
import Foundation
import Sky
import TestSupport
import Testing

@testable import Images

/// A simulated image in a file: the pixel (x, y) is 1000 y + x.
private struct CutImage {
  var width = 300
  var height = 200
  var cards: [OutputEntry] = CutImage.tangent()
  var pixel: (Int, Int) -> Float = { Float(1000 * $1 + $0) }
  var storage = PixelStorage(.float32)

  /// North up and east left, of 0.4 arcseconds.
  static func tangent(
    x: Double = 150, y: Double = 100, scale: Double = 0.4, angle: Double = 0
  ) -> [OutputEntry] {
    let (s, c) = (sin(angle * .pi / 180) * scale / 3600, cos(angle * .pi / 180) * scale / 3600)
    let reals = [
      ("CRPIX1", x + 1), ("CRPIX2", y + 1), ("CRVAL1", 150), ("CRVAL2", 2), ("CD1_1", -c),
      ("CD1_2", s), ("CD2_1", s), ("CD2_2", c),
    ]
    return [("CTYPE1", "RA---TAN"), ("CTYPE2", "DEC--TAN")].map { OutputEntry($0, .string($1)) }
      + reals.map { OutputEntry($0, .real($1)) }
  }

  func write(_ folder: TemporaryFolder, _ name: String) throws -> FITSImage {
    let path = "\(folder.path)/\(name).fits"
    var output = try FITSOutput(path: path)
    let image = try output.appendImage(shape: [width, height], storage, cards: cards)
    let pixels = (0..<width * height).map { pixel($0 % width, $0 / width) }
    if storage.format == .int32 {
      try image.write(pixels.map { Int32($0) }, at: 0)
    } else {
      try image.write(pixels, at: 0)
    }
    try output.finish()
    return try FITSFile(path).image()
  }
}

/// Cuts, and reads what was written.
private func cut(
  _ extraction: CutoutExtraction, _ folder: TemporaryFolder
) throws -> (pixels: [[Double]], quality: [[CutoutQuality]]) {
  let path = "\(folder.path)/cut-\(UUID().uuidString).fits"
  var output = try FITSOutput(path: path)
  let cube = try output.appendImage(shape: extraction.shape, extraction.storage)
  let quality = try extraction.plan.bands.indices.map { try extraction.cut(band: $0, into: cube) }
  try output.finish()
  let image = try FITSFile(path).image()
  let planes = try (0..<image.planeCount).map { try image.pixels(Double.self, plane: $0) }
  return (planes, quality)
}

private func band(_ name: String, _ image: FITSImage, mask: FITSImage? = nil) throws -> CutoutBand {
  CutoutBand(Band(name), tiles: [try CutoutTile(image, mask: mask)])
}

/// What the image has at a window's pixels, NaN beyond.
private func expected(_ image: CutImage, x: Int, y: Int, size: Int) -> [Double] {
  (0..<size * size).map { index in
    let (column, row) = (x + index % size, y + index / size)
    guard (0..<image.width).contains(column), (0..<image.height).contains(row) else { return .nan }
    return Double(image.pixel(column, row))
  }
}

private func areSame(_ left: [Double], _ right: [Double]) -> Bool {
  left.count == right.count && zip(left, right).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
}

// As numpy.ceil(position - size / 2) of astropy's overlap_slices gives them.
@Test(arguments: [
  (10.0, 5, 8), (10.4, 5, 8), (10.5, 5, 8), (10.6, 5, 9), (10.0, 4, 8), (10.001, 4, 9),
  (10.5, 4, 9), (10.999, 4, 9), (11.0, 4, 9), (-3.2, 3, -4), (0.0, 1, 0), (0.5, 1, 0),
  (-0.5, 1, -1), (0.51, 1, 1),
])
func `a cutout begins where astropy's does`(position: Double, size: Int, first: Int) throws {
  let window = try #require(CutoutWindow(x: position, y: position, size: size))
  #expect(window.firstColumn == first && window.firstRow == first)
  let offset = window.offset(x: position, y: position).x
  #expect(offset > -0.5 && offset <= 0.5)
}

@Test func `what is no position has no window`() {
  #expect(CutoutWindow(x: .nan, y: 3, size: 4) == nil)
  #expect(CutoutWindow(x: 3, y: .infinity, size: 4) == nil)
  #expect(CutoutWindow(x: 1e300, y: 3, size: 4) == nil)
}

@Test(arguments: [5, 8], [1, 3])
func `cutouts hold the image's own pixels, whatever the strips and threads`(
  size: Int, threads: Int
) throws {
  let folder = try TemporaryFolder()
  let made = CutImage()
  let image = try made.write(folder, "image")
  var random = SeededGenerator(seed: 7)
  let positions = (0..<400).flatMap { _ in
    [Double.random(in: -9..<309, using: &random), Double.random(in: -9..<209, using: &random)]
  }
  let plan = try CutoutPlan(.pixels(positions), bands: [band("r", image)], size: size)
  for stripSize in [1, 300 * 4 * 20, 1 << 20] {
    var extraction = CutoutExtraction(plan)
    (extraction.threads, extraction.stripSize) = (threads, stripSize)
    #expect(extraction.storage.format == .float32)
    let (pixels, quality) = try cut(extraction, folder)
    for source in 0..<400 {
      let window = try #require(
        CutoutWindow(x: positions[2 * source], y: positions[2 * source + 1], size: size))
      let right = expected(made, x: window.firstColumn, y: window.firstRow, size: size)
      #expect(areSame(pixels[source], right), "source \(source)")
      let missing = Float(right.count { $0.isNaN }) / Float(size * size)
      #expect(quality[0][source].missing == missing)
      #expect(quality[0][source].flags.contains(.truncated) == (missing > 0))
      #expect(quality[0][source].flags.contains(.missingBand) == (missing == 1))
    }
  }
}

@Test func `edges are trimmed by nobody, and a strict cutout is whole or empty`() throws {
  let folder = try TemporaryFolder()
  let image = try CutImage().write(folder, "image")
  let positions = CutoutPositions.pixels([100, 100, 1, 100, -50, 3, .nan, 3])
  let plan = try CutoutPlan(positions, bands: [band("r", image)], size: 9, edges: .strict)
  let (pixels, quality) = try cut(CutoutExtraction(plan), folder)
  #expect(quality[0].map(\.missing) == [0, 1, 1, 1])
  #expect(pixels[1].allSatisfy { $0.isNaN } && !pixels[0].contains { $0.isNaN })
  #expect(quality[0][0].flags.isEmpty && quality[0][1].flags == [.truncated, .missingBand])
}

@Test func `positions on the sky are cut at their pixels`() throws {
  let folder = try TemporaryFolder()
  let made = CutImage()
  let image = try made.write(folder, "image")
  let tile = try CutoutTile(image)
  let pixels = [20.3, 40.2, 150, 100, 299.6, 199.6, 5000, 3]
  let sky = try #require(tile.coordinates).skyAngles(ofPixels: pixels) + [.nan, 3, 330, -2]
  let plan = try CutoutPlan(
    .sky(sky), bands: [CutoutBand(Band("r"), tiles: [tile])], size: 7)
  let (found, quality) = try cut(CutoutExtraction(plan), folder)
  #expect(areSame(found[0], expected(made, x: 17, y: 37, size: 7)))
  #expect(areSame(found[1], expected(made, x: 147, y: 97, size: 7)))
  #expect(areSame(found[2], expected(made, x: 297, y: 197, size: 7)))
  #expect(quality[0][3...].allSatisfy { $0.missing == 1 && $0.flags.contains(.missingBand) })
  #expect(abs(plan.placements[0][0].x - 20.3) < 1e-7)
}

@Test func `masked and unmeasured pixels are counted`() throws {
  let folder = try TemporaryFolder()
  var made = CutImage()
  made.pixel = { $0 == 50 && $1 == 50 ? .nan : 1 }
  let image = try made.write(folder, "image")
  var masks = made
  masks.pixel = { $1 == 70 ? 4 : 0 }
  masks.storage = PixelStorage(.int32)
  let mask = try masks.write(folder, "mask")
  let plan = try CutoutPlan(
    .pixels([50, 50, 100, 70, 100, 100]), bands: [band("r", image, mask: mask)], size: 10)
  let quality = try cut(CutoutExtraction(plan), folder).quality[0]
  #expect(quality.map(\.missing) == [0.01, 0, 0] && quality.map(\.masked) == [0, 0.1, 0])
  #expect(quality.map(\.flags) == [[.maskedPixels], [.maskedPixels], []])
}

@Test func `integers of 32 bits keep every digit`() throws {
  let folder = try TemporaryFolder()
  var made = CutImage()
  made.storage = PixelStorage(.int32)
  made.pixel = { Float(1 << 24 + 2 * ($0 + $1)) }
  let plan = try CutoutPlan(
    .pixels([60, 70]), bands: [band("r", made.write(folder, "image"))], size: 4)
  let extraction = CutoutExtraction(plan)
  #expect(extraction.storage.format == .float64)
  #expect(try cut(extraction, folder).pixels[0][0] == Double(1 << 24 + 2 * (58 + 68)))
}

@Test func `bands on one grid are cut together, also where one begins elsewhere`() throws {
  let folder = try TemporaryFolder()
  let first = CutImage()
  var second = CutImage()
  second.cards = CutImage.tangent(x: 140, y: 105)
  let bands = try [
    band("g", first.write(folder, "g")), band("r", second.write(folder, "r")),
  ]
  let plan = try CutoutPlan(.pixels([30.2, 40.7, 3, 3]), bands: bands, size: 6)
  #expect(!plan.isResampled)
  let (pixels, quality) = try cut(CutoutExtraction(plan), folder)
  #expect(areSame(pixels[0], expected(first, x: 28, y: 38, size: 6)))
  #expect(areSame(pixels[1], expected(second, x: 18, y: 43, size: 6)))
  #expect(quality[1][1].flags.contains(.truncated))
}

@Test func `of several images the one that holds a cutout whole is taken`() throws {
  let folder = try TemporaryFolder()
  let left = CutImage()
  var right = CutImage()
  right.cards = CutImage.tangent(x: -130, y: 100)
  right.pixel = { Float(-1000 * $1 - $0) }
  let tiles = try [left.write(folder, "left"), right.write(folder, "right")]
    .map { try CutoutTile($0) }
  let bands = [CutoutBand(Band("r"), tiles: tiles)]
  let pixels = [290.0, 50, 298, 60, 302, 70, 100, 80]
  let sky = try #require(tiles[0].coordinates).skyAngles(ofPixels: pixels)
  let plan = try CutoutPlan(.sky(sky), bands: bands, size: 9)
  #expect(plan.placements[0].map(\.tile) == [0, 1, 1, 0])
  let found = try cut(CutoutExtraction(plan), folder)
  #expect(areSame(found.pixels[1], expected(right, x: 298 - 280 - 4, y: 56, size: 9)))
  #expect(found.quality[0].allSatisfy { $0.flags.isEmpty })
}

@Test(arguments: Interpolation.allCases)
func `a band of another scale and angle is brought to the first one's pixels`(
  interpolation: Interpolation
) throws {
  let folder = try TemporaryFolder()
  let first = CutImage()
  var second = CutImage()
  second.cards = CutImage.tangent(x: 160, y: 90, scale: 0.25, angle: 30)
  // A plane on the sky: interpolation must give it exactly.
  second.pixel = { Float(3 * $0 - 2 * $1) }
  let bands = try [
    band("g", first.write(folder, "g")), band("r", second.write(folder, "r")),
  ]
  let plan = try CutoutPlan(.pixels([150.3, 100.2, 5, 5]), bands: bands, size: 20)
  #expect(plan.isResampled && plan.placements[1][0].referenceTile == 0)
  var extraction = CutoutExtraction(plan)
  extraction.interpolation = interpolation
  let (pixels, quality) = try cut(extraction, folder)
  let window = try #require(plan.placements[1][0].window)
  let (here, there) = (bands[0].tiles[0].coordinates, bands[1].tiles[0].coordinates)
  for (index, value) in pixels[1].enumerated() {
    let x = Double(window.firstColumn + index % 20)
    let y = Double(window.firstRow + index / 20)
    let position = try #require(here?.skyPosition(x: x, y: y))
    let place = try #require(there?.pixel(of: position))
    #expect(abs(value - (3 * place.x - 2 * place.y)) < 0.01)
  }
  #expect(quality[1][0].flags.isEmpty)
  #expect(quality[1][1].flags.contains(.missingBand))
}

@Test func `a common scale puts the source in the centre, north up and east left`() throws {
  let folder = try TemporaryFolder()
  var made = CutImage()
  made.cards = CutImage.tangent(angle: 70)
  let image = try made.write(folder, "image")
  let tile = try CutoutTile(image)
  let coordinates = try #require(tile.coordinates)
  let sky = coordinates.skyAngles(ofPixels: [140.4, 90.7])
  // Brightness grows to the north and to the west.
  var gradient = made
  gradient.pixel = { x, y in
    let position = coordinates.skyPosition(x: Double(x), y: Double(y))
    let north = ((position?.declination ?? 0) - sky[1]) * 3600
    let west = -((position?.rightAscension ?? 0) - sky[0]) * 3600 * cos(2 * .pi / 180)
    return Float(100 + north + 10 * west)
  }
  let bands = [try band("r", gradient.write(folder, "gradient"))]
  let plan = try CutoutPlan(
    .sky(sky), bands: bands, size: 11, alignment: .tangent(scale: 0.8))
  let (pixels, quality) = try cut(CutoutExtraction(plan), folder)
  #expect(quality[0][0].flags.isEmpty)
  for row in 0..<11 {
    for column in 0..<11 {
      let right = 100 + 0.8 * Double(row - 5) + 8 * Double(column - 5)
      #expect(abs(pixels[0][row * 11 + column] - right) < 0.02)
    }
  }
}

@Test func `a coarser scale takes the mean of the pixels beneath, so brightness stays`() throws {
  let folder = try TemporaryFolder()
  var made = CutImage()
  made.pixel = { ($0 + $1) % 2 == 0 ? 0 : 10 }
  let bands = [try band("r", made.write(folder, "image"))]
  let plan = try CutoutPlan(
    .sky([150, 2]), bands: bands, size: 9, alignment: .tangent(scale: 1.6))
  let pixels = try cut(CutoutExtraction(plan), folder).pixels[0]
  #expect(pixels.allSatisfy { abs($0 - 5) < 0.7 })
}

@Test func `what cannot be cut is refused`() throws {
  let folder = try TemporaryFolder()
  var bare = CutImage()
  bare.cards = []
  let image = try bare.write(folder, "bare")
  #expect { _ = try CutoutPlan(.sky([1, 2]), bands: [band("r", image)], size: 3) } throws: {
    "\($0)".contains("bare.fits, HDU 0: the image has no coordinates on the sky")
  }
  var small = bare
  small.width = 10
  let mask = try small.write(folder, "small")
  #expect { _ = try CutoutTile(image, mask: mask) } throws: {
    "\($0)".contains("the mask has 10 × 200 pixels")
  }
  #expect { _ = try CutoutTile(image, plane: 3) } throws: { "\($0)".contains("no plane 3") }
  let other = try small.write(folder, "other")
  let bands = [try band("g", image), try band("r", other)]
  #expect { _ = try CutoutPlan(.pixels([1, 2]), bands: bands, size: 3) } throws: {
    "\($0)".contains("no coordinates on the sky")
  }
}
