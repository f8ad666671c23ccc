import Files
import Foundation
import Sky
import Testing

@testable import Simulation

/// A small field with some settings changed.
func smallField(
  _ change: (inout FieldConfiguration) -> Void = { _ in }
) throws -> SkyField {
  var configuration = FieldConfiguration()
  configuration.width = 160
  configuration.height = 120
  configuration.bands = ["r"]
  configuration.population = .count(10)
  change(&configuration)
  return try SkyField(configuration)
}

struct FieldTests {
  /// Made with astropy 8:
  ///
  ///     w = WCS(naxis=2)
  ///     w.wcs.ctype = ["RA---TAN", "DEC--TAN"]
  ///     w.wcs.crval, w.wcs.crpix = [ra, dec], [1000.5, 800.5]
  ///     w.wcs.cd = [[-0.396 / 3600, 0], [0, 0.396 / 3600]]
  ///     w.wcs_pix2world([[x, y]], 0)
  private static let golden: [(Double, Double, Double, Double, Double, Double)] = [
    (150.1, 2.2, 0, 0, 150.2100194758, 2.1120511788),
    (150.1, 2.2, 1999, 1599, 149.9899675486, 2.2879407164),
    (150.1, 2.2, 999.5, 799.5, 150.1000000000, 2.2000000000),
    (150.1, 2.2, 12.25, 1500.75, 150.2086830952, 2.2771333610),
    (0.01, -35.0, 0, 0, 0.1443622245, -35.0878708271),
    (0.01, -35.0, 1999, 1599, 359.8759262812, -34.9119814478),
    (0.01, -35.0, 12.25, 1500.75, 0.1424479746, -34.9227906900),
    (222.0, 89.9, 0, 0, 252.3270170273, 89.7822591022),
    (222.0, 89.9, 1999, 1599, 138.2572851566, 89.8893963410),
    (222.0, 89.9, 12.25, 1500.75, 300.1113747288, 89.8890222419),
  ]

  @Test func `pixels and sky are joined as astropy joins them`() throws {
    for (ra, dec, x, y, rightAscension, declination) in Self.golden {
      let center = try #require(SkyPosition(rightAscension: ra, declination: dec))
      let plane = TangentPlane(center: center, x: 999.5, y: 799.5, scale: 0.396 / 3600)
      let sky = plane.sky(x: x, y: y)
      #expect(abs(sky.rightAscension - rightAscension) < 1e-9)
      #expect(abs(sky.declination - declination) < 1e-9)
      let back = try #require(plane.pixel(sky))
      #expect(abs(back.x - x) < 1e-6 && abs(back.y - y) < 1e-6)
    }
  }

  @Test(arguments: [1, 7, 50])
  func `pixels do not depend on the strips they are made in`(height: Int) throws {
    let field = try smallField { $0.population = .count(12) }
    let whole = field.strip(exposure: 0, rows: 0..<120)
    let strips = stride(from: 0, to: 120, by: height).map {
      field.strip(exposure: 0, rows: $0..<min(120, $0 + height))
    }
    #expect(strips.flatMap(\.image) == whole.image)
    #expect(strips.flatMap(\.inverseVariance) == whole.inverseVariance)
    #expect(strips.flatMap(\.mask) == whole.mask)
  }

  @Test func `sources are as many as asked for, all in the image, some around it`() throws {
    for (population, expected) in [
      (FieldConfiguration.Population.count(40), 40), (.density(36), 30), (.count(0), 0),
    ] {
      let field = try smallField { $0.population = population }
      // 160 × 120 pixels of 0.396″ are 0.836 square arcminutes.
      #expect(field.count == expected)
      #expect(field.sources.count >= field.count)
      for source in field.sources {
        let isInside =
          (-0.5..<159.5).contains(source.x) && (-0.5..<119.5).contains(source.y)
        #expect(isInside == (source.index < field.count))
      }
    }
  }

