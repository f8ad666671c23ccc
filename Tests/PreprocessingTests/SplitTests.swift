import Files
import Preprocessing
import Sky
import Tables
import TestSupport
import Testing

struct SplitTests {
  private static func rows(
    _ table: Table, _ columns: PhotometryColumns = SimulatedSky.columns
  ) throws -> Splitter.Rows {
    let photometry = try TablePhotometry(table, columns: columns, path: "made")
    let positions = columns.positions(in: table)
    return Splitter.Rows(
      identities: RowIdentities(
        rowCount: table.rowCount, identifiers: table["id"]?.texts(), positions: positions,
        magnitudes: photometry.magnitudes),
      positions: positions, magnitude: photometry.referenceMagnitudes)
  }

  private static func split(
    _ table: Table, _ strategy: SplitStrategy = .random, seed: UInt64 = 0,
    columns: PhotometryColumns = SimulatedSky.columns
  ) throws -> Split {
    try Splitter(SplitOptions(strategy: strategy, seed: seed))
      .split(rows(table, columns), path: "made")
  }

  @Test(arguments: [SplitStrategy.random, .sky, .brightFaint])
  func `has about the fractions asked for`(strategy: SplitStrategy) throws {
    let parts = try Self.split(SimulatedSky(rowCount: 6000).table(), strategy).parts
    let fraction = { (part: SplitPart) in Double(parts.count { $0 == part }) / 6000 }
    #expect(abs(fraction(.test) - 0.2) < 0.03)
    #expect(abs(fraction(.validation) - 0.1) < 0.03)
  }

  @Test(arguments: [SplitStrategy.random, .sky, .brightFaint])
  func `does not depend on the order of the rows`(strategy: SplitStrategy) throws {
    let table = SimulatedSky(rowCount: 900).table()
    let order = Array((0..<900).reversed())
    let straight = try Self.split(table, strategy)
    let reversed = try Self.split(table.selecting(order), strategy)
    #expect(order.map { straight.parts[$0] } == reversed.parts)
  }

  @Test func `is the same for the same seed and another for another`() throws {
    let table = SimulatedSky(rowCount: 900).table()
    #expect(try Self.split(table, seed: 1) == Self.split(table, seed: 1))
    #expect(try Self.split(table, seed: 1) != Self.split(table, seed: 2))
  }

  @Test func `keeps copies of a row together, whatever their ids`() throws {
    let table = SimulatedSky(rowCount: 900).table()
    let doubled = table.selecting(Array(0..<900) + Array(0..<900)).replacing(
      Column(
        info: ColumnInfo(name: "id", type: .int64), values: .int64((0..<1800).map { Int64($0) })))
    let parts = try Self.split(doubled).parts
    #expect(parts.prefix(900) == parts.suffix(900))
  }

  @Test func `by the sky keeps cells whole`() throws {
    let table = SimulatedSky(rowCount: 3000).table()
    let parts = try Self.split(table, .sky).parts
    let positions = try #require(SimulatedSky.columns.positions(in: table))
    var seen: [SkyCell: Set<SplitPart>] = [:]
    for (position, part) in zip(positions, parts) {
      seen[SkyCell(containing: try #require(position), sideCount: 16), default: []].insert(part)
    }
    #expect(seen.values.allSatisfy { $0.count == 1 })
  }

  @Test(arguments: [["u", "g", "r", "i", "z"], ["g", "r", "i", "z"]])
  func `from bright to faint tests on the faintest in r`(bands: [String]) throws {
    let table = SimulatedSky(rowCount: 900).table()
    var columns = SimulatedSky.columns
    columns.bands.removeAll { !bands.contains($0.band.rawValue) }
    let parts = try Self.split(table, .brightFaint, columns: columns).parts
    let magnitudes = try #require(table["r"]?.floats())
    let brightestTest = zip(parts, magnitudes).filter { $0.0 == .test }.map(\.1).min() ?? 0
    let faintestOther = zip(parts, magnitudes).filter { $0.0 != .test }.map(\.1).max() ?? 99
    #expect(faintestOther < brightestTest)
  }

  @Test func `by a column takes its words`() throws {
    let rows = try Self.rows(SimulatedSky(rowCount: 3).table())
    let named = Splitter.Rows(identities: rows.identities, column: ["train", "val", "Test"])
    let splitter = Splitter(SplitOptions(strategy: .column("part")))
    #expect(try splitter.split(named, path: "made").parts == [.train, .validation, .test])
  }

  @Test func `by a column of other words keeps groups whole`() throws {
    let rows = try Self.rows(SimulatedSky(rowCount: 600).table())
    let fields = (0..<600).map { "field \($0 % 40)" }
    let grouped = Splitter.Rows(identities: rows.identities, column: fields)
    let parts = try Splitter(SplitOptions(strategy: .column("field")))
      .split(grouped, path: "made").parts
    for row in 40..<600 { #expect(parts[row] == parts[row - 40]) }
    #expect(Set(parts).count == 3)
  }

  @Test func `by the sky of a table without positions is refused`() throws {
    let rows = Splitter.Rows(
      identities: try Self.rows(SimulatedSky(rowCount: 3).table()).identities)
    let error = #expect(throws: SkysortError.self) {
      try Splitter(SplitOptions(strategy: .sky)).split(rows, path: "t.csv")
    }
    #expect(error?.description.contains("t.csv: a split by sky cells needs positions") == true)
    #expect(error?.exitCode == .usage)
  }

  @Test(arguments: ["random", "sky", "bright-faint", "column:field"])
  func `strategy is read as it is written`(text: String) {
    #expect(SplitStrategy(text)?.description == text)
  }

  @Test(arguments: ["", "column:", "Random", "faint"])
  func `strategy of another name is none`(text: String) { #expect(SplitStrategy(text) == nil) }
}

struct RowIdentitiesTests {
  @Test func `fall back on position and photometry where ids repeat`() {
    let magnitudes: [[Float]] = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    let rounded = RowIdentities(
      rowCount: 3, identifiers: ["1.24e+18", "1.24e+18", "1.24e+18"], positions: nil,
      magnitudes: magnitudes)
    #expect(rounded.kind == .positionAndPhotometry)
    #expect(rounded.hasAmbiguousIdentifiers)
    #expect(Set(rounded.groups).count == 3)
  }

  @Test func `find copies, and copies of another class`() {
    let identities = RowIdentities(
      rowCount: 4, identifiers: ["a", "b", "c", "d"], positions: nil,
      magnitudes: [[1, 1, 2, 3], [1, 1, 2, 3], [1, 1, 2, 3]])
    let report = DuplicateReport(
      identities: identities, split: Split(parts: [.train, .test, .train, .train]),
      classes: [0, 1, 0, 0])
    #expect(report.repeatedIdentities == 0)
    #expect(report.repeatedPhotometry == 1)
    #expect(report.sourcesInSeveralParts == 1)
    #expect(report.sourcesOfSeveralClasses == 1)
  }
}
