import FITS
import Images
import Sky

/// Where each cutout's own pixels are on the sky.
struct CutoutReferences {
  /// A cutout's grid in one band.
  struct Grid {
    /// From the cutout's centre to the source, in pixels.
    var offsetX = Double.nan
    var offsetY = Double.nan
    /// The reference pixel in the cutout, counted from 1.
    var referenceX = Double.nan
    var referenceY = Double.nan
    /// Of the images whose coordinates they are.
    var tile: Int?
    /// The columns and rows that the cutout begins after, in that image.
    var shift: (x: Int, y: Int)?
  }

  /// By band, then by source.
  let grids: [[Grid]]
  private let plan: CutoutPlan

  init(_ plan: CutoutPlan) {
    self.plan = plan
    grids = plan.bands.indices.map { band in
      (0..<plan.count).map { Self.grid(plan, band, $0) }
    }
  }

  private static func grid(_ plan: CutoutPlan, _ band: Int, _ source: Int) -> Grid {
    let placement = plan.placements[band][source]
    guard placement.tile != nil else { return Grid() }
    guard let window = placement.window else {
      let middle = Double(plan.size + 1) / 2
      return Grid(offsetX: 0, offsetY: 0, referenceX: middle, referenceY: middle)
    }
    // A resampled cutout lies where the first band's does.
    let owner = placement.referenceTile == nil ? placement : plan.placements[0][source]
    let ownerBand = placement.referenceTile == nil ? band : 0
    var grid = Grid()
    (grid.offsetX, grid.offsetY) = window.offset(x: owner.x, y: owner.y)
    grid.tile = owner.tile
    grid.shift = (window.firstColumn, window.firstRow)
    guard let tile = owner.tile,
      let pixel = plan.bands[ownerBand].tiles[tile].coordinates?.referencePixel
    else { return grid }
    grid.referenceX = pixel.x + 1 - Double(window.firstColumn)
    grid.referenceY = pixel.y + 1 - Double(window.firstRow)
    return grid
  }

  /// The band whose images a band's grids belong to.
  private func owner(_ band: Int, _ source: Int) -> Int {
    plan.placements[band][source].referenceTile == nil ? band : 0
  }

  /// The keywords of a cutout's coordinates.
  ///
  /// - Parameter trimmed: Columns and rows that were cut off in front.
  func cards(band: Int, source: Int, trimmed: (x: Int, y: Int)) -> [OutputEntry] {
    let grid = grids[band][source]
    if let tile = grid.tile, let shift = grid.shift {
      let coordinates = plan.bands[owner(band, source)].tiles[tile].coordinates
      return coordinates?.cards(
        shiftedByX: Double(shift.x + trimmed.x), y: Double(shift.y + trimmed.y)) ?? []
    }
    guard let scale = plan.placements[band][source].tangentScale else { return [] }
    return Self.tangent(
      right: plan.sky[2 * source], declination: plan.sky[2 * source + 1], scale: scale,
      middle: (grid.referenceX - Double(trimmed.x), grid.referenceY - Double(trimmed.y)))
  }

  private static func tangent(
    right: Double, declination: Double, scale: Double, middle: (Double, Double)
  ) -> [OutputEntry] {
    [
      OutputEntry("CTYPE1", .string("RA---TAN"), comment: "right ascension"),
      OutputEntry("CTYPE2", .string("DEC--TAN"), comment: "declination"),
      OutputEntry("CRPIX1", .real(middle.0)), OutputEntry("CRPIX2", .real(middle.1)),
      OutputEntry("CRVAL1", .real(right), comment: "[deg]"),
      OutputEntry("CRVAL2", .real(declination), comment: "[deg]"),
      OutputEntry("CDELT1", .real(-scale / 3600), comment: "[deg] of a pixel"),
      OutputEntry("CDELT2", .real(scale / 3600), comment: "[deg] of a pixel"),
      OutputEntry("RADESYS", .string("ICRS")),
    ]
  }
}
