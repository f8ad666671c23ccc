import Tables
import TestSupport
import Testing

struct CrossFormatTests {
  private let table = Table(columns: [
    Column(
      info: ColumnInfo(name: "id", type: .int64, ucd: "meta.id;meta.main"),
      values: .int64([1_237_648_721_743_249_512, .min + 1, 0])),
    Column(
      info: ColumnInfo(name: "ra", type: .double, unit: "deg", description: "J2000"),
      values: .double([150.25, 1 / 3, 359.999999999999])),
    Column(
      info: ColumnInfo(name: "mag", type: .float, unit: "mag"), values: .float([0.1, .nan, -3e-9]),
      validity: [true, false, true]),
    Column(
      info: ColumnInfo(name: "name", type: .string, width: 8),
      values: .string(["NGC 1", "a, \"b\"", "x"])),
    Column(info: ColumnInfo(name: "ok", type: .bool), values: .bool([true, false, true])),
    Column(
      info: ColumnInfo(name: "flux", type: .double, shape: [2], unit: "nJy"),
      values: .array(
        ColumnArrays(elements: .double([1, 2, 3, 4, 5, 1e300]), offsets: [0, 2, 4, 6]))),
  ])

  @Test(arguments: [
    ["a.fits"], ["a.ecsv"], ["a.fits", "b.ecsv"], ["a.ecsv", "b.fits"],
    ["a.fits", "b.ecsv", "c.fits", "d.ecsv"],
  ])
  func `values, units and descriptions survive a chain of formats`(names: [String]) throws {
    let folder = try TemporaryFolder()
    var found = table
    for name in names {
      try TableFile.write(found, to: folder.file(name))
      found = try TableFile.read(folder.file(name))
    }
    #expect(found.columns.map(\.name) == table.columns.map(\.name))
    for (one, other) in zip(found.columns, table.columns) {
      #expect(one.texts() == other.texts())
      #expect(one.values.arrays?.elements == other.values.arrays?.elements)
      #expect(one.info.unit == other.info.unit, "\(one.name)")
      #expect(one.info.ucd == other.info.ucd, "\(one.name)")
      #expect(one.info.description == other.info.description, "\(one.name)")
    }
  }

  @Test func `a comma-separated table becomes FITS without losing a digit`() throws {
    let folder = try TemporaryFolder()
    let input = try folder.write(
      "in.csv",
      "objid,code,u,run,class\n1237648721743249512,007,19.47406,,STAR\n-5,012,,752,GALAXY\n")
    _ = try copy(input, to: folder.file("out.fits"), chunk: 1)
    let found = try TableFile.read(folder.file("out.fits"))
    #expect(found["objid"]?.values == .int64([1_237_648_721_743_249_512, -5]))
    #expect(found["code"]?.texts() == ["007", "012"])
    #expect(found["u"]?.texts() == ["19.47406", nil])
    #expect(found["run"]?.texts() == [nil, "752"])
    #expect(found["class"]?.texts() == ["STAR", "GALAXY"])
    #expect(found["p"]?.values == .float([0, 0.125]))
    #expect(found["p"]?.info.ucd == "stat.probability")
  }

  @Test func `FITS becomes comma-separated text that reads back`() throws {
    let folder = try TemporaryFolder()
    let scalars = Table(columns: table.columns.filter { $0.info.isScalar })
    try TableFile.write(scalars, to: folder.file("in.fits"))
    _ = try copy(folder.file("in.fits"), to: folder.file("out.csv"))
    let found = try TableFile.read(folder.file("out.csv"))
    for column in scalars.columns { #expect(found[column.name]?.texts() == column.texts()) }
  }
}
