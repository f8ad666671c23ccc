import FITS
import Images
import Sky
import Tables

/// The catalog of detected sources.
///
/// | name | holds |
/// |---|---|
/// | `id` | counts from 1 |
/// | `x`, `y`, `xwin`, `ywin` | barycentre, and the windowed one; the first pixel is 1 |
/// | `ra`, `dec` | of the windowed barycentre, ICRS; where the image has coordinates |
/// | `a`, `b`, `theta`, `elongation`, `ellipticity` | the ellipse |
/// | `kron_radius`, `flux_radius` | of the elliptical aperture, and of half the light |
/// | `isoarea`, `flux_iso`, `peak` | above the threshold |
/// | `flux_auto`, `mag_auto` | in the Kron ellipse |
/// | `flux_aperN`, `mag_aperN` | in the N-th circle |
/// | `flux_gauss`, `mag_gauss` | of a point source as wide as the seeing |
/// | `flags`, `class_flags` | what is doubtful |
///
/// Fluxes have errors `fluxerr_…`, magnitudes `magerr_…`. Where bands are named, light and flags
/// are given in each: `mag_auto_g`.
struct DetectionColumns {
  let task: DetectionTask
  let found: FoundSources
  let bands: [BandMeasurement]

  private var sources: [DetectedSource] { found.sources }

  func table() -> Table {
    Table(
      columns: places() + shapes() + bands.flatMap(light) + [classFlags], rowCount: sources.count)
  }

  private func numbers(
    _ name: String, _ unit: String?, _ ucd: String?, _ text: String, _ values: [Double],
    isDouble: Bool = false
  ) -> Column {
    let info = ColumnInfo(
      name: name, type: isDouble ? .double : .float, unit: unit, ucd: ucd, description: text)
    return Column(info: info, values: isDouble ? .double(values) : .float(values.map { Float($0) }))
  }

  private func places() -> [Column] {
    let identifier = Column(
      info: ColumnInfo(
        name: "id", type: .int32, ucd: "meta.id;meta.main", description: "counts from 1"),
      values: .int64(sources.indices.map { Int64($0 + 1) }))
    let pixel = "the first pixel is 1"
    let windowed = found.shapes.flatMap { [$0.windowedX, $0.windowedY] }
    var columns = [
      identifier,
      numbers(
        "x", "pix", "pos.cartesian.x", "barycentre; \(pixel)", sources.map { $0.x + 1 },
        isDouble: true),
      numbers(
        "y", "pix", "pos.cartesian.y", "barycentre; \(pixel)", sources.map { $0.y + 1 },
        isDouble: true),
      numbers(
        "xwin", "pix", "pos.cartesian.x", "windowed barycentre; \(pixel)",
        found.shapes.map { $0.windowedX + 1 }, isDouble: true),
      numbers(
        "ywin", "pix", "pos.cartesian.y", "windowed barycentre; \(pixel)",
        found.shapes.map { $0.windowedY + 1 }, isDouble: true),
    ]
    guard let coordinates = found.tile.coordinates else { return columns }
    let sky = coordinates.skyAngles(ofPixels: windowed)
    columns += [
      numbers(
        "ra", "deg", "pos.eq.ra;meta.main", "right ascension of the windowed barycentre, ICRS",
        sources.indices.map { sky[2 * $0] }, isDouble: true),
      numbers(
        "dec", "deg", "pos.eq.dec;meta.main", "declination of the windowed barycentre, ICRS",
        sources.indices.map { sky[2 * $0 + 1] }, isDouble: true),
    ]
    return columns
  }

  private func shapes() -> [Column] {
    let unit = found.tile.image.header.text("BUNIT")
    let shapes = found.shapes
    return [
      numbers("a", "pix", "phys.angSize.smajAxis", "rms along the major axis", sources.map(\.a)),
      numbers("b", "pix", "phys.angSize.sminAxis", "rms along the minor axis", sources.map(\.b)),
      numbers(
        "theta", "deg", "pos.posAng", "major axis, from x towards y", sources.map(\.theta)),
      numbers("elongation", nil, "src.morph.param", "a / b", sources.map(\.elongation)),
      numbers("ellipticity", nil, "src.ellipticity", "1 - b / a", sources.map(\.ellipticity)),
      numbers(
        "kron_radius", nil, "src.morph.param", "elliptical aperture, in units of a and b",
        shapes.map(\.kronRadius)),
      numbers(
        "flux_radius", "pix", "phys.angSize", "circle of half the light",
        shapes.map(\.halfLightRadius)),
      Column(
        info: ColumnInfo(
          name: "isoarea", type: .int32, unit: "pix", ucd: "phys.area",
          description: "pixels above the threshold"),
        values: .int64(sources.map { Int64($0.area) })),
      numbers(
        "flux_iso", unit, "phot.flux", "sum of the pixels above the threshold",
        sources.map(\.isophotalFlux)),
      numbers(
        "fluxerr_iso", unit, "stat.error;phot.flux", "error of flux_iso",
        sources.map(\.isophotalFluxError)),
      numbers("peak", unit, "phot.flux;stat.max", "brightest pixel", sources.map(\.peak)),
    ]
  }

