import FITS
import Files
import Images
import Sky
import Tables

/// Writes a file for each source: an image per band, with all its coordinates, and
/// `sources.fits`, which names the files.
///
/// The cutouts are made as one cube beside them first, which goes away in the end: so memory is
/// bounded, and images are read in one sweep.
struct CutoutFolder {
  let extraction: CutoutExtraction
  let references: CutoutReferences
  let kept: Table
  /// The column of the sources' names, where there is one.
  let identifier: String?
  let history: [String]

  private var plan: CutoutPlan { extraction.plan }

  static let tableName = "sources.fits"

  /// - Returns: What the cutouts lack, and the paths written; the table's is the last.
  func write(
    to folder: String, completed: (_ band: Int, _ cutouts: Int) throws -> Void
  ) throws -> (CutoutColumns, [String]) {
    let made = try OutputFolder(folder)
    let path = Paths.join(folder, Self.tableName)
    let scratch = ScratchFile(beside: path)
    defer { scratch.delete() }
    var output = try FITSOutput(path: scratch.path)
    let cube = try output.appendImage(shape: extraction.shape, extraction.storage)
    let qualities = try plan.bands.indices.map { band in
      try extraction.cut(band: band, into: cube) { try completed(band, $0) }
    }
    try output.finish()
    let columns = CutoutColumns(plan: plan, references: references, qualities: qualities)
    let names = fileNames(qualities)
    if plan.count > 0 {
      let image = try FITSFile(scratch.path).image()
      // It stays open, and goes with the process however that ends.
      scratch.delete()
      for (source, name) in names.enumerated() where !name.isEmpty {
        try write(source, of: image, to: Paths.join(folder, name), qualities)
      }
    }
    try write(columns, names, to: path)
    made.removeIfEmpty()
    return (columns, names.filter { !$0.isEmpty }.map { Paths.join(folder, $0) } + [path])
  }

  private func write(_ columns: CutoutColumns, _ names: [String], to path: String) throws {
    let width = names.map(\.utf8.count).max() ?? 0
    let info = ColumnInfo(
      name: "file", type: .string, ucd: "meta.id;meta.file",
      description: "empty where there is no cutout", width: max(1, width))
    let whole = columns.table(beside: kept)
    let table = Table(
      columns: whole.columns + [Column(info: info, values: .string(names))],
      rowCount: whole.rowCount)
    var output = try FITSOutput(path: path)
    try output.appendTable(
      table, name: "SOURCES", header: columns.header(beside: kept, identifier: identifier),
      history: history)
    try output.finish()
  }

  /// Named by the identifier, else by the row; empty where nothing was cut.
  private func fileNames(_ qualities: [[CutoutQuality]]) -> [String] {
    let texts = identifier.flatMap { kept[$0]?.texts() }
    let digits = String(plan.count).count
    var used: [String: Int] = [:]
    return (0..<plan.count).map { source in
      guard qualities.contains(where: { $0[source].missing < 1 }) else { return "" }
      let number = String(source + 1)
      let padded = String(repeating: "0", count: digits - number.count) + number
      let word = texts?[source].map(Self.legal) ?? ""
      let base = word.isEmpty ? "cutout-\(padded)" : word
      let count = used[base, default: 0] + 1
      used[base] = count
      return count == 1 ? "\(base).fits" : "\(base)-\(count).fits"
    }
  }

  /// Letters, digits and a few signs; the rest would mean something in a path.
  private static func legal(_ text: String) -> String {
    let word = text.prefix(100).map { character in
      character.isASCII && (character.isLetter || character.isNumber || "+-._".contains(character))
        ? character : "_"
    }
    return String(String(word).drop { $0 == "." || $0 == "_" })
  }

  private func write(
    _ source: Int, of cube: FITSImage, to path: String, _ qualities: [[CutoutQuality]]
  ) throws {
    var output = try FITSOutput(path: path)
    for band in plan.bands.indices where qualities[band][source].missing < 1 {
      let (columns, rows) = extent(source, band)
      let plane = source * plan.bands.count + band
      let image = plan.bands[band].tiles[plan.placements[band][source].tile ?? 0].image
      var cards = references.cards(
        band: band, source: source, trimmed: (columns.lowerBound, rows.lowerBound))
      let name = plan.bands[band].band.rawValue
      cards.append(OutputEntry("FILTER", .string(name)))
      if let unit = image.header.text("BUNIT") { cards.append(OutputEntry("BUNIT", .string(unit))) }
      cards += position(source, band)
      let cutout = try output.appendImage(
        shape: [columns.count, rows.count], extraction.storage, name: name, cards: cards,
        history: history)
      if extraction.storage.format == .float32 {
        try cutout.write(cube.pixels(Float.self, plane: plane, rows: rows, columns: columns), at: 0)
      } else {
        try cutout.write(
          cube.pixels(Double.self, plane: plane, rows: rows, columns: columns), at: 0)
      }
    }
    try output.finish()
  }

  private func position(_ source: Int, _ band: Int) -> [OutputEntry] {
    let grid = references.grids[band][source]
    let pairs = [
      ("RA_SRC", plan.sky[2 * source], "[deg] right ascension of the source"),
      ("DEC_SRC", plan.sky[2 * source + 1], "[deg] declination of the source"),
      ("OFFSET_X", grid.offsetX, "[pix] from the centre to the source"),
      ("OFFSET_Y", grid.offsetY, "[pix] from the centre to the source"),
    ]
    return pairs.filter { $0.1.isFinite }.map { OutputEntry($0.0, .real($0.1), comment: $0.2) }
  }

  /// The part of a cutout that is written: all of it, or what lies in the image.
  private func extent(_ source: Int, _ band: Int) -> (columns: Range<Int>, rows: Range<Int>) {
    let whole = 0..<plan.size
    let placement = plan.placements[band][source]
    guard plan.edges == .trim, !placement.isResampled, let window = placement.window,
      let tile = placement.tile
    else { return (whole, whole) }
    let image = plan.bands[band].tiles[tile].image
    let (columns, rows) = window.overlap(width: image.width, height: image.height)
    return (
      columns.lowerBound - window.firstColumn..<columns.upperBound - window.firstColumn,
      rows.lowerBound - window.firstRow..<rows.upperBound - window.firstRow
    )
  }
}
