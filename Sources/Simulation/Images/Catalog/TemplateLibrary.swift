/// The templates of one exposure: a point, discs and ellipticals of growing size.
struct TemplateLibrary: Sendable {
  let exposure: Exposure
  let point: ProfileTemplate
  /// By profile, from small to large.
  private let families: [[ProfileTemplate]]
  /// Points that look as far as the template of each size does, to be compared with it.
  private let points: [ProfileTemplate]

  /// Half-light radii in arcseconds: the smallest, their ratio and how many.
  private static let smallestRadius = 0.2
  private static let ratio = 1.4
  private static let sizes = 13
  /// An extended template must fit this much better than a point, in squares of the noise.
  private static let improvement = 4.0
  /// Half-light radii grow to this fraction of the room there is.
  private static let growth = 0.4

  init(_ exposure: Exposure) {
    self.exposure = exposure
    point = ProfileTemplate(nil, radius: 0, exposure: exposure)
    let radii = (0..<Self.sizes).reduce(into: [Self.smallestRadius]) { radii, _ in
      radii.append(radii[radii.count - 1] * Self.ratio)
    }
    points = radii.map {
      ProfileTemplate(nil, radius: $0 / exposure.pixelScale, exposure: exposure)
    }
    let profiles = [LightProfile.sersic(index: 1), LightProfile.sersic(index: 4)]
    families = profiles.map { profile in
      radii.map {
        ProfileTemplate(profile, radius: $0 / exposure.pixelScale, exposure: exposure)
      }
    }
  }

  /// Which of the templates; `nil` is the point.
  struct Choice: Hashable, Sendable {
    let family, size: Int
  }

  subscript(_ choice: Choice?) -> ProfileTemplate {
    choice.map { families[$0.family][$0.size] } ?? point
  }

  /// An extended template and how much better than a point it fits on the same pixels, in the
  /// square of the pixels' unit; negative where the point fits better.
  struct Fit: Hashable, Sendable {
    let choice: Choice
    let gain: Double
  }

  /// The template for a fit: the point, unless the extended one is clearly better.
  func choice(_ fit: Fit?) -> Choice? {
    let limit = Self.improvement * exposure.skyNoise * exposure.skyNoise
    return fit.flatMap { $0.gain > limit ? $0.choice : nil }
  }

  /// The extended template that fits best; sizes grow as long as the fit gets better.
  ///
  /// - Parameter room: Pixels to where others' light begins.
  /// - Returns: `nil` where there is no room for any.
  func fit(_ window: PixelRows, x: Double, y: Double, room: Double) -> Fit? {
    let largest = Self.growth * room
    var best: Fit?
    var pointed: [Double] = []
    for family in families.indices {
      var last = 0.0
      for (size, template) in families[family].enumerated() where template.radius <= largest {
        if size == pointed.count {
          pointed.append(points[size].sums(window, x: x, y: y, room: room).improvement)
        }
        let gain = template.sums(window, x: x, y: y, room: room).improvement - pointed[size]
        if gain > best?.gain ?? -.infinity {
          best = Fit(choice: Choice(family: family, size: size), gain: gain)
        }
        if gain < last { break }
        last = gain
      }
    }
    return best
  }
}
