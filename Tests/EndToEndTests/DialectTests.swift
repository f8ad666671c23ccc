import FITS
import Foundation
import Sky
import Tables
import TestSupport
import Testing

/// One table of three classes in g, r and z, as archives and programs write it.
private enum Dialect: String, CaseIterable, Sendable {
  case utf16, latin, semicolons, scalarsWithAxes, photoObj, sweep, ldac, desi, desiInOtherOrder
  case vizier, isnull, infinite

  static let sky = SimulatedSky(rowCount: 450).table()
  static let bands = ["g", "r", "z"]
  /// What the training table calls its magnitudes.
  static let scale: [String: MagnitudeScale] = [
    "g": .asinh(softening: 0.9e-10), "r": .asinh(softening: 1.2e-10),
    "z": .asinh(softening: 7.4e-10),
  ]
  /// Rows that dialects with limits do not detect in band z.
  static let undetected: Set = [3, 77, 301]

  static func magnitudes(_ band: String) -> [Float] { sky[band]?.floats() ?? [] }

  /// In units of the flux of magnitude 0.
  static func fluxes(_ band: String) -> [Double] {
    magnitudes(band).map { scale[band]?.flux(magnitude: Double($0)) ?? .nan }
  }

  /// On Pogson's scale, as most surveys have them.
  static func plain(_ band: String) -> [Double] {
    fluxes(band).map { MagnitudeScale.logarithmic(zeroPoint: 0).magnitude(flux: $0) }
  }

  static func text(_ separator: String, _ number: (Float) -> String = { "\($0)" }) -> String {
    let identifiers = sky["id"]?.values.int64s ?? []
    let rows = identifiers.indices.map { row in
      (["\(identifiers[row])"] + bands.map { number(magnitudes($0)[row]) } + ["Muñoz"])
        .joined(separator: separator)
    }
    let names = ["objid"] + bands + ["observer"]
    return ([names.joined(separator: separator)] + rows).joined(separator: "\n") + "\n"
  }

  static let training: String = {
    let classes = sky["class"]?.values.strings ?? []
    return zip(text(",").split(separator: "\n"), ["class"] + classes)
      .map { "\($0),\($1)\n" }.joined()
  }()

  private static func column(_ name: String, _ values: [Double], unit: String? = nil) -> Column {
    Column(info: ColumnInfo(name: name, type: .double, unit: unit), values: .double(values))
  }

  private static func identifier(_ name: String) -> Column {
    Column(
      info: ColumnInfo(name: name, type: .int64), values: .int64(sky["id"]?.values.int64s ?? []))
  }

  /// An array of u, g, r, i, z in each row.
  private static func array(_ name: String, _ value: (String, Int) -> Float) -> Column {
    let names = SimulatedSky.bandNames
    let values = (0..<sky.rowCount).flatMap { row in names.map { value($0, row) } }
    return Column(
      info: ColumnInfo(name: name, type: .float, shape: [names.count]),
      values: .array(
        ColumnArrays(
          elements: .float(values), offsets: (0...sky.rowCount).map { $0 * names.count })))
  }

  private static func words(_ name: String, _ values: [String]) -> Column {
    Column(info: ColumnInfo(name: name, type: .string, width: 8), values: .string(values))
  }

  private static func marks(_ mark: String) -> [String] {
    (0..<sky.rowCount).map { undetected.contains($0) ? mark : " " }
  }

  /// A band's magnitudes with something else where z is not detected.
  private static func detected(_ band: String, else value: Double) -> [Double] {
    plain(band).enumerated().map {
      band == "z" && undetected.contains($0.offset) ? value : $0.element
    }
  }

  var hasLimits: Bool { [.vizier, .isnull, .infinite].contains(self) }

