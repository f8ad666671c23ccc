import FITS
import Files
import Sky
import Tables
import TestSupport
import Testing

/// A column of numbers that begin at a value.
private func numbers(_ name: String, _ start: Double, rows: Int = 3) -> Column {
  Column(
    info: ColumnInfo(name: name, type: .double),
    values: .double((0..<rows).map { start + Double($0) }))
}

private func identifiers(_ name: String, _ values: [Int64]) -> Column {
  Column(info: ColumnInfo(name: name, type: .int64), values: .int64(values))
}

private func texts(_ name: String, _ values: [String]) -> Column {
  Column(info: ColumnInfo(name: name, type: .string, width: 8), values: .string(values))
}

/// A file of several tables, by their names.
private func write(_ tables: [(name: String, columns: [Column])], to path: String) throws {
  var output = try FITSOutput(path: path)
  for (name, columns) in tables { try output.appendTable(Table(columns: columns), name: name) }
  try output.finish()
}

private let positions = [numbers("ra", 10), numbers("dec", -5)]
private let magnitudes = [numbers("mag_g", 20), numbers("mag_r", 19)]

/// Tables of one file, and which is meant.
private struct Choice: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let tables: [(name: String, columns: [Column])]
  var wanted: [String] = []
  let chosen: String
  /// What is said besides the names.
  var words = "Reading"

  static let all: [Choice] = [
    Choice(
      testDescription: "SExtractor's LDAC",
      tables: [
        ("LDAC_IMHEAD", [texts("Field Header Card", ["SIMPLE"])]),
        ("LDAC_OBJECTS", [numbers("NUMBER", 1)] + positions + magnitudes),
      ], chosen: "LDAC_OBJECTS", words: "further tables: HDU 1 (LDAC_IMHEAD)"),
    Choice(
      testDescription: "LDAC without objects",
      tables: [
        ("LDAC_IMHEAD", [texts("Field Header Card", ["SIMPLE"]), texts("more", [""])]),
        ("LDAC_OBJECTS", [numbers("ra", 0, rows: 0), numbers("mag_g", 0, rows: 0)]),
      ], chosen: "LDAC_OBJECTS"),
    Choice(
      testDescription: "good times before sources",
      tables: [
        ("GTI", [numbers("START", 0), numbers("STOP", 1)]), ("SRCLIST", positions),
      ], chosen: "SRCLIST"),
    Choice(
      testDescription: "photometry behind positions",
      tables: [("TARGETS", positions), ("PHOT", positions + magnitudes)], chosen: "PHOT"),
    Choice(
      testDescription: "the table with the labels",
      tables: [
        ("PHOT", positions + magnitudes),
        ("TRAIN", magnitudes + [texts("kind", ["a", "b", "a"])]),
      ], wanted: ["kind"], chosen: "TRAIN"),
    Choice(
      testDescription: "two that would do as well",
      tables: [("FIRST", positions + magnitudes), ("SECOND", positions + magnitudes)],
      chosen: "FIRST", words: "HDU 2 (SECOND) would do as well: name the one that is meant"),
    Choice(
      testDescription: "nothing that is known",
      tables: [("A", [numbers("x", 0), numbers("y", 0)]), ("B", [numbers("x", 0)])],
      chosen: "A", words: "further tables: HDU 2 (B)"),
  ]
}

struct TableChoiceTests {
  @Test(arguments: Choice.all)
  fileprivate func `the table is taken that has what is looked for`(choice: Choice) throws {
    let folder = try TemporaryFolder()
    try write(choice.tables, to: folder.file("a.fits"))
    let reader = try TableFile.open(folder.file("a.fits"), wanted: choice.wanted)
    let expected = try #require(choice.tables.first { $0.name == choice.chosen }?.columns)
    #expect(reader.schema.names == expected.map(\.name))
    #expect(reader.rowCount == expected[0].count)
    let said = reader.warnings.joined(separator: " ")
    #expect(said.split(separator: ";")[0].contains(" (\(choice.chosen))"), "\(said)")
    #expect(said.contains(choice.words), "\(said)")
  }

