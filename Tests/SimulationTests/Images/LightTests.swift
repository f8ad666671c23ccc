import Foundation
import Testing

@testable import Simulation

struct LightTests {
  /// Light within a radius of a sum of Gaussians.
  private func enclosed(_ mixture: RadialMixture, _ radius: Double) -> Double {
    mixture.components.reduce(0) {
      $0 + $1.fraction * (1 - exp(-radius * radius / (2 * $1.variance)))
    }
  }

  @Test(arguments: [1.0, 2.5, 4.0, 5.5])
  func `Sérsic's profile is met over four decades of brightness`(index: Double) {
    let mixture = LightProfile.sersic(index: index)
    #expect(abs(mixture.components.reduce(0) { $0 + $1.fraction } - 1) < 1e-9)
    #expect(mixture.components.allSatisfy { $0.fraction > 0 && $0.variance > 0 })
    // Half of the light within radius 1; what lies beyond the outermost ring is left out.
    #expect(abs(enclosed(mixture, 1) - 0.5) < 0.02)
    let b = 2 * index - 1.0 / 3 + 0.009876 / index
    let formula = { (radius: Double) in exp(-b * (pow(radius, 1 / index) - 1)) }
    let scale = mixture.density(squaredRadius: 1) / formula(1)
    for radius in stride(from: 0.15, through: index < 1.5 ? 3.0 : 5.0, by: 0.05) {
      let ratio = mixture.density(squaredRadius: radius * radius) / (scale * formula(radius))
      #expect(abs(ratio - 1) < 0.12, "at \(radius)")
    }
  }

  @Test(arguments: [2.0, 3.0, 4.5])
  func `Moffat's profile is met, its width above all`(exponent: Double) {
    let width = 3.5
    let mixture = LightProfile.moffat(width: width, exponent: exponent)
    let peak = LightProfile.moffatPeak(width: width, exponent: exponent)
    #expect(abs(mixture.density(squaredRadius: 0) / peak - 1) < 0.02)
    let half = mixture.density(squaredRadius: width * width / 4)
    #expect(abs(half / mixture.density(squaredRadius: 0) - 0.5) < 0.01)
    let scale = width / (2 * (pow(2, 1 / exponent) - 1).squareRoot())
    for radius in stride(from: 0.0, through: 2.5 * width, by: 0.2) {
      let formula = peak * pow(1 + pow(radius / scale, 2), -exponent)
      #expect(abs(mixture.density(squaredRadius: radius * radius) / formula - 1) < 0.12)
    }
  }

  @Test(arguments: 0..<12)
  func `a Gaussian on a canvas is the formula at every pixel, whatever rows are drawn`(
    seed: Int
  ) {
    var generator = SystemSeed(seed)
    let angle = Double.random(in: 0...6, using: &generator)
    let component = GaussianComponent(
      x: Double.random(in: -4...4, using: &generator), y: 1.3,
      along: Double.random(in: 0.5...14, using: &generator),
      across: Double.random(in: 0.4...4, using: &generator), angle: angle, fraction: 0.7,
      population: .mixed)
    var canvas = LightCanvas(width: 61, rows: 0..<47)
    canvas.add(component, light: 100, x: 30.2, y: 22.9, limit: 0)
    let determinant = component.xx * component.yy - component.xy * component.xy
    let peak = 70 / (2 * Double.pi * determinant.squareRoot())
    for row in 0..<47 {
      for column in 0..<61 {
        let (dx, dy) = (Double(column) - 30.2 - component.x, Double(row) - 22.9 - component.y)
        let square =
          (component.yy * dx * dx - 2 * component.xy * dx * dy + component.xx * dy * dy)
          / determinant
        let expected = square < 16 ? peak * exp(-square / 2) : 0
        let found = Double(canvas.pixels[row * 61 + column])
        #expect(abs(found - expected) < 1e-6 * peak || abs(square - 16) < 1e-6)
      }
    }
    for rows in [0..<1, 5..<23, 40..<47] {
      var part = LightCanvas(width: 61, rows: rows)
      part.add(component, light: 100, x: 30.2, y: 22.9, limit: 0)
      #expect(part.pixels == Array(canvas.pixels[(rows.lowerBound * 61)..<(rows.upperBound * 61)]))
    }
  }

  @Test func `a tilted disc is lengthened along its position angle, east to the left`() {
    let map = PlaneMap.tilt(axisRatio: 0.5, positionAngle: 30)
    let component = GaussianComponent(variance: 4, fraction: 1).mapped(by: map)
    // North through east by 30 degrees: up, and to the left by half.
    let (x, y) = map.apply(1, 0)
    #expect(abs(x + 0.5) < 1e-12 && abs(y - 0.75.squareRoot()) < 1e-12)
    let along = component.xx * x * x + 2 * component.xy * x * y + component.yy * y * y
    let across = component.xx * y * y - 2 * component.xy * x * y + component.yy * x * x
    #expect(abs(along - 4) < 1e-12 && abs(across - 1) < 1e-12)
  }
}

/// A generator whose numbers depend on its seed alone.
struct SystemSeed: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(seed) &* 0x2545_f491_4f6c_dd1d &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
