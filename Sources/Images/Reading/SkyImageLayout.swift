public import FITS
public import Files
public import Sky

/// Which units of a FITS file make one image of the sky, before a pixel is read.
public struct SkyImageLayout: Sendable, Hashable {
  public let units: [HDU]
  public let width: Int
  public let height: Int
  /// Of every plane; `nil` where the file does not say.
  public let bands: [Band?]
  /// Of every unit, what lies beside it in the file.
  public let companions: [ImageCompanions]
  /// Other images of the sky that are no band of this one: further detectors, further pointings.
  public let others: [HDU]
  /// The first unit's header, whose keywords hold for all.
  public let primary: Header
  /// Which images were taken of which, where there was a choice; `nil` where there was none.
  public let choice: String?

  /// Spectral cubes have some thousand.
  private static let mostPlanes = 65536

  /// - Parameter selector: Which image. Where `nil`, of the images of the sky (see ``ImageRole``)
  ///   all, if they have one size and each names a band of its own in its own header, else the
  ///   first.
  /// - Throws: `SkysortError` where there is no such image.
  public init(_ file: borrowing FITSFile, _ selector: ImageSelector?) throws(SkysortError) {
    let sky = selector == nil ? Self.unitsOfSky(file.imageUnits) : []
    let several = Self.unitsOfBands(sky)
    let first = sky.first.map { ImageSelector.hdu($0.index) }
    units = several.isEmpty ? [try file.unit(selector ?? first ?? .first)] : several
    for unit in units { try unit.requireImage(path: file.path) }
    width = units[0].dimensions[0]
    height = units[0].dimensions[1]
    try Self.checkPlanes(units[0], path: file.path)
    let primary = file.units[0].header
    self.primary = primary
    bands = units.flatMap { Self.bands($0, primary: primary) }
    let (images, taken) = (file.imageUnits, units)
    companions = taken.map { ImageCompanions(of: $0, among: images, primary: primary) }
    others = several.isEmpty ? Array(sky.dropFirst()) : []
    choice = selector == nil ? Self.choice(taken, of: images) : nil
  }

  /// The images that say they are of the sky; where none does, those that say nothing; where all
  /// are said to be something else, all.
  private static func unitsOfSky(_ units: [HDU]) -> [HDU] {
    let roles = units.map { ImageName($0.header).role }
    let role: ImageRole? =
      roles.contains(.science) ? .science : roles.contains(.unnamed) ? .unnamed : nil
    return zip(units, roles).filter { role == nil || $0.1 == role }.map(\.0)
  }

  /// The most images that are named.
  private static let named = 8

  private static func choice(_ taken: [HDU], of images: [HDU]) -> String? {
    let left = images.filter { unit in !taken.contains { $0.index == unit.index } }
    guard !left.isEmpty else { return nil }
    let names = left.prefix(named).map(\.label).joined(separator: ", ")
    let more = left.count > named ? " and \(left.count - named) more" : ""
    let which = taken.map(\.label).joined(separator: ", ")
    let verb = taken.count == 1 ? "was" : "were"
    return "\(which) \(verb) read as the image; beside it are \(names)\(more)"
  }

  /// All images, where each is one plane of the same size and of a band of its own.
  private static func unitsOfBands(_ units: [HDU]) -> [HDU] {
    let bands = units.compactMap { BandName.of($0.header) }
    let isUniform = units.allSatisfy { unit in
      unit.dimensions.prefix(2) == units[0].dimensions.prefix(2)
        && unit.dimensions.dropFirst(2).allSatisfy { $0 == 1 }
    }
    let areOfBands = units.count > 1 && bands.count == units.count
    return areOfBands && isUniform && Set(bands).count == units.count ? units : []
  }

  private static func checkPlanes(_ unit: HDU, path: String) throws(SkysortError) {
    let count = unit.dimensions.dropFirst(2).reduce(1, *)
    guard count > mostPlanes else { return }
    throw SkysortError(
      path: path, location: "HDU \(unit.index)",
      problem: "has \(count) planes, more than the \(mostPlanes) that are read",
      fix: "Cut out the planes you need.")
  }

  /// What one unit says of its planes; extensions inherit what the primary header says.
  private static func bands(_ unit: HDU, primary: Header) -> [Band?] {
    let count = unit.dimensions.dropFirst(2).reduce(1, *)
    guard count > 1 else { return [BandName.of(unit.header) ?? BandName.of(primary)] }
    let named =
      BandName.of(planes: count, unit.header) ?? BandName.of(planes: count, primary)
    return named ?? [Band?](repeating: nil, count: count)
  }
}