  /// - Returns: The file's path.
  func write(to folder: TemporaryFolder) throws -> String {
    switch self {
    case .utf16:
      let units = [0xfeff] + Array(Self.text("\t").replacing("\n", with: "\r\n").utf16)
      return try folder.write(
        "a.txt", units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
    case .latin:
      return try folder.write(
        "a.csv", Self.text(",").unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
    case .semicolons:
      let text = Self.text(";") { "\($0)".replacing(".", with: ",") }
      return try folder.write("a.csv", "Table 1: sources\n" + text)
    default:
      let path = folder.file("a.fits")
      var output = try FITSOutput(path: path)
      for (name, columns) in tables { try output.appendTable(Table(columns: columns), name: name) }
      try output.finish()
      return path
    }
  }

  private var tables: [(String, [Column])] {
    let bands = Self.bands
    switch self {
    case .scalarsWithAxes:
      let columns = bands.map { band in
        Column(
          info: ColumnInfo(name: band, type: .float, shape: [1]),
          values: .array(
            ColumnArrays(
              elements: .float(Self.magnitudes(band)), offsets: Array(0...Self.sky.rowCount))))
      }
      return [("DATA", [Self.identifier("objid")] + columns)]
    case .photoObj:
      return [
        (
          "PHOTOOBJ",
          [
            Self.identifier("objid"), Self.identifier("run"),
            Self.array("MODELMAG") { Self.magnitudes($0)[$1] },
          ]
        )
      ]
    case .sweep:
      return [
        (
          "SWEEP",
          [Self.identifier("LS_ID"), Self.identifier("BRICKID")]
            + bands.map { band in
              Self.column(
                "FLUX_\(band.uppercased())", Self.fluxes(band).map { $0 * 1e9 },
                unit: "nanomaggies")
            }
        )
      ]
    case .ldac:
      return [
        ("LDAC_IMHEAD", [Self.words("Field Header Card", ["SIMPLE"])]),
        (
          "LDAC_OBJECTS",
          [Self.identifier("NUMBER"), Self.column("X_IMAGE", Self.plain("g"))]
            + bands.map { Self.column("MAG_AUTO_\($0)", Self.plain($0)) }
        ),
      ]
    case .desi, .desiInOtherOrder:
      let order = Array(0..<Self.sky.rowCount)
      let targets = Table(
        columns: [Self.identifier("TARGETID")]
          + bands.map { band in
            Self.column("FLUX_\(band.uppercased())", Self.fluxes(band).map { $0 * 1e9 })
          })
      let rows = self == .desi ? order : order.reversed()
      return [
        ("REDSHIFTS", [Self.identifier("TARGETID"), Self.column("Z", order.map { Double($0) })]),
        ("FIBERMAP", targets.selecting(rows).columns),
      ]
    case .vizier:
      return [
        (
          "VIZIER",
          [Self.identifier("ID")]
            + bands.flatMap { band in
              [
                Self.words("l_\(band)mag", band == "z" ? Self.marks("<") : Self.marks(" ")),
                Self.column("\(band)mag", Self.plain(band)),
              ]
            }
        )
      ]
    case .isnull:
      let nulls = Column(
        info: ColumnInfo(name: "z_mag_isnull", type: .bool),
        values: .bool((0..<Self.sky.rowCount).map(Self.undetected.contains)))
      return [
        (
          "HSC",
          [Self.identifier("object_id")]
            + bands.map { Self.column("\($0)_mag", Self.detected($0, else: 0)) } + [nulls]
        )
      ]
    case .infinite:
      return [
        (
          "RAIL",
          [Self.identifier("id")]
            + bands.map { Self.column("mag_\($0)", Self.detected($0, else: .infinity)) }
        )
      ]
    case .utf16, .latin, .semicolons: return []
    }
  }
}

@Suite(.serialized) struct DialectTests {
  /// The model, and the classes it gives the training table's rows.
  private static let trained = Result {
    let folder = try TemporaryFolder()
    let table = try folder.write("train.csv", Dialect.training)
    let model = folder.file("m.safetensors")
    let training = try Program.run(
      "train", table, "-o", model, "--model", "logistic", "--bands", "g,r,z", "--epochs", "2",
      "--quiet")
    try #require(training.status == 0, "\(training.messages)")
    return (folder, model, try classify(table, model, folder))
  }

  private static func classify(
    _ table: String, _ model: String, _ folder: TemporaryFolder
  ) throws -> (classes: [String], flags: [Int64]) {
    let output = folder.file("catalog-\(UUID().uuidString).csv")
    let outcome = try Program.run("classify", "--model", model, table, "-o", output)
    try #require(outcome.status == 0, "\(outcome.messages)")
    let names = try TableFile.open(output).schema.names
    let name = names.contains("skysort_class") ? "skysort_class" : "class"
    let catalog = try TableFile.read(output)
    return (catalog[name]?.values.strings ?? [], catalog["class_flags"]?.values.int64s ?? [])
  }

  @Test(arguments: Dialect.allCases)
  fileprivate func `one model gives the same labels in every dialect`(dialect: Dialect) throws {
    let (_, model, expected) = try Self.trained.get()
    let folder = try TemporaryFolder()
    let found = try Self.classify(dialect.write(to: folder), model, folder)
    #expect(found.classes.count == expected.classes.count)
    let nonDetection = Int64(QualityFlagBit.nonDetection)
    for row in found.classes.indices {
      let isLimit = dialect.hasLimits && Dialect.undetected.contains(row)
      // Rows without a detection may have another label, and say why.
      #expect(found.flags[row] & nonDetection == (isLimit ? nonDetection : 0), "row \(row)")
      if !isLimit { #expect(found.classes[row] == expected.classes[row], "row \(row)") }
    }
  }

  private enum QualityFlagBit { static let nonDetection = 1 << 1 }
}

/// Verbs that read a table out of a file with two, of which the second is named.
@Suite(.serialized) struct NamedTableTests {
  /// A file of 300 rows in `A` and 120 in `B`, and a model.
  private static let made = Result {
    let folder = try TemporaryFolder()
    var output = try FITSOutput(path: folder.file("two.fits"))
    for (name, rows) in [("A", 300), ("B", 120)] {
      let sky = SimulatedSky(rowCount: rows, seed: UInt64(rows)).table()
      let guess = ColumnInfo(name: "guess", type: .string, width: 8)
      let classes = sky["class"]?.values ?? .string([])
      try output.appendTable(
        Table(columns: sky.columns + [Column(info: guess, values: classes)]), name: name)
    }
    try output.finish()
    let training = try Program.run(
      "train", folder.file("two.fits"), "--hdu", "B", "-o", folder.file("m.safetensors"),
      "--model", "logistic", "--epochs", "1", "--json")
    try #require(training.status == 0, "\(training.messages)")
    return (folder, try #require(try training.json()["train_rows"] as? Int))
  }

  @Test func `a model learns from the table that is named`() throws {
    #expect(try Self.made.get().1 < 120)
  }

  @Test(arguments: [
    ["classify", "--model", "m.safetensors", "-o", "out.fits"],
    ["encode", "--model", "m.safetensors", "-o", "latent.fits"],
    ["project", "--columns", "g,r,z", "--make", "pca", "-o", "map.fits"],
    ["anomalies", "--columns", "g,r,z", "--by", "neighbours"],
    ["validate", "--truth", "class", "--predicted", "guess"],
    ["inspect"],
  ])
  func `the table is read that is named`(arguments: [String]) throws {
    let (folder, _) = try Self.made.get()
    for hdu in ["B", "2"] {
      let outcome = try Program.run(
        [arguments[0], folder.file("two.fits"), "--hdu", hdu, "--json"] + arguments.dropFirst(),
        in: folder.path)
      #expect(outcome.status == 0, "\(outcome.messages)")
      #expect(!outcome.messages.contains("further tables"), "\(outcome.messages)")
      let json = try outcome.json()
      let rows = json["rows"] ?? (json["table"] as? [String: Any])?["rows"]
      #expect(rows as? Int == 120)
    }
  }

  @Test func `what is read is said where nothing is named, and a wrong name is refused`() throws {
    let (folder, _) = try Self.made.get()
    let chosen = try Program.run("inspect", folder.file("two.fits"), "--json")
    #expect(try (chosen.json()["table"] as? [String: Any])?["rows"] as? Int == 300)
    #expect(chosen.output.contains("Reading HDU 1 (A); the file holds further tables: HDU 2 (B)."))
    #expect(chosen.output.contains("HDU 2 (B) would do as well"))
    let wrong = try Program.run("inspect", folder.file("two.fits"), "--hdu", "C")
    #expect(wrong.status == 64)
    #expect(wrong.messages.contains("1 A, binary table; 2 B, binary table"))
  }
}