  @Test func `the seed decides the sky`() throws {
    let first = try smallField { $0.population = .count(30) }
    let again = try smallField { $0.population = .count(30) }
    let other = try smallField {
      $0.population = .count(30)
      $0.sky.seed = 1
    }
    #expect(first.sources == again.sources)
    #expect(first.sources != other.sources)
    #expect(
      first.strip(exposure: 0, rows: 0..<4).image == again.strip(exposure: 0, rows: 0..<4).image)
  }

  @Test func `an empty sky has the noise its depth says`() throws {
    let field = try smallField { $0.population = .count(0) }
    let exposure = field.exposures[0]
    let strip = field.strip(exposure: 0, rows: 0..<120)
    let values = strip.image.map(Double.init)
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let noise = exposure.skyNoise
    // Five standard deviations of a mean and of a variance.
    #expect(abs(mean) < 5 * noise / count.squareRoot())
    #expect(abs(variance / (noise * noise) - 1) < 5 * (2 / count).squareRoot())
    #expect(strip.inverseVariance.allSatisfy { abs(Double($0) * noise * noise - 1) < 1e-5 })
    // A point at the depth has a signal to noise of 5, but for the seeing's exact shape.
    let limit = pow(10, 0.4 * (22.5 - 23.1))
    let error = noise / exposure.point.squaredNorm.squareRoot()
    #expect(abs(limit / error - 5) < 0.3)
  }

  @Test func `photons scatter as Poisson says, in variance and in skewness`() throws {
    var configuration = FieldConfiguration()
    configuration.sky.depths = [22.3, 21.9, 23.1, 22.3, 20.8]
    let exposure = Exposure(configuration, band: 1)
    let noise = PixelNoise(exposure: exposure)
    var random = SimulationStream.noise(band: 1, row: 3, seed: 5)
    for light in [0.0, 40 * exposure.skyLevel] {
      var pixels = [Float](repeating: Float(light), count: 40_000)
      unsafe pixels.withUnsafeMutableBufferPointer { unsafe noise.apply(to: $0, &random) }
      let counts = pixels.map { (Double($0) + exposure.skyLevel) * exposure.gain }
      let mean = counts.reduce(0, +) / 40_000
      let expected = (light + exposure.skyLevel) * exposure.gain
      let spread = expected + exposure.readNoise * exposure.readNoise
      let moments = [2.0, 3.0].map { power in
        counts.reduce(0) { $0 + pow($1 - mean, power) } / 40_000
      }
      #expect(abs(mean - expected) < 5 * (spread / 40_000).squareRoot())
      // Rounding to whole electrons adds a twelfth.
      #expect(abs(moments[0] / (spread + 1.0 / 12) - 1) < 0.04)
      let skewness = moments[1] / pow(spread, 1.5)
      #expect(abs(skewness - expected / pow(spread, 1.5)) < 0.08)
    }
  }

  @Test func `a star's image has the seeing's width and its place`() throws {
    let field = try smallField {
      $0.population = .count(1)
      $0.sky.mixture = [.star: 1]
      $0.sky.magnitudes = 14.2...15.2
      $0.seeing = 1.6
    }
    let star = field.sources[0]
    let light = field.light(exposure: 0, rows: 0..<120)
    let exposure = field.exposures[0]
    // Along the row and the column nearest to the star, as the formula has it.
    let scale = exposure.seeing / exposure.pixelScale / (2 * (pow(2, 1.0 / 3) - 1).squareRoot())
    let column = Int(star.x.rounded())
    let row = Int(star.y.rounded())
    let total = star.light(band: 2)
    for step in -6...6 where (0..<160).contains(column + step) && (0..<120).contains(row) {
      let (dx, dy) = (Double(column + step) - star.x, Double(row) - star.y)
      let formula =
        total * 2 / (.pi * scale * scale) * pow(1 + (dx * dx + dy * dy) / (scale * scale), -3)
      let found = Double(light[row * 160 + column + step])
      #expect(abs(found / formula - 1) < 0.05)
    }
  }

  @Test func `bright isolated stars lie where the truth says`() throws {
    let field = try smallField {
      $0.population = .count(10)
      $0.sky.mixture = [.star: 1]
      $0.sky.magnitudes = 15...18
      $0.sky.seed = 3
    }
    let image = field.strip(exposure: 0, rows: 0..<120).image
    var checked = 0
    for star in field.sources[..<field.count] {
      let isAlone = field.sources.allSatisfy {
        $0.index == star.index || abs($0.x - star.x) + abs($0.y - star.y) > 20
      }
      guard isAlone, (8..<151).contains(star.x), (8..<111).contains(star.y) else { continue }
      var (sum, x, y) = (0.0, 0.0, 0.0)
      for row in Int(star.y.rounded()) - 6...Int(star.y.rounded()) + 6 {
        for column in Int(star.x.rounded()) - 6...Int(star.x.rounded()) + 6 {
          // A window that moves with nothing but the truth would hide an offset: weigh by light.
          let value = Double(image[row * 160 + column])
          guard value > 0.02 * star.light(band: 2) / 20 else { continue }
          sum += value
          x += value * Double(column)
          y += value * Double(row)
        }
      }
      #expect(abs(x / sum - star.x) < 0.1 && abs(y / sum - star.y) < 0.1)
      checked += 1
    }
    #expect(checked >= 3)
  }

  @Test func `pixels too bright are cut and masked`() throws {
    let field = try smallField {
      $0.population = .count(4)
      $0.sky.mixture = [.star: 1]
      $0.sky.magnitudes = 10...10.6
    }
    let strip = field.strip(exposure: 0, rows: 0..<120)
    let limit = Float(field.exposures[0].saturation)
    #expect(strip.mask.contains(1))
    for index in strip.image.indices {
      #expect((strip.mask[index] == 1) == (strip.image[index] >= limit))
      #expect((strip.mask[index] == 1) == (strip.inverseVariance[index] == 0))
      #expect(strip.image[index] <= limit)
    }
  }

  @Test func `impossible images are refused by name`() {
    let changes: [(String, (inout FieldConfiguration) -> Void)] = [
      ("bands", { $0.bands = [] }), ("bands", { $0.bands = ["r", "r"] }),
      ("bands", { $0.bands = ["y"] }), ("size", { $0.width = 0 }),
      ("size", { $0.height = 1_000_000 }), ("pixel scale", { $0.pixelScale = 0 }),
      (
        "size",
        {
          $0.width = 100_000
          $0.pixelScale = 10
          $0.seeing = 30
        }
      ), ("seeing", { $0.seeing = 0.5 }), ("Moffat exponent", { $0.exponent = 1 }),
      ("center", { $0.declination = 91 }), ("density", { $0.population = .density(-1) }),
      ("sources", { $0.population = .count(1 << 40) }),
      ("magnitudes", { $0.sky.magnitudes = 5...22 }),
    ]
    for (subject, change) in changes {
      let error = #expect(throws: SkysortError.self) { try smallField(change) }
      #expect(error?.path == subject)
    }
  }
}
