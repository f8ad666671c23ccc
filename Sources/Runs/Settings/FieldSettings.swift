import Files
import Simulation
import Tasks

/// The images a pipeline's `simulate` makes.
///
/// Values that are not given are those of ``FieldConfiguration``.
struct FieldSettings: Decodable {
  var width: Int?
  var height: Int?
  var bands: [String]?
  /// Sources per square arcminute, or in all; what the counts say where neither is given.
  var density: Double?
  var sources: Int?
  var pixelScale: Double?
  var seeing: Double?
  var faint: Double?
  var galaxiesOnly: Bool?
  /// Fractions of the classes; natural where absent.
  var mixture: [String: Double]?
  var rightAscension: Double?
  var declination: Double?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case width, height, bands, density, sources, seeing, faint, mixture
    case pixelScale = "pixel_scale"
    case galaxiesOnly = "galaxies_only"
    case rightAscension = "ra"
    case declination = "dec"
  }

  /// - Throws: `SkysortError` where two settings contradict each other.
  func apply(to configuration: inout FieldConfiguration) throws(SkysortError) {
    configuration.width = width ?? configuration.width
    configuration.height = height ?? configuration.height
    configuration.bands = bands ?? configuration.bands
    configuration.pixelScale = pixelScale ?? configuration.pixelScale
    configuration.seeing = seeing ?? configuration.seeing
    configuration.rightAscension = rightAscension ?? configuration.rightAscension
    configuration.declination = declination ?? configuration.declination
    let bright = configuration.sky.magnitudes.lowerBound
    if let faint { configuration.sky.magnitudes = bright...max(bright, faint) }
    if let mixture { configuration.sky.mixture = try Self.fractions(mixture) }
    if galaxiesOnly == true { configuration.sky.mixture = [.galaxy: 1] }
    switch (density, sources) {
    case (nil, nil): return
    case (let density?, nil): configuration.population = .density(density)
    case (nil, let sources?): configuration.population = .count(sources)
    case (_?, _?):
      throw SkysortError(
        path: "simulate", problem: "is given both a density and a number of sources",
        fix: "Keep one of them.", exitCode: .usage)
    }
  }
}

extension FieldSettings {
  private static func fractions(
    _ mixture: [String: Double]
  ) throws(SkysortError) -> [SourceClass: Double] {
    var fractions: [SourceClass: Double] = [:]
    for (name, fraction) in mixture.sorted(by: { $0.key < $1.key }) {
      guard let sourceClass = SourceClass(rawValue: name) else {
        throw SkysortError(
          path: "simulate", problem: "knows no class '\(name)' to mix",
          fix: "Mix \(SourceClass.allCases.map(\.rawValue).joined(separator: ", ")).",
          exitCode: .usage)
      }
      fractions[sourceClass] = fraction
    }
    return fractions
  }
}

/// The images of single galaxies a pipeline's `simulate` makes.
struct SimulatedCutoutSettings: Decodable {
  var count = 1000
  var side = 64

  enum CodingKeys: String, CodingKey, CaseIterable { case count, side }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    count = try values.decodeIfPresent(Int.self, forKey: .count) ?? count
    side = try values.decodeIfPresent(Int.self, forKey: .side) ?? side
  }
}
