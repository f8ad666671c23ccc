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

/// Tables whose rows are of one source here and there.
private struct Grouped: CustomTestStringConvertible {
  let testDescription: String
  var identifiers: [String?]?
  var positions: [SkyPosition?]?
  var names: [String?]?
  var radius = 1.0
  /// By row, the source it is of.
  let sources: [Int]

  static func positions(_ angles: [(Double, Double)]) -> [SkyPosition?] {
    angles.map { SkyPosition(rightAscension: $0.0, declination: $0.1) }
  }

  static let all: [Grouped] = [
    Grouped(
      testDescription: "epochs with names of their own, 0.05″ apart",
      identifiers: ["a", "b", "c", "d"],
      positions: positions([(10, 5), (10.00001, 5), (40, 5), (40, 5.00001)]), sources: [0, 0, 1, 1]),
    Grouped(
      testDescription: "on both sides of 0 h and around the pole",
      positions: positions([(0.0001, 0), (359.9999, 0), (10, 89.99999), (190, 89.99999)]),
      sources: [0, 0, 1, 1]),
    Grouped(
      testDescription: "a chain, each within the radius of the next",
      positions: positions([(10, 0), (10.0002, 0), (10.0004, 0), (10.001, 0)]),
      sources: [0, 0, 0, 1]),
    Grouped(
      testDescription: "names that repeat, without positions",
      identifiers: ["a", "b", "a", "b", "c"], sources: [0, 1, 0, 1, 2]),
    Grouped(
      testDescription: "numbers that begin anew in each image",
      identifiers: ["1", "2", "1", "2"],
      positions: positions([(10, 0), (20, 0), (30, 0), (40, 0)]), sources: [0, 1, 2, 3]),
    Grouped(
      testDescription: "one name for none",
      identifiers: ["-1", "-1", "-1", "7", "7"],
      sources: [0, 1, 2, 3, 3]),
    Grouped(
      testDescription: "positions that were never filled in",
      identifiers: ["a", "b", "c"], positions: positions([(0, 0), (0, 0), (5, 5)]),
      sources: [0, 1, 2]),
    Grouped(
      testDescription: "a column of the user's", identifiers: ["a", "b", "c", "d"],
      names: ["x", "y", "x", nil], sources: [0, 1, 0, 2]),
    Grouped(
      testDescription: "a radius of its own",
      positions: positions([(10, 0), (10.001, 0), (10.01, 0)]), radius: 5, sources: [0, 0, 1]),
    Grouped(
      testDescription: "no radius", identifiers: ["a", "b"],
      positions: positions([(10, 0), (10.00001, 0)]), radius: 0, sources: [0, 1]),
  ]
}

struct GroupTests {
  @Test(arguments: Grouped.all)
  fileprivate func `rows of one source are a group`(case given: Grouped) {
    let count = given.sources.count
    // Each row has photometry of its own.
    let magnitudes = (0..<3).map { band in (0..<count).map { Float(17 + band) + 0.01 * Float($0) } }
    let identities = RowIdentities(
      rowCount: count, identifiers: given.identifiers, positions: given.positions,
      magnitudes: magnitudes, groupRadius: given.radius, groupNames: given.names)
    for first in 0..<count {
      for second in 0..<first {
        #expect(
          (identities.groups[first] == identities.groups[second])
            == (given.sources[first] == given.sources[second]), "rows \(second) and \(first)")
      }
    }
  }

  /// Four epochs of each of some sources.
  private static func epochs(_ rowCount: Int) -> Table {
    let table = SimulatedSky(rowCount: rowCount).table()
    let rows = (0..<4 * rowCount).map { $0 % rowCount }
    var epochs = table.selecting(rows)
    epochs = epochs.replacing(
      Column(
        info: ColumnInfo(name: "id", type: .int64),
        values: .int64((0..<4 * rowCount).map { Int64($0) })))
    for name in SimulatedSky.bandNames {
      let values = (epochs[name]?.floats() ?? []).enumerated().map { row, value in
        value + 0.001 * Float(row / rowCount)
      }
      epochs = epochs.replacing(
        Column(info: ColumnInfo(name: name, type: .float), values: .float(values)))
    }
    let places = (epochs["ra"]?.doubles() ?? []).enumerated().map { row, value in
      value + 1e-5 * Double(row / rowCount)
    }
    return epochs.replacing(
      Column(info: ColumnInfo(name: "ra", type: .double), values: .double(places)))
  }

  @Test func `epochs of a source stay together and are counted`() throws {
    let table = Self.epochs(300)
    let columns = SimulatedSky.columns
    let photometry = try TablePhotometry(table, columns: columns, path: "made")
    let identities = RowIdentities(
      table, columns: columns, magnitudes: photometry.magnitudes, groupRadius: 1, groupNames: nil)
    let classes = (0..<1200).map { $0 % 300 % 3 }
    let split = try Splitter(SplitOptions()).split(
      .init(identities: identities, classes: classes), path: "made")
    for row in 300..<1200 { #expect(split.parts[row] == split.parts[row - 300]) }
    let report = DuplicateReport(identities: identities, split: split, classes: classes)
    #expect(report.groups == 300)
    #expect(report.groupedRows == 1200)
    #expect(report.largestGroup == 4)
    #expect(report.repeatedPositions == 900)
    #expect(report.sourcesInSeveralParts == 0)
    #expect(report.sourcesOfSeveralClasses == 0)
  }

  @Test func `every part gets its share of each class`() throws {
    let table = SimulatedSky(rowCount: 1000).table()
    let photometry = try TablePhotometry(table, columns: SimulatedSky.columns, path: "made")
    let identities = RowIdentities(
      table, columns: SimulatedSky.columns, magnitudes: photometry.magnitudes, groupRadius: 1,
      groupNames: nil)
    // A class of half the rows, one of a few, and the rest.
    let classes = (0..<1000).map { $0 < 500 ? 0 : $0 < 510 ? 1 : 2 }
    for seed in 0..<20 {
      let split = try Splitter(SplitOptions(seed: UInt64(seed))).split(
        .init(identities: identities, classes: classes), path: "made")
      let counts = [SplitPart.test, .validation].map { part in
        (0..<3).map { kind in
          classes.indices.count { classes[$0] == kind && split.parts[$0] == part }
        }
      }
      #expect(counts == [[100, 2, 98], [50, 1, 49]], "seed \(seed)")
    }
  }

  @Test func `a share for each class does not depend on the order of rows`() throws {
    let table = SimulatedSky(rowCount: 600).table()
    func parts(_ order: [Int]) throws -> [SplitPart] {
      let table = table.selecting(order)
      let photometry = try TablePhotometry(table, columns: SimulatedSky.columns, path: "made")
      let identities = RowIdentities(
        table, columns: SimulatedSky.columns, magnitudes: photometry.magnitudes, groupRadius: 1,
        groupNames: nil)
      return try Splitter(SplitOptions()).split(
        .init(identities: identities, classes: order.map { $0 % 3 }), path: "made"
      ).parts
    }
    let order = (0..<600).map { ($0 * 7 + 3) % 600 }
    let straight = try parts(Array(0..<600))
    #expect(try parts(order) == order.map { straight[$0] })
  }
}
