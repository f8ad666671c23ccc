import Images
import Sky
import Tables

/// The table of sources beside their cutouts: the columns kept of the catalog, and ours.
///
/// | name | holds |
/// |---|---|
/// | `ra`, `dec` | the position, ICRS, degrees |
/// | `x`, `y` | the source in each band's image; the first pixel is 1 |
/// | `offset_x`, `offset_y` | from the cutout's centre to the source, pixels |
/// | `crpix1`, `crpix2` | the reference pixel of each band's coordinates, in the cutout |
/// | `tile` | which of a band's images, from 1; 0 is none. Only where a band has several |
/// | `resampled` | whether it lies on the first band's pixels. Only where some do |
/// | `missing_fraction` | the fraction of pixels that are NaN |
/// | `masked_fraction` | the fraction of pixels that the mask marks |
/// | `class_flags` | a bit mask of ``Sky/QualityFlags`` |
///
/// With several bands all but the position and the flags hold one number for each. Where a
/// column of the catalog has one of the names, ours becomes `skysort_NAME`.
struct CutoutColumns {
  let plan: CutoutPlan
  let references: CutoutReferences
  /// By band, then by source.
  let qualities: [[CutoutQuality]]

  /// The mask of every source: what is doubtful in any band.
  var flags: [QualityFlags] {
    (0..<plan.count).map { source in
      qualities.reduce(into: QualityFlags()) { $0.formUnion($1[source].flags) }
    }
  }

  /// What the header of ``table(beside:)`` says of its columns.
  ///
  /// - Parameter identifier: Of the columns kept.
  func header(beside kept: Table, identifier: String?) -> [HeaderEntry] {
    let names = table(beside: kept).columns.suffix(columns().count).map(\.name)
    return ProductHeader(
      identifier: identifier, rightAscension: names[0], declination: names[1],
      bands: plan.bands.map(\.band.rawValue)
    ).entries + CatalogColumns.flagEntries
  }

  func table(beside kept: Table) -> Table {
    let taken = Set(kept.columns.map { $0.name.lowercased() })
    let ours = columns().map { column in
      var info = column.info
      if taken.contains(info.name.lowercased()) { info.name = CatalogColumns.prefix + info.name }
      return Column(info: info, values: column.values)
    }
    return Table(columns: kept.columns + ours, rowCount: plan.count)
  }

  private func columns() -> [Column] {
    let sky = plan.sky
    let grids = references.grids
    var columns = [
      scalar("ra", "deg", "pos.eq.ra;meta.main", "right ascension, ICRS") { sky[2 * $0] },
      scalar("dec", "deg", "pos.eq.dec;meta.main", "declination, ICRS") { sky[2 * $0 + 1] },
      bands("x", "pix", "pos.cartesian.x", "source in the image, the first pixel is 1") {
        plan.placements[$0][$1].x + 1
      },
      bands("y", "pix", "pos.cartesian.y", "source in the image, the first pixel is 1") {
        plan.placements[$0][$1].y + 1
      },
      bands("offset_x", "pix", nil, "from the cutout's centre to the source") {
        grids[$0][$1].offsetX
      },
      bands("offset_y", "pix", nil, "from the cutout's centre to the source") {
        grids[$0][$1].offsetY
      },
      bands("crpix1", "pix", nil, "CRPIX1 of the cutout") { grids[$0][$1].referenceX },
      bands("crpix2", "pix", nil, "CRPIX2 of the cutout") { grids[$0][$1].referenceY },
    ]
    if plan.bands.contains(where: { $0.tiles.count > 1 }) { columns.append(tiles()) }
    if plan.isResampled { columns.append(resampled()) }
    columns += [
      fractions("missing_fraction", "fraction of pixels that are NaN") { $0.missing },
      fractions("masked_fraction", "fraction of pixels that the mask marks") { $0.masked },
      Column(
        info: ColumnInfo(
          name: "class_flags", type: .int16, ucd: "meta.code",
          description: "bit mask of doubts, 0 is none"),
        values: .int64(flags.map { Int64($0.rawValue) })),
    ]
    return columns
  }

  private func scalar(
    _ name: String, _ unit: String, _ ucd: String, _ text: String, _ value: (Int) -> Double
  ) -> Column {
    Column(
      info: ColumnInfo(name: name, type: .double, unit: unit, ucd: ucd, description: text),
      values: .double((0..<plan.count).map(value)))
  }

  private var shape: [Int] { plan.bands.count == 1 ? [] : [plan.bands.count] }

  /// One number for each band.
  private func bands(
    _ name: String, _ unit: String, _ ucd: String?, _ text: String,
    _ value: (_ band: Int, _ source: Int) -> Double
  ) -> Column {
    let values = (0..<plan.count).flatMap { source in
      plan.bands.indices.map { value($0, source) }
    }
    return Column(
      info: ColumnInfo(
        name: name, type: .double, shape: shape, unit: unit, ucd: ucd, description: text),
      values: arranged(.double(values)))
  }

  private func fractions(
    _ name: String, _ text: String, _ value: (CutoutQuality) -> Float
  ) -> Column {
    let values = (0..<plan.count).flatMap { source in qualities.map { value($0[source]) } }
    return Column(
      info: ColumnInfo(name: name, type: .float, shape: shape, description: text),
      values: arranged(.float(values)))
  }

  private func tiles() -> Column {
    let values = (0..<plan.count).flatMap { source in
      references.grids.map { Int64($0[source].tile.map { $0 + 1 } ?? 0) }
    }
    return Column(
      info: ColumnInfo(
        name: "tile", type: .int16, shape: shape,
        description: "which of the band's images, from 1; 0 is none"),
      values: arranged(.int64(values)))
  }

  private func resampled() -> Column {
    let values = (0..<plan.count).flatMap { source in
      plan.placements.map { $0[source].isResampled }
    }
    return Column(
      info: ColumnInfo(
        name: "resampled", type: .bool, shape: shape,
        description: "on pixels that are not the image's own"),
      values: arranged(.bool(values)))
  }

  private func arranged(_ values: ColumnValues) -> ColumnValues {
    let count = plan.bands.count
    guard count > 1 else { return values }
    return .array(
      ColumnArrays(elements: values, offsets: (0...plan.count).map { $0 * count }))
  }
}
