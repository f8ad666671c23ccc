import CVector
import Glibc
import Random

@testable import Engine

/// Images of digits, drawn with a shaking hand.
struct DigitImages {
  static let side = 28
  static let pixels = side * side

  /// Shape `[count, 28, 28, 1]`; paper about 0, ink about 1.
  private(set) var values: [Float]
  /// Digits.
  let labels: [Int]

  /// - Parameter seed: Of everything random; each digit occurs as often as every other.
  init(count: Int, seed: UInt64) {
    values = [Float](repeating: 0, count: count * Self.pixels)
    labels = (0..<count).map { $0 % 10 }
    var random = RandomStream(seed: seed, purpose: .simulate)
    let noise = (0..<10_007).map { _ in Float(0.1 * random.nextNormal()) }
    unsafe values.withUnsafeMutableBufferPointer { values in
      for (number, digit) in labels.enumerated() {
        let image = unsafe values.baseAddress! + number * Self.pixels
        for stroke in Hand(&random).strokes(of: digit, &random) {
          unsafe stroke.draw(on: image)
        }
        let start = Int(random.nextUnit() * Double(noise.count - Self.pixels))
        unsafe noise.withUnsafeBufferPointer { noise in
          unsafe vector_add(
            vector_float32, Self.pixels, image, noise.baseAddress! + start, image)
        }
      }
    }
  }
}

/// Lines between points in pixels, of one width.
private struct Stroke {
  var points: [SIMD2<Float>]
  /// Half the width, in pixels.
  let radius: Float

  func draw(on image: UnsafeMutablePointer<Float>) {
    for (start, end) in zip(points, points.dropFirst()) {
      let difference = end - start
      let length = (difference * difference).sum().squareRoot()
      let dots = max(1, Int(length / 0.7))
      for dot in 0...dots {
        unsafe cutout(start + difference * (Float(dot) / Float(dots)), on: image)
      }
    }
  }

  /// A disc with a soft rim; ink does not add up.
  private func cutout(_ centre: SIMD2<Float>, on image: UnsafeMutablePointer<Float>) {
    let side = DigitImages.side
    let reach = radius + 0.5
    var y = max(0, Int((centre.y - reach).rounded(.up)))
    let bottom = min(side - 1, Int(centre.y + reach))
    let left = max(0, Int((centre.x - reach).rounded(.up)))
    let right = min(side - 1, Int(centre.x + reach))
    while y <= bottom {
      var x = left
      while x <= right {
        let (dx, dy) = (Float(x) - centre.x, Float(y) - centre.y)
        let ink = min(1, reach - (dx * dx + dy * dy).squareRoot())
        let pixel = unsafe image + (y * side + x)
        unsafe pixel.pointee = max(pixel.pointee, ink)
        x += 1
      }
      y += 1
    }
  }
}

/// How someone writes: slant, size, place, pen and how much the hand shakes.
private struct Hand {
  private let columns: (SIMD2<Float>, SIMD2<Float>)
  private let centre: SIMD2<Float>
  private let radius: Float

  init(_ random: inout RandomStream) {
    func between(_ low: Double, _ high: Double, _ random: inout RandomStream) -> Float {
      Float(low + (high - low) * random.nextUnit())
    }
    let angle = between(-0.25, 0.25, &random)
    let (width, height) = (between(15, 22, &random), between(18, 24, &random))
    let shear = between(-0.2, 0.2, &random)
    columns = (
      SIMD2(cos(angle), sin(angle)) * width,
      SIMD2(shear - sin(angle), cos(angle)) * height
    )
    centre = SIMD2(between(12, 15.5, &random), between(12, 15.5, &random))
    radius = between(0.7, 1.6, &random)
  }

  func strokes(of digit: Int, _ random: inout RandomStream) -> [Stroke] {
    Self.shapes[digit].map { shape in
      let points = shape.map { point in
        let shaken = point + 0.03 * SIMD2(Float(random.nextNormal()), Float(random.nextNormal()))
        return centre + columns.0 * (shaken.x - 0.5) + columns.1 * (shaken.y - 0.5)
      }
      return Stroke(points: points, radius: radius)
    }
  }

  /// Points within the unit square, from the top left; the lines of every digit.
  private static let shapes: [[[SIMD2<Float>]]] = [
    [ring],
    [[[0.35, 0.27], [0.55, 0.08], [0.55, 0.92]]],
    [
      [
        [0.24, 0.3], [0.33, 0.13], [0.55, 0.08], [0.75, 0.22], [0.7, 0.45], [0.24, 0.91],
        [0.8, 0.91],
      ]
    ],
    [
      [
        [0.25, 0.15], [0.5, 0.08], [0.72, 0.25], [0.65, 0.42], [0.45, 0.48], [0.7, 0.56],
        [0.75, 0.75], [0.5, 0.92], [0.22, 0.82],
      ]
    ],
    [[[0.58, 0.08], [0.18, 0.64], [0.84, 0.64]], [[0.63, 0.4], [0.62, 0.92]]],
    [
      [
        [0.76, 0.09], [0.32, 0.09], [0.28, 0.45], [0.55, 0.4], [0.76, 0.6], [0.68, 0.84],
        [0.45, 0.92], [0.22, 0.82],
      ]
    ],
    [six],
    [[[0.2, 0.1], [0.8, 0.1], [0.45, 0.92]]],
    [
      [
        [0.5, 0.47], [0.3, 0.28], [0.5, 0.08], [0.7, 0.28], [0.5, 0.47], [0.27, 0.71],
        [0.5, 0.92], [0.73, 0.71], [0.5, 0.47],
      ]
    ],
    [six.map { 1 - $0 }],
  ]

  private static let ring: [SIMD2<Float>] = (0...10).map { step in
    let angle = Float(step) / 10 * 2 * .pi
    return [0.5 + 0.28 * sin(angle), 0.5 - 0.42 * cos(angle)]
  }

  private static let six: [SIMD2<Float>] = [
    [0.68, 0.1], [0.4, 0.3], [0.26, 0.62], [0.35, 0.88], [0.6, 0.9], [0.74, 0.7], [0.6, 0.52],
    [0.3, 0.62],
  ]
}
