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

  /// Spectral cubes have some thousand.
  private static let mostPlanes = 65536

  /// - Parameter selector: Which image; where `nil`, all images if they have one size and each
  ///   names a band of its own in its own header, else the first.
  /// - Throws: ``SkysortError`` where there is no such image.
  public init(_ file: borrowing FITSFile, _ selector: ImageSelector?) throws(SkysortError) {
    let several = selector == nil ? Self.unitsOfBands(file.imageUnits) : []
    units = several.isEmpty ? [try file.unit(selector ?? .first)] : several
    for unit in units { try unit.requireImage(path: file.path) }
    width = units[0].dimensions[0]
    height = units[0].dimensions[1]
    try Self.checkPlanes(units[0], path: file.path)
    let primary = file.units[0].header
    bands = units.flatMap { Self.bands($0, primary: primary) }
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
