import FITS
import Files
import Images
import Tables

/// What the header of a catalog of detections says of its fingerprint.
struct DetectionHeader {
  let entries: [HeaderEntry]
  let history: [String]

  init(task: DetectionTask, found: FoundSources, bands: [BandMeasurement]) {
    let name = Paths.name(of: found.tile.image.path)
    var entries = [
      HeaderEntry("SKYTOOL", .text(Version.tool), comment: "found by"),
      HeaderEntry("SKYIMAGE", .text(name), comment: "searched for sources"),
      HeaderEntry("SKYHDU", .integer(Int64(found.tile.image.index)), comment: "of the image"),
      HeaderEntry("SKYTHRES", .real(task.extraction.threshold), comment: "in units of the noise"),
      HeaderEntry(
        "SKYAREA", .integer(Int64(task.extraction.minimumArea)), comment: "[pix] least area"),
      HeaderEntry(
        "SKYMESH", .integer(Int64(task.background.mesh)), comment: "[pix] mesh of the sky"),
    ]
    if let seeing = found.seeing {
      entries.append(HeaderEntry("SKYSEE", .real(seeing), comment: "[pix] width of points"))
    }
    if let gain = task.gain { entries.append(HeaderEntry("SKYGAIN", .real(gain))) }
    for (index, diameter) in task.photometry.apertures.enumerated() {
      entries.append(
        HeaderEntry("SKYAPE\(index + 1)", .real(diameter), comment: "[pix] diameter of a circle"))
    }
    for (index, band) in bands.enumerated() {
      let zero = task.zeroPoints[band.band ?? ""] ?? task.zeroPoints[""]
      entries.append(
        HeaderEntry(
          "SKYZP\(index)", .real(zero ?? 0),
          comment: zero == nil ? "instrumental magnitudes" : "zero point \(band.band ?? "")"))
    }
    for (index, meaning) in DetectionFlags.meanings.enumerated() {
      entries.append(
        HeaderEntry(
          "SKYDET\(index)", .integer(Int64(meaning.flag.rawValue)), comment: meaning.text))
    }
    let stated = bands.compactMap(\.band)
    let hasSky = found.tile.coordinates != nil
    let product = ProductHeader(
      survey: "sextractor", identifier: "id", rightAscension: hasSky ? "ra" : nil,
      declination: hasSky ? "dec" : nil,
      bands: stated.isEmpty ? [found.band].compactMap(\.self) : stated)
    self.entries = entries + product.entries + CatalogColumns.flagEntries
    history = ["Found by \(Version.tool) in \(name)."]
  }
}
