import FITS
import Files
import Foundation
import Sky
import Tables
import TestSupport
import Testing

@testable import Simulation

/// Asks `fitsverify`, where it is installed, for errors and warnings.
private func expectVerified(_ path: String) throws {
  let program = "/usr/bin/fitsverify"
  guard FileManager.default.isExecutableFile(atPath: program) else { return }
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = ["-q", path]
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  let text = String(decoding: output, as: UTF8.self)
  #expect(text.hasPrefix("verification OK"), "\(text)")
}

struct FieldFileTests {
  @Test func `the same bytes whatever threads and strips`() async throws {
    let field = try smallField()
    let place = try TemporaryFolder.untilExit()
    var found: [Data] = []
    for (threads, rows) in [(1, 120), (2, 16), (3, 1)] {
      var file = FieldImageFile(field, exposure: 0)
      file.stripRows = rows
      try await file.write(to: "\(place)/image.fits", threads: threads)
      found.append(try Data(contentsOf: URL(fileURLWithPath: "\(place)/image.fits")))
    }
    #expect(found[1] == found[0] && found[2] == found[0])
    try expectVerified("\(place)/image.fits")
  }

  @Test func `an image file holds image, weight and mask with their coordinates`() async throws {
    let field = try smallField()
    let path = try "\(TemporaryFolder.untilExit())/image.fits"
    try await FieldImageFile(field, exposure: 0).write(to: path, threads: 2)
    let file = try FITSFile(path)
    let strip = field.strip(exposure: 0, rows: 0..<120)
    #expect(try file.image().pixels(Float.self) == strip.image)
    #expect(try file.image(.named("INVVAR")).pixels(Float.self) == strip.inverseVariance)
    #expect(try file.image(.named("MASK")).pixels(Float.self) == strip.mask.map(Float.init))
    let header = try file.image().header
    #expect(header.text("FILTER") == "r" && header.text("BUNIT") == "nanomaggy")
    #expect(header["CRVAL1"]?.real == 150.1 && header["CRPIX1"]?.real == 80.5)
    #expect(header["CD2_2"]?.real == 0.396 / 3600)
  }

  @Test func `a writer that is stopped leaves nothing`() async throws {
    struct Stop: Error {}
    let path = try "\(TemporaryFolder.untilExit())/image.fits"
    let field = try smallField { $0.population = .count(0) }
    await #expect(throws: Stop.self) {
      try await FieldImageFile(field, exposure: 0).write(to: path, threads: 2) { _ in
        throw Stop()
      }
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `cutouts stand in their order before their truth`() async throws {
    var configuration = FieldConfiguration()
    configuration.bands = ["g", "r"]
    let cutouts = try GalaxyCutouts(configuration, side: 24, count: 7)
    let path = try "\(TemporaryFolder.untilExit())/cutouts.fits"
    try await SimulatedCutoutFile(cutouts).write(to: path, threads: 2)
    try expectVerified(path)
    let cube = try FITSFile(path).image()
    #expect(cube.shape == [24, 24, 2, 7])
    for index in 0..<7 {
      let pixels: [Float] = try cube.pixels(plane: 2 * index + 1)
      #expect(pixels == cutouts.image(index: index, exposure: 1))
    }
    let truth = TruthTable.table(of: cutouts)
    let labels = try #require(truth["morphology"]?.texts()).compactMap { $0 }
    #expect(
      labels == [
        "elliptical", "spiral_cw", "spiral_acw", "edge_on", "merger", "elliptical", "spiral_cw",
      ])
  }

  @Test(arguments: [15, 2000])
  func `a cutout of no sensible side is refused`(side: Int) {
    let error = #expect(throws: SkysortError.self) {
      try GalaxyCutouts(FieldConfiguration(), side: side, count: 1)
    }
    #expect(error?.path == "side")
  }
}

struct FieldCatalogTests {
  private static func measured(
    _ field: SkyField
  ) async throws -> (sources: [MeasuredSource], table: Table) {
    let place = try TemporaryFolder.untilExit()
    var images: [FITSImage] = []
    for index in field.exposures.indices {
      let path = "\(place)/\(index).fits"
      try await FieldImageFile(field, exposure: index).write(to: path, threads: 2)
      images.append(try FITSFile(path).image())
    }
    let sources = try await FieldPhotometry(field, images: images).measure(threads: 2)
    return (sources, CatalogTable.table(sources, of: field))
  }

  @Test func `points keep their magnitudes, and galaxies are brighter as models`() async throws {
    let field = try smallField {
      $0.width = 260
      $0.height = 240
      $0.bands = ["g", "r"]
      $0.population = .count(50)
      $0.sky.mixture = [.star: 0.5, .galaxy: 0.5]
      $0.sky.magnitudes = 15.5...20.5
    }
    let (sources, table) = try await Self.measured(field)
    #expect(sources.count > 30)
    let point = try #require(table["psfMag_r"]?.doubles())
    let model = try #require(table["modelMag_r"]?.doubles())
    var (right, total) = (0, 0)
    var pulls: [Double] = []
    for (row, source) in sources.enumerated() where !source.isBlended && !source.isTruncated {
      let truth = field.sources[source.index]
      right += (point[row] - model[row] > 0.145) == (truth.shape != nil) ? 1 : 0
      total += 1
      guard truth.shape == nil else { continue }
      pulls.append(
        (source.pointFluxes[1] - truth.light(band: 2)) / source.pointErrors[1])
    }
    #expect(Double(right) > 0.93 * Double(total))
    // Half of a normal distribution lies within 0.67; neighbours' wings widen it.
    let median = pulls.map(abs).sorted()[pulls.count / 2]
    #expect(pulls.count > 10 && (0.35...1.3).contains(median))
  }

  @Test func `truth and catalog speak of the same sources`() async throws {
    let field = try smallField { $0.population = .count(50) }
    let truth = TruthTable.table(of: field)
    #expect(truth.rowCount == 50)
    for (column, source) in zip(
      try #require(truth["x"]?.doubles()), field.sources)
    { #expect(column == source.x + 1) }
    let (sources, table) = try await Self.measured(field)
    let identifiers = try #require(table["objID"]?.texts()).compactMap { $0 }
    let known = Set(try #require(truth["objID"]?.texts()).compactMap { $0 })
    #expect(!sources.isEmpty && sources.count < 50)
    #expect(identifiers.allSatisfy(known.contains))
    #expect(identifiers.count == Set(identifiers).count)
  }

  @Test func `two sources close together are blended, the fainter one is hidden`() throws {
    let field = try smallField { $0.population = .density(300) }
    let neighbours = Neighbourhood(field)
    let points = field.sources
    // The definition, by looking at every pair.
    for source in points[..<field.count] {
      let radius = source.shape?.radius ?? 0
      func limit(_ other: FieldSource) -> Double { 1.4 + (other.shape?.radius ?? 0) }
      func distance(_ other: FieldSource) -> Double {
        0.396 * hypot(source.x - other.x, source.y - other.y)
      }
      let others = points.filter {
        $0.index != source.index && $0.magnitudes[2] < source.magnitudes[2] + 2
      }
      let isBlended = others.contains { distance($0) < limit($0) + radius }
      let isHidden = others.contains {
        $0.magnitudes[2] < source.magnitudes[2] && distance($0) < limit($0)
      }
      #expect(neighbours.isBlended(source.index) == isBlended)
      #expect(neighbours.isHidden(source.index) == isHidden)
    }
  }
}
