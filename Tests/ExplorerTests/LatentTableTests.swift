import Tables
import TestSupport
import Testing

@testable import Explorer

struct LatentTableTests {
  private static func column(_ name: String, _ type: ElementType, _ values: ColumnValues) -> Column
  {
    Column(info: ColumnInfo(name: name, type: type), values: values)
  }

  @Test func `identifiers beyond 53 bits are kept digit by digit`() throws {
    let table = try LatentTable(SimulatedLatentSpace(rowCount: 12).table())
    for row in 0..<12 {
      let key = String(SimulatedLatentSpace.firstIdentifier + Int64(row))
      #expect(table.keys[row] == key)
      #expect(table.keys.row(of: key) == row)
    }
    #expect(table.keys.row(of: "7") == nil)
  }

  @Test func `rows that share an identifier stay apart and are reported`() throws {
    let names = Self.column("id", .string, .string(["a", "b", "a", "a (2)", "", "a"]))
    let table = try LatentTable(Table(columns: [names]))
    #expect(
      (0..<6).map { table.keys[$0] } == ["a", "b", "a (2)", "a (2) (2)", "row 5", "a (3)"])
    #expect((0..<6).allSatisfy { table.keys.row(of: table.keys[$0]) == $0 })
    #expect(table.keys.duplicates == 3)
    #expect(table.keys.nameless == 1)
    #expect(table.warnings.contains { $0.hasPrefix("3 rows repeat") })
  }

  @Test func `rows without identifiers go by their number`() throws {
    let table = try LatentTable(SimulatedLatentSpace(rowCount: 3).table(), identifier: nil)
    #expect((0..<3).map { table.keys[$0] } == ["row 1", "row 2", "row 3"])
    #expect(table.keys.row(of: "row 3") == 2)
    #expect(!table.warnings.isEmpty)
  }

  @Test func `columns are held as narrow as is exact`() throws {
    let many = (0..<2000).map { "name \($0)" }
    let table = try LatentTable(
      Table(columns: [
        Self.column("id", .int64, .int64((0..<2000).map { 1 << 60 + $0 })),
        Self.column("text", .string, .string(many)),
        Self.column("class", .string, .string(many.map { String($0.last ?? "0") })),
        Self.column("count", .int64, .int64((0..<2000).map { $0 })),
        Self.column("flag", .bool, .bool(many.indices.map { $0 % 2 == 0 })),
        Column(
          info: ColumnInfo(name: "masked", type: .int32),
          values: .int64(many.indices.map(Int64.init)),
          validity: many.indices.map { $0 != 1 }),
      ]))
    let kinds = table.columns.map(\.kind)
    #expect(kinds == [.text, .text, .category, .integer, .category, .integer])
    #expect(table["text"]?.values.text(1999) == "name 1999")
    #expect(table["class"]?.values.text(1999) == "9")
    #expect(table["masked"]?.values.text(1) == nil)
    #expect(table["masked"]?.summary.missing == 1)
    #expect(table["count"]?.summary.extent == 0...1999)
  }

  @Test func `elements of a vector are columns`() throws {
    let made = SimulatedLatentSpace(rowCount: 9).table()
    let table = try LatentTable(made)
    #expect(
      table["embedding[0]"]?.values.floats()?.prefix(8) == made["umap_1"]?.floats()?.prefix(8))
    #expect(table.embedding?.width == 8)
    #expect(table.embedding?.isWhole(0) == true)
    #expect(table.embedding?.isWhole(8) == false)
  }

  @Test func `a table without rows is held`() throws {
    let table = try LatentTable(SimulatedLatentSpace(rowCount: 0).table())
    #expect(table.rowCount == 0)
    #expect(table["r"]?.summary.extent == nil)
  }

  @Test func `neighbours are those of a full sort`() throws {
    let table = try LatentTable(SimulatedLatentSpace(rowCount: 200).table())
    let rows = try #require(table.embedding)
    for row in [0, 77, 150] {
      let vector = rows.vector(row)
      let distances = (0..<199).map { other in
        zip(rows.vector(other), vector).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      let sorted = distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
      let found = ExactNeighbours(rows: rows).neighbours(of: vector, count: 12)
      #expect(found.map(\.row) == Array(sorted.prefix(12)))
      #expect(found[0].distance == 0)
    }
  }

  @Test func `a place on a source is the source's, one between is between`() throws {
    let table = try LatentTable(SimulatedLatentSpace(rowCount: 60).table())
    let axes = try #require(
      MapAxes(table, horizontal: "embedding[0]", vertical: "embedding[1]"))
    let rows = try #require(table.embedding)
    let place = LatentPlace(embedding: rows, axes: axes, elements: (0, 1))
    let own = try #require(place.vector(atX: axes.horizontal[5], y: axes.vertical[5]))
    for (mixed, exact) in zip(own, rows.vector(5)) { #expect(abs(mixed - exact) < 1e-3) }
    let near = try #require(place.vector(atX: -6, y: 0))
    #expect(near[0] == -6 && near[1] == 0)
    #expect(near[2...].allSatisfy { abs($0) < 0.5 })
  }

  @Test func `names of rows and of image files are no classes`() throws {
    let count = 60
    let table = try LatentTable(
      Table(columns: [
        Self.column("id", .string, .string((0..<count).map { "source \($0)" })),
        Self.column("image", .string, .string((0..<count).map { "images/\($0 / 20).jpeg" })),
        Self.column("class", .string, .string((0..<count).map { "class \($0 % 3)" })),
        Self.column("field", .string, .string((0..<count).map { "M\($0 % 45).1" })),
        Self.column("number", .int64, .int64((0..<count).map { Int64($0 % 5) })),
      ]))
    #expect(table.columns.map(\.kind) == [.text, .text, .category, .text, .integer])
    #expect(table["image"]?.values.text(59) == "images/2.jpeg")
  }

  @Test(
    arguments: [
      ([1.0, 2, 3], 0), ([0.25, 1.5], 2), ([22.13682, 19.4], 5), ([1.0 / 3, 2.0 / 3], 7),
      ([58_039.123_456_789], 3), ([2_458_039.5], 1), ([], nil),
    ] as [([Double], Int?)])
  func `numbers are written with the decimals they have`(numbers: [Double], decimals: Int?) throws {
    let table = try LatentTable(
      Table(columns: [Self.column("value", .double, .double(numbers))]), identifier: nil)
    #expect(table["value"]?.summary.decimals == decimals)
  }

  @Test func `single precision is not written with digits it does not have`() throws {
    let table = try LatentTable(
      Table(columns: [
        Self.column("magnitude", .float, .float([20.3793, 19.5])),
        Self.column("value", .float, .float([0.682_191_85, 0.5])),
      ]), identifier: nil)
    #expect(table["magnitude"]?.summary.decimals == 4)
    #expect(table["value"]?.summary.decimals == 5)
  }

  @Test func `identifiers held as floating-point numbers are whole`() throws {
    let table = try LatentTable(
      Table(columns: [Self.column("id", .double, .double([1.237_648_720_693_759e18, 42, 0.5]))]))
    #expect((0..<3).map { table.keys[$0] } == ["1237648720693758976", "42", "0.5"])
  }

  @Test(
    arguments: [
      ("r", "mag", nil, true), ("g_r", "mag", nil, false), ("bp_rp", "mag", nil, false),
      ("g-r", "mag", nil, false), ("modelMag_r", nil, nil, true),
      ("modelMagErr_r", nil, nil, false),
      ("MAG_AUTO", nil, nil, true), ("MAGERR_AUTO", nil, nil, false), ("e_Gmag", "mag", nil, false),
      ("Gmag", nil, nil, true), ("ebv", "mag", nil, false), ("a", nil, "phot.mag;em.opt.r", true),
      ("a", nil, "stat.error;phot.mag", false), ("a", "mag", "phot.color;em.opt", false),
      ("phot_g_mean_mag", "mag", nil, true), ("flux_r", "nJy", nil, false),
      ("umap_1", nil, nil, false), ("magnetic_field", nil, nil, false),
    ] as [(String, String?, String?, Bool)])
  func `magnitudes are told from colours and errors`(
    name: String, unit: String?, ucd: String?, isMagnitude: Bool
  ) throws {
    let column = Column(
      info: ColumnInfo(name: name, type: .double, unit: unit, ucd: ucd), values: .double([1, 2]))
    let table = try LatentTable(Table(columns: [column]), identifier: nil)
    #expect(table.holdsMagnitudes(name) == isMagnitude)
  }
}
