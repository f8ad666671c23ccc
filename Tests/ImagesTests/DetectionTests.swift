import Foundation
import TestSupport
import Testing

@testable import FITS
@testable import Images

/// What Python's sep finds; see Goldens/make_detections.py.
private struct GoldenDetections: Decodable {
  let level: Float
  let noise: Float
  /// x, y, a, b, theta, area, isophotal flux, peak, Kron radius, its flux and error, that of a
  /// circle of 8 pixels, half-light radius.
  let sources: [[Double]]

  static func load() throws -> GoldenDetections {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "Goldens/detections.json")
    return try JSONDecoder().decode(GoldenDetections.self, from: Data(contentsOf: path))
  }
}

/// The image of Goldens/make_detections.py.
private enum SearchedImage {
  static let (width, height) = (220, 180)

  static let plane: ImagePlane = {
    var light = [Double](repeating: 0, count: width * height)
    for y in 0..<height {
      for x in 0..<width { light[y * width + x] = 100 + 0.05 * Double(x) + 0.03 * Double(y) }
    }
    for k in 0..<40 { add(k, to: &light) }
    var state: UInt32 = 12345
    for index in light.indices {
      var sum = -6.0
      for _ in 0..<12 {
        state = state &* 1_664_525 &+ 1_013_904_223
        sum += Double(state) / 4_294_967_296
      }
      light[index] += 5 * sum
    }
    return ImagePlane(width: width, height: height, pixels: light.map { Float($0) })
  }()

  private static func add(_ k: Int, to light: inout [Double]) {
    let number = Double(k)
    let cx = (37.3 * number * 1.61).truncatingRemainder(dividingBy: Double(width))
    let cy = (29.7 * number * 2.23).truncatingRemainder(dividingBy: Double(height))
    let (a, b) = (1.4 + 0.11 * Double(k % 9), 1.2 + 0.05 * Double(k % 5))
    let (s, c) = (sin(0.4 * number), cos(0.4 * number))
    let peak = 20 * pow(1.25, Double(k % 20))
    for y in 0..<height {
      for x in 0..<width {
        let (dx, dy) = (Double(x) - cx, Double(y) - cy)
        let (u, v) = (dx * c + dy * s, dy * c - dx * s)
        let exponent = -(u * u / (a * a) + v * v / (b * b)) / 2
        if exponent > -40 { light[y * width + x] += peak * exp(exponent) }
      }
    }
  }

  /// A block of bad pixels.
  static let mask: [Bool] = {
    var mask = [Bool](repeating: false, count: width * height)
    for y in 60..<64 { for x in 100..<140 { mask[y * width + x] = true } }
    return mask
  }()

  /// With the sky taken away.
  static func ready() throws -> (plane: MeasuringPlane, background: BackgroundMap) {
    var plane = try MeasuringPlane(Self.plane, path: "made", mask: mask)
    plane.gain = 2
    let background = try BackgroundMap(of: plane, settings: .init(mesh: 32))
    plane.subtract(background)
    return (plane, background)
  }
}

private func expectClose(
  _ value: Double, _ expected: Double, _ tolerance: Double, _ name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    abs(value - expected) <= tolerance * max(1, abs(expected)), "\(name): \(value), \(expected)",
    sourceLocation: sourceLocation)
}

@Test func `sources and their light are those of sep`() throws {
  let golden = try GoldenDetections.load()
  var (plane, background) = try SearchedImage.ready()
  expectClose(Double(background.globalLevel), Double(golden.level), 1e-5, "level")
  expectClose(Double(background.globalNoise), Double(golden.noise), 1e-5, "noise")
  let sources = try SourceExtraction().sources(in: &plane)
  #expect(sources.count == golden.sources.count)
  var photometry = SourcePhotometry()
  photometry.apertures = [8]
  let shapes = photometry.shapes(of: sources, in: plane)
  let fluxes = photometry.fluxes(of: sources, shapes: shapes, in: plane)
  for (index, expected) in golden.sources.enumerated() where index < sources.count {
    let (source, shape, light) = (sources[index], shapes[index], fluxes[index])
    let found = [
      source.x, source.y, source.a, source.b, source.theta, Double(source.area),
      source.isophotalFlux, source.peak, shape.kronRadius, light.automatic, light.automaticError,
      light.apertures[0], light.apertureErrors[0], shape.halfLightRadius,
    ]
    let names = [
      "x", "y", "a", "b", "theta", "area", "isophotal flux", "peak", "Kron radius", "automatic",
      "its error", "circle", "its error", "half-light radius",
    ]
    for (name, (found, expected)) in zip(names, zip(found, expected)) {
      expectClose(found, expected, 1e-4, "source \(index) \(name)")
    }
  }
}

