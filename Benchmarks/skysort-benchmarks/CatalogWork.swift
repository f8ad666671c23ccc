import FoundationEssentials
import Random
import Tables

/// Classifies a large FITS table with the program itself, from process start to exit.
struct CatalogWork {
  /// Path of the `skysort` binary.
  let program: String
  /// Holds `big.fits`, and takes the model and the catalog.
  let folder: String
  let rows: Int
  let threads: Int
  let seed: UInt64

  struct Figures: Encodable {
    let work = "catalog"
    let rowsS: Int
    /// Largest resident memory, in 10⁹ bytes.
    let peakGb: Double
    let seconds: Double
    let rows: Int
    let threads: Int
  }

  func run(photometry: String) throws -> Figures {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    let big = folder + "/big.fits"
    if !FileManager.default.fileExists(atPath: big) {
      try BigTable(rows: rows, seed: seed).write(big, from: photometry)
    }
    let model = try train(on: photometry)
    let output = folder + "/ours_out.fits"
    let outcome = try ChildProcess.run(
      program,
      [
        "classify", "--model", model, big, "-o", output, "--quiet", "--threads", "\(threads)",
      ])
    let rowCount = try TableFile.open(output).rowCount ?? rows
    return Figures(
      rowsS: Int(Double(rowCount) / outcome.seconds),
      peakGb: (Double(outcome.peakBytes) / 1e7).rounded() / 100,
      seconds: (outcome.seconds * 100).rounded() / 100, rows: rowCount, threads: threads)
  }

  /// The network that the peers use, on the same features; three rounds are enough, its rate
  /// does not depend on its weights.
  private func train(on photometry: String) throws -> String {
    let configuration = folder + "/catalog.yaml"
    let text = """
      model: mlp
      ensemble: 1
      hidden: [64, 64]
      activation: relu
      normalization: none
      residual: false
      features: {colours: adjacent, magnitudes: all}
      training: {epochs: 3}
      """
    try Data(text.utf8).write(to: URL(filePath: configuration))
    let model = folder + "/catalog.safetensors"
    try ChildProcess.run(
      program,
      [
        "train", photometry, "-o", model, "--config", configuration, "--quiet", "--seed",
        "\(seed)", "--threads", "\(threads)",
      ])
    return model
  }
}

/// The table to classify: real rows drawn again and again, with a little noise.
struct BigTable {
  let rows: Int
  let seed: UInt64

  private static let chunkRows = 65_536

  func write(_ path: String, from photometry: String) throws {
    let names = ["alpha", "delta"] + SloanPhotometry.bands
    let source = try TableFile.read(photometry, columns: names)
    let columns = try names.map { name in
      guard let values = source[name]?.doubles() else {
        throw BenchmarkError("\(photometry) has no numbers in \(name).")
      }
      return values
    }
    let complete = (0..<source.rowCount).filter { row in
      columns.allSatisfy { $0[row] > -100 }
    }
    let writer = try TableFile.create(
      path, copying: MemoryTableReader(chunk(0..<0, of: columns, complete)))
    for start in stride(from: 0, to: rows, by: Self.chunkRows) {
      let part = chunk(start..<min(rows, start + Self.chunkRows), of: columns, complete)
      let nothing = Table(columns: [], rowCount: part.rowCount)
      try writer.append(writer.encoder.encode(MemoryChunk(part), adding: nothing))
    }
    _ = try writer.finish()
  }

  /// - Parameter columns: Right ascension, declination, then the bands.
  private func chunk(_ range: Range<Int>, of columns: [[Double]], _ complete: [Int]) -> Table {
    var random = RandomStream(
      seed: seed, purpose: .bootstrap, stream: UInt64(range.lowerBound / Self.chunkRows))
    let picks = range.map { _ in complete[Int(random.nextUnit() * Double(complete.count))] }
    let places = ["ra", "dec"].indices.map { index in
      Column(
        info: ColumnInfo(name: ["ra", "dec"][index], type: .double, unit: "deg"),
        values: .double(picks.map { columns[index][$0] }))
    }
    let bands = SloanPhotometry.bands.indices.map { index in
      Column(
        info: ColumnInfo(name: SloanPhotometry.bands[index], type: .float),
        values: .float(picks.map { Float(columns[index + 2][$0] + 0.01 * random.nextNormal()) }))
    }
    let identifiers = Column(
      info: ColumnInfo(name: "objid", type: .int64), values: .int64(range.map(Int64.init)))
    return Table(columns: [identifiers] + places + bands, rowCount: range.count)
  }
}
