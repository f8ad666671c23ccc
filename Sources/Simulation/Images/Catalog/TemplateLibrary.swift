/// The templates of one exposure: a point, discs and ellipticals of growing size.
struct TemplateLibrary: Sendable {
  let exposure: Exposure
  let point: ProfileTemplate
  /// By profile, from small to large.
  private let families: [[ProfileTemplate]]

  /// Half-light radii in arcseconds: the smallest, their ratio and how many.
  private static let smallestRadius = 0.2
  private static let ratio = 1.4
  private static let sizes = 13
  /// An extended template must fit this much better than a point, in squares of the noise.
  private static let improvement = 4.0

  init(_ exposure: Exposure) {
    self.exposure = exposure
    point = ProfileTemplate(nil, radius: 0, exposure: exposure)
    let radii = (0..<Self.sizes).reduce(into: [Self.smallestRadius]) { radii, _ in
      radii.append(radii[radii.count - 1] * Self.ratio)
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

  /// The template that fits best; sizes grow as long as the fit gets better.
  func choose(_ window: PixelRows, x: Double, y: Double) -> Choice? {
    let noise = exposure.skyNoise * exposure.skyNoise
    var best = point.sums(window, x: x, y: y).improvement + Self.improvement * noise
    var choice: Choice?
    for family in families.indices {
      var last = 0.0
      for (size, template) in families[family].enumerated() {
        let improvement = template.sums(window, x: x, y: y).improvement
        if improvement > best {
          best = improvement
          choice = Choice(family: family, size: size)
        }
        if improvement < last { break }
        last = improvement
      }
    }
    return choice
  }
}