@Test func `bright sources are where they were put`() throws {
  var (plane, _) = try SearchedImage.ready()
  let sources = try SourceExtraction().sources(in: &plane)
  let shapes = SourcePhotometry().shapes(of: sources, in: plane)
  for k in 0..<40 where 20 * pow(1.25, Double(k % 20)) > 100 {
    let x = (37.3 * Double(k) * 1.61).truncatingRemainder(dividingBy: 220)
    let y = (29.7 * Double(k) * 2.23).truncatingRemainder(dividingBy: 180)
    guard (6..<214).contains(x), (6..<174).contains(y) else { continue }
    let nearest = shapes.map { hypot($0.windowedX - x, $0.windowedY - y) }.min() ?? .infinity
    #expect(nearest < 0.25, "source \(k) at \(x), \(y)")
  }
}

@Test func `what is found depends neither on threads nor on what was found before`() throws {
  var (plane, _) = try SearchedImage.ready()
  var photometry = SourcePhotometry()
  photometry.seeing = 3
  photometry.apertures = [4, 8]
  let first = try SourceExtraction().sources(in: &plane)
  let shapes = photometry.shapes(of: first, in: plane)
  for threads in [1, 3] {
    #expect(try SourceExtraction().sources(in: &plane) == first)
    #expect(photometry.shapes(of: first, in: plane, threads: threads) == shapes)
    let alone = photometry.fluxes(of: first, shapes: shapes, in: plane)
    #expect(photometry.fluxes(of: first, shapes: shapes, in: plane, threads: threads) == alone)
  }
}

@Test func `unmeasured pixels hold no source and spoil none`() throws {
  var image = SearchedImage.plane
  let (plane, _) = try SearchedImage.ready()
  var whole = plane
  let before = try SourceExtraction().sources(in: &whole)
  let bright = try #require(before.max { $0.peak < $1.peak })
  for y in bright.rows { for x in bright.columns { image.pixels[y * 220 + x] = .nan } }
  image.pixels[5] = .infinity
  var damaged = try MeasuringPlane(image, path: "made", mask: SearchedImage.mask)
  damaged.subtract(try BackgroundMap(of: damaged, settings: .init(mesh: 32)))
  let after = try SourceExtraction().sources(in: &damaged)
  #expect(after.allSatisfy { hypot($0.x - bright.x, $0.y - bright.y) > 3 })
  #expect(after.count > before.count / 2)
  #expect(after.allSatisfy { $0.isophotalFlux.isFinite && $0.a.isFinite })
}

@Test func `weights tell the noise, and their holes are masked`() throws {
  var weights = [Float](repeating: 1 / 25, count: 220 * 180)
  for index in 0..<220 * 60 { weights[index] = 1 / 2500 }
  for index in 220 * 170..<220 * 180 { weights[index] = 0 }
  var plane = try MeasuringPlane(
    SearchedImage.plane, path: "made",
    inverseVariance: ImagePlane(width: 220, height: 180, pixels: weights))
  plane.subtract(try BackgroundMap(of: plane, settings: .init(mesh: 32)))
  let sources = try SourceExtraction().sources(in: &plane)
  #expect(!sources.contains { $0.y > 170 })
  let faint = sources.filter { $0.peak < 60 }
  #expect(faint.contains { $0.y > 60 } && !faint.contains { $0.y < 59 })
}

