import FITS
public import Files
import Sky

/// Which pixels every cutout consists of.
///
/// Resampling keeps surface brightness: a pixel's value is the image's at that place, whatever
/// the pixels' sizes. Sums over pixels change with the scale; times the pixels' area they stay.
public struct CutoutPlan: Sendable {
  /// Pixels along each side.
  public let size: Int
  public let bands: [CutoutBand]
  public let edges: EdgeMode
  /// Right ascensions and declinations, in pairs; NaN where unknown.
  public let sky: [Double]
  /// By band, then by source.
  public let placements: [[CutoutPlacement]]

  public var count: Int { sky.count / 2 }

  /// Where a cutout begins in a cube of shape `[sources, bands, size, size]`, in pixels.
  func place(_ source: Int, _ band: Int) -> Int { (source * bands.count + band) * size * size }

  /// Whether some cutout is resampled.
  public var isResampled: Bool { placements.contains { $0.contains(where: \.isResampled) } }

  /// - Parameters:
  ///   - positions: A source each; those without a position, or off all images, stay empty.
  ///   - size: Positive.
  /// - Throws: `SkysortError` where an image that is needed has no coordinates on the sky.
  public init(
    _ positions: CutoutPositions, bands: [CutoutBand], size: Int, edges: EdgeMode = .partial,
    alignment: CutoutAlignment = .firstBand
  ) throws(SkysortError) {
    precondition(!bands.isEmpty && size > 0, "expected bands and a positive size, found \(size)")
    let resolver = try PlacementResolver(
      positions, bands: bands, size: size, alignment: alignment)
    self.size = size
    self.bands = bands
    self.edges = edges
    sky = resolver.sky
    placements = resolver.placements()
  }
}

/// Finds the placements of a plan.
struct PlacementResolver {
  /// Pairs; NaN where unknown.
  let sky: [Double]
  private let bands: [CutoutBand]
  private let size: Int
  private let alignment: CutoutAlignment
  /// Pairs, where the sources are given in pixels of the first image.
  private let pixels: [Double]?
  /// About the side of the largest cutout, in degrees.
  private let margin: Double

  init(
    _ positions: CutoutPositions, bands: [CutoutBand], size: Int, alignment: CutoutAlignment
  ) throws(SkysortError) {
    self.bands = bands
    self.size = size
    self.alignment = alignment
    margin = Self.margin(bands, size: size, alignment)
    let first = bands[0].tiles[0]
    switch positions {
    case .sky(let pairs):
      try Self.requireCoordinates(bands)
      sky = pairs
      pixels = nil
    case .pixels(let pairs):
      precondition(bands[0].tiles.count == 1, "expected one image that the pixels are of")
      let isAlike = bands.allSatisfy { $0.tiles.allSatisfy { first.shift(to: $0) != nil } }
      if case .tangent = alignment { try Self.requireCoordinates(bands) }
      if !isAlike { try Self.requireCoordinates(bands) }
      sky =
        first.coordinates?.skyAngles(ofPixels: pairs)
        ?? [Double](repeating: .nan, count: pairs.count)
      pixels = pairs
    }
  }

  private static func requireCoordinates(_ bands: [CutoutBand]) throws(SkysortError) {
    for tile in bands.flatMap(\.tiles) where tile.coordinates == nil {
      throw SkysortError(
        path: tile.image.path, location: "HDU \(tile.image.index)",
        problem: "the image has no coordinates on the sky",
        fix: "Give positions in pixels, or an image whose header has them.")
    }
  }

  private static func margin(
    _ bands: [CutoutBand], size: Int, _ alignment: CutoutAlignment
  ) -> Double {
    var scales = bands.flatMap(\.tiles).compactMap { $0.coordinates?.pixelScale }
    if case .tangent(let scale) = alignment { scales.append(scale) }
    return Double(size) * (scales.filter(\.isFinite).max() ?? 0) / 3600
  }

  func placements() -> [[CutoutPlacement]] {
    let first = placements(in: bands[0], pixels: pixels)
    return [first] + bands.dropFirst().map { placements(in: $0, after: first) }
  }

  private var count: Int { sky.count / 2 }

