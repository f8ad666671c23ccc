import FITS
import Files
public import Simulation
import Tables

/// Makes images of a sky with truth, and what a survey would measure on them.
///
/// | file | holds |
/// |---|---|
/// | `image-BAND.fits` | an image, its inverse variance and its mask; one file per band |
/// | `truth.fits` | every source in the images: place, class, morphology, true magnitudes |
/// | `catalog.fits` | point and model magnitudes of what is detected, and `true_class` |
/// | `cutouts.fits` | images of single galaxies, and a table with `morphology` |
public struct ImageSimulationTask: Sendable {
  /// The folder to write to; made where it is not there.
  public var folder: String
  public var configuration = FieldConfiguration()
  /// Whether a field is made.
  public var makesField = true
  /// How many cutouts of galaxies are made.
  public var cutoutCount = 0
  /// Of a cutout, pixels.
  public var cutoutSide = 64
  public var threads = 1

  public init(folder: String) { self.folder = folder }

  public func run(
    progress: @escaping ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) async throws -> [OutputFile] {
    let cutouts = try GalaxyCutouts(configuration, side: cutoutSide, count: cutoutCount)
    try Paths.makeFolder(folder)
    var outputs: [OutputFile] = []
    if makesField { outputs += try await makeField(progress, interruption) }
    if cutoutCount > 0 { outputs.append(try await write(cutouts, progress, interruption)) }
    return outputs
  }

  private var history: [String] { ["Made by \(Version.tool); no real sky."] }

  private func makeField(
    _ progress: @escaping ProgressHandler, _ interruption: Interruption
  ) async throws -> [OutputFile] {
    let field = try SkyField(configuration)
    let height = configuration.height
    var outputs: [OutputFile] = []
    for (index, exposure) in field.exposures.enumerated() {
      let path = Paths.join(folder, "image-\(exposure.band).fits")
      var file = FieldImageFile(field, exposure: index)
      file.history = history
      try await file.write(to: path, threads: threads) { rows in
        try interruption.check()
        progress(
          .init(
            activity: "making \(path)", completed: rows, total: height, unit: "rows of pixels")
        )
      }
      outputs.append(try OutputFile(path: path, rows: height))
    }
    let images = try outputs.map { try FITSFile($0.path).image() }
    outputs.append(try write(TruthTable.table(of: field), "truth.fits"))
    let measured = try await FieldPhotometry(field, images: images).measure(threads: threads) {
      try interruption.check()
      progress(
        .init(activity: "measuring", completed: $0, total: height, unit: "rows of pixels"))
    }
    outputs.append(try write(CatalogTable.table(measured, of: field), "catalog.fits"))
    return outputs
  }

  private func write(_ table: Table, _ name: String) throws -> OutputFile {
    let path = Paths.join(folder, name)
    let seed = HeaderEntry(
      "SIMSEED", .text(String(configuration.sky.seed)), comment: "seed of the sky")
    var output = try FITSOutput(path: path)
    try output.appendTable(table, header: [seed], history: history)
    try output.finish()
    return try OutputFile(path: path, rows: table.rowCount)
  }

  private func write(
    _ cutouts: GalaxyCutouts, _ progress: @escaping ProgressHandler, _ interruption: Interruption
  ) async throws -> OutputFile {
    let path = Paths.join(folder, "cutouts.fits")
    var file = SimulatedCutoutFile(cutouts)
    file.history = history
    let count = cutouts.count
    try await file.write(to: path, threads: threads) { done in
      try interruption.check()
      progress(
        .init(activity: "making \(path)", completed: done, total: count, unit: "cutouts"))
    }
    return try OutputFile(path: path, rows: count)
  }
}
