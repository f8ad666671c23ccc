import Files
import Foundation
import Tables
import Testing

/// Tables people really share; `SKYSORT_DATA` says where they are.
@Suite(.enabled(if: RealData.isPresent)) struct RealDataTests {
  @Test func `the SDSS exports are recognised with their labels and leaks`() throws {
    let reader = try TableFile.open(RealData.file("photometry/sdss17_dev.csv"))
    #expect(reader.rowCount == 55_113)
    let found = try #require(SurveyCatalog.bundled.recognise(reader.schema)?.columns)
    #expect(found.survey == "sdss")
    #expect(found.bands.map(\.column) == ["u", "g", "r", "i", "z"])
    #expect(found.leaking == ["redshift", "MJD"])
    #expect(found.rightAscension == "alpha")
    let statistics = try TableStatistics(reading: reader, photometry: found)
    #expect(
      Set(statistics["class"]?.words.map { Array($0.keys) } ?? []) == ["GALAXY", "QSO", "STAR"])
    #expect(statistics.suspectedSentinels(found).isEmpty)
    try statistics.checkDegrees(path: reader.path)
  }

  @Test(arguments: ["sdss_dr14_dev.csv", "sdss_dr14_dev_with_missing.csv"])
  func `identifiers destroyed by a spreadsheet are not used and warned of`(name: String) throws {
    let reader = try TableFile.open(RealData.file("photometry/" + name))
    #expect(reader.warnings.contains { $0.contains("objid") })
    let found = try #require(SurveyCatalog.bundled.recognise(reader.schema)?.columns)
    #expect(found.survey == "sdss")
    #expect(found.identifier == nil)
    #expect(found.leaking.contains("specobjid"))
  }

  @Test func `missing cells are counted`() throws {
    let reader = try TableFile.open(
      RealData.file("photometry/sdss_dr14_dev_with_missing.csv"))
    let statistics = try TableStatistics(reading: reader)
    let text = try String(contentsOfFile: reader.path, encoding: .utf8)
    let empty = text.split(whereSeparator: \.isNewline).dropFirst().reduce(0) { count, line in
      count + line.split(separator: ",", omittingEmptySubsequences: false).count { $0.isEmpty }
    }
    #expect(statistics.columns.reduce(0) { $0 + $1.missingCount } == empty)
    #expect(empty > 0)
  }

  @Test func `shape tables keep their 64-bit identifiers`() throws {
    let table = try TableFile.read(
      RealData.file("sdss_star_galaxy_shapes/sgSeparation/train/sgCatalogue_star_3.txt"))
    #expect(table.rowCount == 800)
    #expect(table["objid"]?.values.int64s?.first == 1_237_648_721_234_231_346)
    let found = try #require(SurveyCatalog.bundled.recognise(table.schema)?.columns)
    #expect(found.leaking == ["z"])
    #expect(found.className(of: "6") == "STAR")
  }

  /// Every file of `text_tables`: rows where it is read, nothing where it is refused. Rows
  /// agree with `astropy.table.Table.read(path, format='ascii')` (8.0.2) for those it reads as
  /// tables of the same columns.
  private static let outcomes: [String: Int] = [
    "apostrophe.rdb": 2, "apostrophe.tab": 2, "short.rdb": 7,
    "short.tab": 7, "simple3.txt": 2, "space_delim_blank_lines.txt": 3, "test4.dat": 9,
    "whitespace.dat": 2, "rv.ecsv": 50, "cosmo_flat.ecsv": 29, "cosmo_open.ecsv": 29,
    "Planck13.ecsv": 1, "Planck18.ecsv": 1, "WMAP3.ecsv": 1, "WMAP5.ecsv": 1, "WMAP7.ecsv": 1,
  ]

  @Test func `every text table is read or refused with a reason`() throws {
    let folder = RealData.file("text_tables")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { file in
      let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + file)
      return attributes[.type] as? FileAttributeType == .typeRegular
    }
    #expect(files.count == 42)
    for file in files {
      let name = URL(fileURLWithPath: file).lastPathComponent
      do {
        let table = try TableFile.read(folder + "/" + file)
        #expect(table.rowCount == Self.outcomes[name], "\(name)")
      } catch {
        #expect(Self.outcomes[name] == nil, "\(error)")
        #expect(error.exitCode.rawValue == 65, "\(error)")
      }
    }
  }
}
