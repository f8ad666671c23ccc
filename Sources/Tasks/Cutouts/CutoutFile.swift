import FITS
import Files
import Images
import Sky
import Tables

/// Writes all cutouts to one file.
///
/// | HDU | holds |
/// |---|---|
/// | 0 `CUTOUTS` | the pixels, shape `[sources, bands, size, size]`; row 0 of each is the lowest |
/// | 1 `SOURCES` | a row for each, in the catalog's order; see ``CutoutColumns`` |
/// | `WCS_BAND`  | the coordinates of each band's image, without pixels; `EXTVER` counts images |
///
/// A cutout's coordinates are those of `WCS_BAND` with `CRPIXj` replaced by `crpixj`; of one
/// resampled to the first band's pixels, those of that band's image.
struct CutoutFile {
  let extraction: CutoutExtraction
  let references: CutoutReferences
  let kept: Table
  /// The column of the sources' names, where there is one.
  let identifier: String?
  let history: [String]

  private var plan: CutoutPlan { extraction.plan }

  /// - Returns: What the cutouts lack, by band, then by source.
  func write(
    to path: String, completed: (_ band: Int, _ cutouts: Int) throws -> Void
  ) throws -> CutoutColumns {
    var output = try FITSOutput(path: path)
    let cube = try output.appendImage(
      shape: extraction.shape, extraction.storage, name: "CUTOUTS", cards: Self.cards(extraction),
      history: history)
    let qualities = try plan.bands.indices.map { band in
      try extraction.cut(band: band, into: cube) { try completed(band, $0) }
    }
    let columns = CutoutColumns(plan: plan, references: references, qualities: qualities)
    try output.appendTable(
      columns.table(beside: kept), name: "SOURCES",
      header: columns.header(beside: kept, identifier: identifier))
    for band in plan.bands {
      for (number, tile) in band.tiles.enumerated() {
        _ = try output.appendImage(
          shape: [], PixelStorage(.uint8), name: "WCS_\(band.band.rawValue)",
          cards: Self.coordinateCards(tile, number: number + 1))
      }
    }
    try output.finish()
    return columns
  }

  private static func coordinateCards(_ tile: CutoutTile, number: Int) -> [OutputEntry] {
    let version = OutputEntry("EXTVER", .integer(Int64(number)), comment: "which image")
    let file = OutputEntry("IMAGE", .string(Paths.name(of: tile.image.path)), comment: "file")
    let cards = tile.coordinates?.cards ?? []
    // The number of axes of coordinates that stand by themselves; plate solutions have none.
    let hasAxes = cards.contains { $0.keyword == "CTYPE1" }
    return [version, file] + (hasAxes ? [OutputEntry("WCSAXES", .integer(2))] : []) + cards
  }

  /// What a cube says of its bands and its fingerprint.
  static func cards(_ extraction: CutoutExtraction) -> [OutputEntry] {
    let plan = extraction.plan
    let images = plan.bands.map { $0.tiles[0].image }
    let units = Set(images.map { $0.header.text("BUNIT") })
    var cards: [OutputEntry] = []
    if units.count == 1, let unit = units.first ?? nil {
      cards.append(OutputEntry("BUNIT", .string(unit)))
    }
    for (number, band) in plan.bands.enumerated() {
      cards.append(
        OutputEntry("BAND\(number + 1)", .string(band.band.rawValue), comment: "filter of plane"))
    }
    cards.append(
      OutputEntry("EDGEMODE", .string(plan.edges.rawValue), comment: "at the images' edges"))
    guard plan.isResampled else { return cards }
    cards.append(
      OutputEntry(
        "RESAMPLE", .string(extraction.interpolation.rawValue),
        comment: "surface brightness is kept"))
    if let scale = plan.placements.lazy.flatMap({ $0 }).compactMap(\.tangentScale).first {
      cards.append(OutputEntry("PIXSCALE", .real(scale), comment: "[arcsec] TAN, north up"))
    }
    return cards
  }
}
