public import FITS
public import Files
import Numbers
public import Sky

/// The images of one band that cutouts are taken from.
public struct CutoutBand: Sendable {
  public let band: Band
  /// Where they overlap, the first that holds a cutout whole is taken.
  public let tiles: [CutoutTile]

  public init(_ band: Band, tiles: [CutoutTile]) {
    precondition(!tiles.isEmpty, "expected an image of \(band)")
    self.band = band
    self.tiles = tiles
  }
}

/// An image with its place on the sky, and what is wrong with its pixels.
public struct CutoutTile: Sendable {
  public let image: FITSImage
  /// Of a cube, the plane that is cut, from 0.
  public let plane: Int
  /// Of the image's size.
  public let mask: FITSImage?
  /// Which pixels of it are masked.
  public let maskMeaning: MaskMeaning
  public let coordinates: WorldCoordinates?
  /// What surely holds the whole image; `nil` where that is too much of the sky to tell.
  private let footprint: (centre: SkyPosition, radius: Double)?

  /// - Throws: `SkysortError` where the mask is of another size, or the header's coordinates
  ///   cannot be used.
  public init(
    _ image: FITSImage, plane: Int = 0, mask: FITSImage? = nil, meaning: MaskMeaning = .anyValue
  ) throws(SkysortError) {
    if let mask, mask.width != image.width || mask.height != image.height {
      throw SkysortError(
        path: mask.path, location: "HDU \(mask.index)",
        problem: "the mask has \(mask.width) × \(mask.height) pixels, its image "
          + "\(image.path) has \(image.width) × \(image.height)",
        fix: "Name the mask of this image.")
    }
    guard (0..<image.planeCount).contains(plane) else {
      throw SkysortError(
        path: image.path, location: "HDU \(image.index)",
        problem: "there is no plane \(plane), it has \(image.planeCount)",
        fix: "Count planes from 0.", exitCode: .usage)
    }
    self.image = image
    self.plane = plane
    self.mask = mask
    maskMeaning = meaning
    coordinates = try WorldCoordinates(
      image.header, path: image.path, location: "HDU \(image.index)")
    footprint = coordinates.flatMap { Self.footprint($0, width: image.width, height: image.height) }
  }

  var width: Int { image.width }
  var height: Int { image.height }

  private static func footprint(
    _ coordinates: WorldCoordinates, width: Int, height: Int
  ) -> (SkyPosition, Double)? {
    let (right, top) = (Double(width) - 0.5, Double(height) - 0.5)
    let steps = (0...8).map { Double($0) / 8 }
    let border = steps.flatMap { step -> [(Double, Double)] in
      let (x, y) = (-0.5 + step * (right + 0.5), -0.5 + step * (top + 0.5))
      return [(x, -0.5), (x, top), (-0.5, y), (right, y)]
    }
    guard let centre = coordinates.skyPosition(x: right / 2, y: top / 2) else { return nil }
    var radius = 0.0
    for (x, y) in border {
      guard let position = coordinates.skyPosition(x: x, y: y) else { return nil }
      radius = max(radius, centre.separation(from: position))
    }
    return radius < 30 ? (centre, radius * 1.1) : nil
  }

  /// Whether a cutout about a position may hold pixels of the image.
  ///
  /// - Parameter margin: Degrees; half the diagonal of a cutout.
  func mayHold(_ position: SkyPosition, margin: Double) -> Bool {
    guard let footprint else { return true }
    return footprint.centre.separation(from: position) <= footprint.radius + margin
  }

  /// The shift of whole pixels that brings this image's pixels to another's, where the two are
  /// of one grid; `nil` where they are not.
  func shift(to other: CutoutTile) -> (x: Int, y: Int)? {
    guard let coordinates, let others = other.coordinates else {
      return coordinates == nil && other.coordinates == nil && width == other.width
        && height == other.height ? (0, 0) : nil
    }
    let columns = [0, Double(width - 1) / 2, Double(width - 1)]
    let rows = [0, Double(height - 1) / 2, Double(height - 1)]
    let pixels = rows.flatMap { row in columns.flatMap { [$0, row] } }
    let found = others.pixels(ofSkyAngles: coordinates.skyAngles(ofPixels: pixels))
    let shifts = zip(found, pixels).map { $0 - $1 }
    guard let x = Self.wholeNumber(stride(from: 0, to: shifts.count, by: 2).map { shifts[$0] }),
      let y = Self.wholeNumber(stride(from: 1, to: shifts.count, by: 2).map { shifts[$0] })
    else { return nil }
    return (x, y)
  }

  /// Whether both images have the same pixels on the sky.
  public func showsSame(as other: CutoutTile) -> Bool {
    guard width == other.width, height == other.height, let shift = shift(to: other) else {
      return false
    }
    return shift == (0, 0)
  }

  /// Pixels less apart count as one.
  private static let tolerance = 0.02

  private static func wholeNumber(_ shifts: [Double]) -> Int? {
    let known = shifts.filter { abs($0) < 0x1p40 }
    guard let first = known.first, known.count == shifts.count else { return nil }
    let whole = first.rounded()
    return known.allSatisfy { abs($0 - whole) < tolerance } ? Int(clamping: whole) : nil
  }
}
