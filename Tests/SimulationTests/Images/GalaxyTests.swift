import Foundation
import Random
import Testing

@testable import Simulation

/// A galaxy on a canvas without noise; 0.1″ pixels unless said.
private func image(
  _ shape: GalaxyShape, seed: UInt64, side: Int, scale: Double, seeing: Double,
  profiles: ProfileLibrary
) throws -> [Float] {
  var configuration = FieldConfiguration()
  configuration.sky.seed = seed
  configuration.pixelScale = scale
  configuration.seeing = seeing
  let painter = SourcePainter(
    exposure: Exposure(configuration, band: 2), profiles: profiles, seed: seed)
  var canvas = LightCanvas(width: side, rows: 0..<side)
  let middle = Double(side - 1) / 2
  painter.paint(
    FieldSource(
      index: Int(seed), sourceClass: .galaxy, position: nil, x: middle, y: middle,
      magnitudes: [17, 17, 17, 17, 17], redshift: 0, reddening: 0, shape: shape),
    on: &canvas)
  return canvas.pixels
}

/// Which way the strongest two-armed spiral turns: the sum over outward- minus
/// inward-anticlockwise waves of angle and log radius.
private func twist(_ pixels: [Float], side: Int, from inner: Double, to outer: Double) -> Double {
  let (rings, angles) = (24, 48)
  let middle = Double(side - 1) / 2
  var power = 0.0
  var waves: [Int: (Double, Double)] = [:]
  for ring in 0..<rings {
    let place = Double(ring) / Double(rings)
    let radius = inner * pow(outer / inner, place)
    let values = (0..<angles).map { step -> Double in
      let angle = 2 * Double.pi * Double(step) / Double(angles)
      let x = Int((middle + radius * cos(angle)).rounded())
      let y = Int((middle + radius * sin(angle)).rounded())
      return Double(pixels[y * side + x])
    }
    let mean = values.reduce(0, +) / Double(angles)
    for (step, value) in values.enumerated() {
      let angle = 2 * Double.pi * Double(step) / Double(angles)
      for wave in -5...5 where wave != 0 {
        for arms in 2...4 {
          let phase = Double(arms) * angle - 2 * .pi * Double(wave) * place
          let old = waves[wave * 10 + arms] ?? (0, 0)
          let contrast = value / mean - 1
          waves[wave * 10 + arms] = (old.0 + contrast * cos(phase), old.1 + contrast * sin(phase))
        }
      }
    }
  }
  for (key, sum) in waves {
    power += (key > 0 ? 1 : -1) * (sum.0 * sum.0 + sum.1 * sum.1)
  }
  return power
}

struct GalaxyTests {
  private static let profiles = ProfileLibrary()

  @Test(arguments: GalaxyMorphology.allCases, 0..<3)
  func `all of a galaxy's light is in its image`(morphology: GalaxyMorphology, seed: Int) throws {
    var random = RandomStream(seed: UInt64(seed), purpose: .simulate)
    let shape = GalaxyShape.draw(morphology, radius: 2, from: &random)
    let pixels = try image(
      shape, seed: UInt64(seed), side: 320, scale: 0.4, seeing: 1.4, profiles: Self.profiles)
    let light = pixels.reduce(0.0) { $0 + Double($1) }
    let expected = pow(10, 0.4 * (22.5 - 17))
    #expect(abs(light / expected - 1) < 0.01)
  }

  @Test(arguments: [GalaxyMorphology.clockwiseSpiral, .anticlockwiseSpiral], 0..<6)
  func `arms turn the way the label says`(morphology: GalaxyMorphology, seed: Int) throws {
    var random = RandomStream(seed: UInt64(seed), purpose: .simulate)
    let shape = GalaxyShape.draw(morphology, radius: 4, from: &random)
    let pixels = try image(
      shape, seed: UInt64(seed), side: 96, scale: 0.3, seeing: 0.8, profiles: Self.profiles)
    let turning = twist(pixels, side: 96, from: 8, to: 40)
    // In rows that grow to the north, anticlockwise outward is the Z of a clockwise spiral.
    #expect((turning > 0) == (morphology == .clockwiseSpiral), "\(shape)")
  }

  @Test func `fractions of light sum up to one in every band`() {
    for (index, morphology) in GalaxyMorphology.allCases.enumerated() {
      var random = RandomStream(seed: UInt64(index), purpose: .simulate)
      let shape = GalaxyShape.draw(morphology, radius: 3, from: &random)
      var light = GalaxyLight(
        shape: shape, profiles: Self.profiles, random: random, seeing: 1)
      let components = light.components()
      for band in 0..<5 {
        let sum = PopulationColours.fractions(components, band: band).reduce(0) { $0 + $1.fraction }
        #expect(abs(sum - 1) < 1e-9)
      }
    }
  }

  @Test func `the middle of a merger's light is its place`() throws {
    for seed in 0..<5 as Range<UInt64> {
      var random = RandomStream(seed: seed, purpose: .simulate)
      let shape = GalaxyShape.draw(.merger, radius: 3, from: &random)
      var light = GalaxyLight(
        shape: shape, profiles: Self.profiles, random: random, seeing: 1)
      let components = light.components()
      let x = components.reduce(0) { $0 + $1.fraction * $1.x }
      let y = components.reduce(0) { $0 + $1.fraction * $1.y }
      #expect((x * x + y * y).squareRoot() < 0.5 * shape.radius)
    }
  }

  @Test func `red galaxies are mostly elliptical, blue ones mostly spiral, both hands alike`() {
    var counts: [GalaxyMorphology: Int] = [:]
    for index in 0..<2000 {
      var random = RandomStream(seed: 1, purpose: .simulate, stream: UInt64(index))
      let isEarly = index % 2 == 0
      let shape = GalaxyShape.draw(
        radius: 2, youngFraction: isEarly ? 0.05 : 0.5, from: &random)
      #expect(shape.axisRatio > 0 && shape.axisRatio <= 1)
      #expect(shape.morphology != .elliptical || isEarly)
      #expect(!shape.morphology.isSpiral || !isEarly && shape.armCount >= 2)
      counts[shape.morphology, default: 0] += 1
    }
    let clockwise = Double(counts[.clockwiseSpiral] ?? 0)
    let anticlockwise = Double(counts[.anticlockwiseSpiral] ?? 0)
    // Five standard deviations of a fair coin.
    let total = clockwise + anticlockwise
    #expect(abs(clockwise - anticlockwise) < 5 * total.squareRoot())
    #expect(total > 600 && (counts[.elliptical] ?? 0) > 600 && (counts[.merger] ?? 0) > 50)
  }
}