  /// Fluxes, magnitudes and flags of one band.
  private func light(_ band: BandMeasurement) -> [Column] {
    let fluxes = band.fluxes
    var columns = pair(
      "auto", "in the Kron ellipse", band, fluxes.map { ($0.automatic, $0.automaticError) })
    for (index, diameter) in task.photometry.apertures.enumerated() {
      columns += pair(
        "aper\(index + 1)", "in a circle of \(Self.short(diameter)) pixels across", band,
        fluxes.map { ($0.apertures[index], $0.apertureErrors[index]) })
    }
    columns += pair(
      "gauss", "weighted by a Gaussian of the seeing", band,
      fluxes.map { ($0.gaussian, $0.gaussianError) })
    let flags = ColumnInfo(
      name: named("flags", band), type: .int16, ucd: "meta.code.qual",
      description: "bit mask, as SExtractor's; 0 is none")
    return columns + [
      Column(info: flags, values: .int64(fluxes.map { Int64($0.flags.rawValue) }))
    ]
  }

  private static func short(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }

  private func named(_ name: String, _ band: BandMeasurement) -> String {
    band.band.map { "\(name)_\($0)" } ?? name
  }

  private static let pogson = 1.085_736_204_758

  /// A flux and its magnitude with their errors.
  private func pair(
    _ kind: String, _ text: String, _ band: BandMeasurement,
    _ values: [(flux: Double, error: Double)]
  ) -> [Column] {
    let zero = task.zeroPoints[band.band ?? ""] ?? task.zeroPoints[""] ?? 0
    let scale = MagnitudeScale.logarithmic(zeroPoint: zero)
    let spectral = Self.spectralBand(band.band)
    let magnitudes = values.map { scale.magnitude(flux: $0.flux) }
    let errors = values.map { $0.flux > 0 ? Self.pogson * $0.error / $0.flux : .nan }
    return [
      numbers(
        named("flux_\(kind)", band), band.unit, "phot.flux" + spectral, "flux \(text)",
        values.map(\.flux)),
      numbers(
        named("fluxerr_\(kind)", band), band.unit, "stat.error;phot.flux" + spectral,
        "its standard deviation", values.map(\.error)),
      numbers(
        named("mag_\(kind)", band), "mag", "phot.mag" + spectral, "magnitude \(text)", magnitudes),
      numbers(
        named("magerr_\(kind)", band), "mag", "stat.error;phot.mag" + spectral,
        "its standard deviation", errors),
    ]
  }

  /// The part of the spectrum, where the band's name tells it.
  private static func spectralBand(_ band: String?) -> String {
    guard let letter = band?.first, "ugriz".contains(letter), band?.count == 1 else { return "" }
    return ";em.opt.\(["u": "U", "g": "B", "r": "R", "i": "I", "z": "I"][letter] ?? "")"
  }

  private var classFlags: Column {
    Column(
      info: ColumnInfo(
        name: "class_flags", type: .int16, ucd: "meta.code",
        description: "bit mask of doubts in any band, 0 is none"),
      values: .int64(
        Self.classFlags(bands, count: sources.count).map { Int64($0.rawValue) }))
  }

  /// The doubts that matter to a classifier.
  static func classFlags(_ bands: [BandMeasurement], count: Int) -> [QualityFlags] {
    let meanings: [(DetectionFlags, QualityFlags)] = [
      (.truncated, .truncated), (.maskedPixels, .maskedPixels), (.blended, .blended),
      (.saturated, .saturated),
    ]
    return (0..<count).map { index in
      let flags = bands.reduce(into: DetectionFlags()) { $0.formUnion($1.fluxes[index].flags) }
      return meanings.reduce(into: QualityFlags()) {
        if flags.contains($1.0) { $0.insert($1.1) }
      }
    }
  }
}