  @Test func `a table is read that is named, and nothing is said`() throws {
    let folder = try TemporaryFolder()
    try write(
      [("A", positions + magnitudes), ("B", positions)], to: folder.file("a.fits"))
    for text in ["B", "b", "2"] {
      let reader = try TableFile.open(folder.file("a.fits"), hdu: HDUSelection(text))
      #expect(reader.schema.names == ["ra", "dec"])
      #expect(reader.warnings.isEmpty)
    }
    let wrong = #expect(throws: SkysortError.self) {
      try TableFile.open(folder.file("a.fits"), hdu: HDUSelection("C"))
    }
    #expect(wrong?.problem.contains("1 A, binary table; 2 B, binary table") == true)
    #expect(wrong?.exitCode == .usage)
  }

  @Test func `a text has no HDU to name`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.csv", "ra,dec\n1,2\n")
    let error = #expect(throws: SkysortError.self) {
      try TableFile.open(path, hdu: .index(1))
    }
    #expect(error?.exitCode == .usage)
  }

  // MARK: DESI

  private static let redshifts = [
    identifiers("TARGETID", [7, 8, 9]), texts("SPECTYPE", ["STAR", "GALAXY", "QSO"]),
    numbers("Z", 0),
  ]

  /// Targets with a flux of a hundred times their number.
  private static func fibermap(_ targets: [Int64]) -> [Column] {
    func flux(_ name: String, _ factor: Float) -> Column {
      Column(
        info: ColumnInfo(name: name, type: .float),
        values: .float(targets.map { factor * Float($0) }))
    }
    return [
      identifiers("TARGETID", targets), flux("TARGET_RA", 1), flux("TARGET_DEC", 1),
      flux("FLUX_G", 100), flux("FLUX_R", 100), flux("FLUX_Z", 100),
    ]
  }

  @Test(
    arguments: [
      ([Int64(7), 8, 9], [Float(700), 800, 900], ""), ([9, 7, 8], [700, 800, 900], ""),
      ([8, 7], [700, 800, nil], "1 rows have no target in HDU 2 (FIBERMAP)"),
      ([9, 9, 8, 7, 7], [700, 800, 900], "2 rows of HDU 2 (FIBERMAP) name a target once more"),
      ([], [nil, nil, nil], "3 rows have no target"),
    ] as [([Int64], [Float?], String)])
  func `what a spectrum gave is read with its target's photometry`(
    targets: [Int64], fluxes: [Float?], words: String
  ) throws {
    let folder = try TemporaryFolder()
    try write(
      [
        ("REDSHIFTS", Self.redshifts), ("FIBERMAP", Self.fibermap(targets)),
        ("EXP_FIBERMAP", Self.fibermap([7, 7, 8, 9])),
      ], to: folder.file("a.fits"))
    let reader = try TableFile.open(folder.file("a.fits"))
    let said = reader.warnings.joined(separator: " ")
    #expect(
      said.contains("Reading HDU 1 (REDSHIFTS), HDU 2 (FIBERMAP) joined by TARGETID"), "\(said)")
    #expect(said.contains(words), "\(said)")
    #expect(
      reader.schema.names == [
        "TARGETID", "SPECTYPE", "Z", "TARGET_RA", "TARGET_DEC", "FLUX_G", "FLUX_R", "FLUX_Z",
      ])
    let table = try TableFile.read(reader, columns: ["FLUX_R", "TARGETID", "SPECTYPE"])
    #expect(table["TARGETID"]?.values.int64s == [7, 8, 9])
    #expect(table["SPECTYPE"]?.values.strings == ["STAR", "GALAXY", "QSO"])
    let column = try #require(table["FLUX_R"])
    let found = (0..<3).map { column.isValid($0) ? column.floats()?[$0] : nil }
    #expect(found == fluxes)
  }

  @Test func `joined tables are copied with every column`() throws {
    let folder = try TemporaryFolder()
    try write(
      [("ZBEST", Self.redshifts), ("FIBERMAP", Self.fibermap([9, 8]))],
      to: folder.file("a.fits"))
    let reader = try TableFile.open(folder.file("a.fits"))
    let writer = try TableFile.create(folder.file("b.fits"), copying: reader)
    while let chunk = try reader.next(maximumRows: 2) {
      let rows = chunk.selecting(Array(0..<chunk.rowCount))
      try writer.append(
        writer.encoder.encode(rows, adding: Table(columns: [], rowCount: chunk.rowCount)))
    }
    _ = try writer.finish()
    let copy = try TableFile.read(folder.file("b.fits"))
    #expect(copy.columns.map(\.name) == reader.schema.names)
    #expect(copy["FLUX_G"]?.floats()?.map { $0.isNaN ? -1 : $0 } == [-1, 800, 900])
  }
}

@Suite(.enabled(if: RealData.isPresent)) struct ReportedTableTests {
  @Test func `LDAC_OBJECTS is read, and scalars with axes are scalars`() throws {
    let ldac = try TableFile.open(RealData.file("field_reports/11-ldac-vignet/train.cat"))
    #expect(ldac.rowCount == 600)
    let found = try #require(SurveyCatalog.bundled.recognise(ldac.schema)?.columns)
    #expect(found.bands.map(\.band.rawValue) == ["g", "r", "i"])
    let archive = try TableFile.open(RealData.file("field_reports/08-wsa-tdim1/train.fits"))
    #expect(archive.schema.columns.allSatisfy { $0.isScalar })
  }
}