@Test func `a point's light is found by the Gaussian of its width`() throws {
  let (width, sigma) = (61, 2.0)
  var light = [Float](repeating: 0, count: width * width)
  for y in 0..<width {
    for x in 0..<width {
      let square = pow(Double(x) - 30.3, 2) + pow(Double(y) - 29.6, 2)
      light[y * width + x] = Float(5000 / (2 * .pi * sigma * sigma) * exp(-square / 8))
    }
  }
  let weights = ImagePlane(
    width: width, height: width, pixels: [Float](repeating: 1, count: width * width))
  var plane = try MeasuringPlane(
    ImagePlane(width: width, height: width, pixels: light), path: "made",
    inverseVariance: weights)
  let sources = try SourceExtraction().sources(in: &plane)
  #expect(sources.count == 1)
  var photometry = SourcePhotometry()
  photometry.seeing = sigma * 2.354_82
  let shapes = photometry.shapes(of: sources, in: plane)
  let fluxes = photometry.fluxes(of: sources, shapes: shapes, in: plane)
  expectClose(fluxes[0].gaussian, 5000, 0.015, "Gaussian flux")
  // The noise of a Gaussian weight is that of 4πσ² pixels.
  expectClose(fluxes[0].gaussianError, (4 * Double.pi).squareRoot() * sigma, 0.02, "its error")
  expectClose(fluxes[0].automatic, 5000, 0.01, "automatic flux")
  expectClose(shapes[0].windowedX, 30.3, 0.01, "x")
  expectClose(try #require(Seeing.estimate(shapes: shapes, fluxes: fluxes)), 4.71, 0.03, "seeing")
}

@Test(arguments: [(1, 1), (2, 3), (1, 40), (7, 5), (70, 3)])
func `small and even images are searched without fault`(width: Int, height: Int) throws {
  for value in [Float(0), 7, -1e30, 3e38] {
    let pixels = [Float](repeating: value, count: width * height)
    var plane = try MeasuringPlane(
      ImagePlane(width: width, height: height, pixels: pixels), path: "made")
    let background = try BackgroundMap(of: plane)
    plane.subtract(background)
    var extraction = SourceExtraction()
    extraction.minimumArea = 1
    let sources = try extraction.sources(in: &plane)
    _ = SourcePhotometry().shapes(of: sources, in: plane)
  }
}

@Test func `an image without a measurement is blank, and a huge one refused`() throws {
  let empty = ImagePlane(width: 3, height: 2, pixels: [Float](repeating: .nan, count: 6))
  #expect(try MeasuringPlane(empty, path: "a.fits").isBlank)
  #expect { try MeasuringPlane.checkSize(width: 50_000, height: 50_000, path: "a.fits") } throws: {
    "\($0)".contains("50000 × 50000 pixels are more than can be searched at once")
  }
}

/// Rows of numbers of a SExtractor catalogue.
private func catalogue(_ path: String) throws -> [[Double]] {
  try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    .filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ").compactMap { Double($0) } }
}

@Test(.enabled(if: RealData.has("sky_images/sep/image.cat"), "needs SKYSORT_DATA"))
func `a real image gives SExtractor's catalogue`() throws {
  let image = try FITSFile(RealData.path("sky_images/sep/image.fits")).image()
  let pixels = try image.pixels(Float.self)
  var plane = try MeasuringPlane(
    ImagePlane(width: image.width, height: image.height, pixels: pixels), path: image.path)
  plane.subtract(try BackgroundMap(of: plane))
  var extraction = SourceExtraction()
  extraction.deblendingContrast = 1
  let sources = try extraction.sources(in: &plane)
  var photometry = SourcePhotometry()
  photometry.apertures = [10]
  photometry.leastKronRadius = 0
  photometry.leavesOutNeighbours = false
  let shapes = photometry.shapes(of: sources, in: plane)
  let fluxes = photometry.fluxes(of: sources, shapes: shapes, in: plane)
  let expected = try catalogue(RealData.path("sky_images/sep/image.cat"))
  #expect(abs(sources.count - expected.count) <= 2)
  var (near, circles, ellipses) = (0, 0, 0)
  for row in expected {
    let distances = sources.map { hypot($0.x + 1 - row[1], $0.y + 1 - row[2]) }
    let index = try #require(distances.indices.min { distances[$0] < distances[$1] })
    if distances[index] < 1 { near += 1 }
    if abs(fluxes[index].apertures[0] / row[12] - 1) < 0.01 { circles += 1 }
    if abs(fluxes[index].automatic / row[15] - 1) < 0.05 { ellipses += 1 }
  }
  #expect(near * 100 >= expected.count * 99)
  #expect(circles * 100 >= expected.count * 99)
  #expect(ellipses * 100 >= expected.count * 95)
}
