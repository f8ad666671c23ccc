import Glibc
import Numbers

/// What a round source looks like through the atmosphere, for weighing pixels.
struct ProfileTemplate: Sendable {
  /// Half-light radius in pixels; 0 for a point.
  let radius: Double
  /// Pixels farther out are not looked at.
  let reach: Double
  /// Light per pixel of a source of flux 1, by distance in steps of 1/``resolution`` pixel.
  private let densities: [Float]

  private static let resolution = 16.0
  /// The farthest a template looks, pixels.
  static let maximumReach = 80.0

  /// - Parameters:
  ///   - profile: Of half-light radius 1; `nil` for a point.
  ///   - radius: Pixels; of a point, that of the source it is compared with.
  init(_ profile: RadialMixture?, radius: Double, exposure: Exposure) {
    self.radius = profile == nil ? 0 : radius
    let width = exposure.seeing / exposure.pixelScale
    let reach = min(Self.maximumReach, 1.8 * width + 2.5 * radius)
    self.reach = reach
    let sources =
      profile?.scaled(by: radius).components ?? [RadialMixture.Component(fraction: 1, variance: 0)]
    let blurred = sources.flatMap { source in
      exposure.point.components.map {
        RadialMixture.Component(
          fraction: source.fraction * $0.fraction, variance: source.variance + $0.variance)
      }
    }
    densities = (0...Int(clamping: reach * Self.resolution) + 1).map { step in
      let squared = pow(Double(step) / Self.resolution, 2)
      return Float(blurred.reduce(0) { $0 + $1.density(squaredRadius: squared) })
    }
  }

  /// Sums over the pixels within reach.
  struct Sums {
    /// Σ M d, Σ M² and Σ M³, for template M and pixels d.
    var product = 0.0
    var square = 0.0
    var cube = 0.0

    /// The flux for which the template comes closest to the pixels.
    var flux: Double { square > 0 ? product / square : 0 }

    /// How much closer it comes than nothing, in the square of the pixels' unit.
    var improvement: Double { square > 0 ? product * product / square : 0 }

    /// Of ``flux``: sky and photons.
    func variance(_ exposure: Exposure) -> Double {
      guard square > 0 else { return .infinity }
      let sky = exposure.skyNoise * exposure.skyNoise
      return (sky * square + max(0, flux) / exposure.gain * cube) / (square * square)
    }
  }

  /// - Parameters:
  ///   - x: Of the source, pixel centres at integers; likewise `y`.
  ///   - room: Pixels farther out belong to others.
  func sums(_ window: PixelRows, x: Double, y: Double, room: Double) -> Sums {
    let reach = min(reach, room)
    let columns = window.columns(around: x, reach: reach)
    let rows = window.rows(around: y, reach: reach)
    var sums = Sums()
    let limit = reach * reach
    for row in rows {
      let start = (row - window.firstRow) * window.width
      let dy = Double(row) - y
      for column in columns {
        let dx = Double(column) - x
        let squared = dx * dx + dy * dy
        guard squared < limit else { continue }
        let weight = density(squared)
        sums.product += weight * Double(window.pixels[start + column])
        sums.square += weight * weight
        sums.cube += weight * weight * weight
      }
    }
    return sums
  }

  @inline(__always)
  private func density(_ squared: Double) -> Double {
    let place = squared.squareRoot() * Self.resolution
    let step = Int(clamping: place)
    let low = Double(densities[step])
    return low + (place - Double(step)) * (Double(densities[step + 1]) - low)
  }
}

extension RadialMixture.Component {
  /// Light per unit of area at a squared radius.
  func density(squaredRadius: Double) -> Double {
    fraction / (2 * .pi * variance) * exp(-squaredRadius / (2 * variance))
  }
}

/// Whole rows of an image.
struct PixelRows: Sendable {
  let width: Int
  /// Of the image.
  let firstRow: Int
  /// Shape `[rows, width]`.
  let pixels: [Float]

  var rowCount: Int { pixels.count / width }

  func columns(around x: Double, reach: Double) -> Range<Int> {
    Self.range(around: x, reach: reach, in: 0..<width)
  }

  func rows(around y: Double, reach: Double) -> Range<Int> {
    Self.range(around: y, reach: reach, in: firstRow..<(firstRow + rowCount))
  }

  private static func range(
    around middle: Double, reach: Double, in limits: Range<Int>
  ) -> Range<Int> {
    let first = max(limits.lowerBound, Int(clamping: (middle - reach).rounded(.up)))
    let end = min(limits.upperBound, Int(clamping: (middle + reach).rounded(.down) + 1))
    return first..<max(first, end)
  }
}