  /// The first band's.
  private func placements(in band: CutoutBand, pixels: [Double]?) -> [CutoutPlacement] {
    var result = [CutoutPlacement](repeating: CutoutPlacement(), count: count)
    for (number, tile) in band.tiles.enumerated() {
      let found = pixels ?? positions(in: tile)
      for source in 0..<count {
        let (x, y) = (found[2 * source], found[2 * source + 1])
        guard let window = CutoutWindow(x: x, y: y, size: size) else { continue }
        offer(number, of: band, x, y, kind(window, source), window, to: &result[source])
      }
    }
    return result
  }

  private func kind(_ window: CutoutWindow, _ source: Int) -> CutoutPlacement.Kind {
    guard case .tangent(let scale) = alignment else { return .window(window) }
    let position = SkyPosition(
      rightAscension: sky[2 * source], declination: sky[2 * source + 1])
    return position.map { .tangent($0, scale: scale) } ?? .none
  }

  /// Takes a tile where it holds more of the window than the ones before.
  private func offer(
    _ number: Int, of band: CutoutBand, _ x: Double, _ y: Double, _ kind: CutoutPlacement.Kind,
    _ window: CutoutWindow, to placement: inout CutoutPlacement
  ) {
    let held = area(window, in: band.tiles[number])
    guard held > 0, held > area(of: placement, in: band) else { return }
    placement = CutoutPlacement(tile: number, x: x, y: y, kind: kind)
  }

  private func area(_ window: CutoutWindow, in tile: CutoutTile) -> Int {
    window.overlapCount(width: tile.width, height: tile.height)
  }

  private func area(of placement: CutoutPlacement, in band: CutoutBand) -> Int {
    guard let tile = placement.tile,
      let window = CutoutWindow(x: placement.x, y: placement.y, size: size)
    else { return 0 }
    return area(window, in: band.tiles[tile])
  }

  /// Where the sources are in an image; NaN where surely outside.
  private func positions(in tile: CutoutTile) -> [Double] {
    guard let coordinates = tile.coordinates else {
      return [Double](repeating: .nan, count: sky.count)
    }
    var wanted = sky
    for source in 0..<count {
      let position = SkyPosition(
        rightAscension: sky[2 * source], declination: sky[2 * source + 1])
      if position.map({ !tile.mayHold($0, margin: margin) }) ?? true {
        (wanted[2 * source], wanted[2 * source + 1]) = (.nan, .nan)
      }
    }
    return coordinates.pixels(ofSkyAngles: wanted)
  }
}

extension PlacementResolver {
  /// A further band's: on the first one's pixels where it can be.
  private func placements(
    in band: CutoutBand, after first: [CutoutPlacement]
  ) -> [CutoutPlacement] {
    guard case .firstBand = alignment else {
      return placements(in: band, pixels: pixelsAlike(band))
    }
    var result = [CutoutPlacement](repeating: CutoutPlacement(), count: count)
    for (number, tile) in band.tiles.enumerated() {
      let shifts = bands[0].tiles.map { $0.shift(to: tile) }
      let isNeeded = zip(first, 0...).contains { $0.0.tile.map { shifts[$0] == nil } ?? true }
      let found = isNeeded ? positions(in: tile) : []
      for source in 0..<count {
        if let reference = first[source].tile, let shift = shifts[reference],
          case .window(let window) = first[source].kind
        {
          let moved = window.moved(byX: shift.x, y: shift.y)
          let (x, y) = (first[source].x + Double(shift.x), first[source].y + Double(shift.y))
          offer(number, of: band, x, y, .window(moved), moved, to: &result[source])
        } else if !found.isEmpty {
          let (x, y) = (found[2 * source], found[2 * source + 1])
          guard let window = CutoutWindow(x: x, y: y, size: size) else { continue }
          var kind = CutoutPlacement.Kind.window(window)
          if let reference = first[source].tile, let grid = first[source].window {
            kind = .grid(tile: reference, grid)
          }
          offer(number, of: band, x, y, kind, window, to: &result[source])
        }
      }
    }
    return result
  }

  /// Pixels hold for further bands where no sky can tell.
  private func pixelsAlike(_ band: CutoutBand) -> [Double]? {
    guard let pixels, band.tiles.count == 1 else { return nil }
    return bands[0].tiles[0].shift(to: band.tiles[0]).map { shift in
      pixels.enumerated().map { $1 + Double($0 % 2 == 0 ? shift.x : shift.y) }
    }
  }
}
