import Sky
import Tables
import Testing

/// Columns that are called identifiers, and what they are.
private struct Named {
  let name: String
  let columns: [Column]
  var positions: [(Double, Double)]?
  /// Rows that repeat a name, those of them that lie elsewhere, and rows with a name.
  let repeated: Int
  let scattered: Int
  let named: Int

  static func integers(_ name: String, _ values: [Int64]) -> Column {
    Column(info: ColumnInfo(name: name, type: .int64), values: .int64(values))
  }

  static func texts(_ name: String, _ values: [String]) -> Column {
    Column(info: ColumnInfo(name: name, type: .string), values: .string(values))
  }

  /// Forty places, a degree apart.
  static let apart: [(Double, Double)] = places { Double($0) }
  static let numbers: [Int64] = values { $0 % 10 }

  static func places(_ longitude: (Int) -> Double) -> [(Double, Double)] {
    (0..<40).map { (longitude($0), 10.0) }
  }

  static func values(_ value: (Int) -> Int) -> [Int64] { (0..<40).map { Int64(value($0)) } }

  static func words(_ word: (Int) -> String) -> [String] { (0..<40).map { word($0) } }

  static let all: [Named] = [
    Named(
      name: "NUMBER of four images", columns: [integers("NUMBER", values { $0 % 10 + 1 })],
      positions: apart, repeated: 30, scattered: 30, named: 40),
    Named(
      name: "CCDNUM with NUMBER",
      columns: [
        integers("CCDNUM", values { $0 / 10 }), integers("NUMBER", numbers),
      ],
      positions: apart, repeated: 0, scattered: 0, named: 40),
    Named(
      name: "SDSS's run, camcol, field and obj, padded",
      columns: [
        integers("run", values { $0 / 20 }),
        texts("camcol", words { "\($0 / 10 % 2) " }),
        integers("obj", numbers),
      ],
      positions: nil, repeated: 0, scattered: 0, named: 40),
    Named(
      name: "−1 for most of a survey's stars",
      columns: [integers("objid", values { $0 < 25 ? -1 : 1000 + $0 })],
      positions: apart, repeated: 0, scattered: 0, named: 15),
    Named(
      name: "0 for none", columns: [integers("thing_id", values { max(0, $0 - 10) })],
      positions: nil, repeated: 0, scattered: 0, named: 29),
    Named(
      name: "a word for none",
      columns: [texts("name", words { $0 < 12 ? "Anonymous" : "NGC \($0)" })],
      positions: nil, repeated: 0, scattered: 0, named: 28),
    Named(
      name: "a number nobody knows for none",
      columns: [integers("id", values { $0 < 12 ? 77 : 100 + $0 })],
      positions: apart, repeated: 0, scattered: 0, named: 28),
    Named(
      name: "four epochs of ten sources", columns: [integers("source_id", values { $0 % 10 + 50 })],
      positions: places { Double($0 % 10) + 1e-5 * Double($0 / 10) }, repeated: 30,
      scattered: 0, named: 40),
    Named(
      name: "one source seen thirteen times, others once",
      columns: [integers("source_id", values { $0 < 13 ? 7 : 100 + $0 })],
      positions: places { $0 < 13 ? 20 : Double($0) }, repeated: 12, scattered: 0,
      named: 40),
  ]
}

extension Named: CustomTestStringConvertible {
  var testDescription: String { name }
}

struct IdentifierTests {
  @Test(arguments: Named.all)
  fileprivate func `names are seen for what they are`(case given: Named) throws {
    let keys = try #require(SourceKeys(given.columns))
    let points = given.positions.map { positions in
      SkyPoints(
        rightAscensions: positions.map(\.0), declinations: positions.map(\.1))
    }
    let check = IdentifierCheck(keys, points: points, tolerance: 1)
    #expect(check.repeatedRows == given.repeated)
    #expect(check.scatteredRows == given.scattered)
    #expect(check.namedRows == given.named)
  }

  @Test func `whole numbers that became floating-point numbers name nothing`() {
    let column = Column(
      info: ColumnInfo(name: "objid", type: .double), values: .double([1.24e18, 1.24e18]))
    #expect(SourceKeys([column]) == nil)
    #expect(SourceKeys([Named.integers("run", [1, 2]), column]) == nil)
  }

  @Test func `a descriptor may name keys of several columns`() throws {
    func keys(_ names: [String]) -> [[String]] {
      let schema = TableSchema(columns: names.map { ColumnInfo(name: $0, type: .int64) })
      let legacy = SurveyCatalog.bundled.descriptors.first { $0.name == "legacy-surveys" }
      return (legacy?.identifierKeys(in: schema) ?? []).filter { !$0.isLocal }.map(\.columns)
    }
    #expect(keys(["OBJID", "BRICKID", "RELEASE"]).first == ["RELEASE", "BRICKID", "OBJID"])
    #expect(keys(["objid", "brickname"]) == [["brickname", "objid"]])
    #expect(keys(["objid"]) == [])
  }
}
