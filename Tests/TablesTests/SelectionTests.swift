import Tables
import TestSupport
import Testing

struct SelectionTests {
  private let table = Table(columns: [
    Column(info: ColumnInfo(name: "id", type: .int64, nullValue: ""), values: .int64([7, 8, 9])),
    Column(
      info: ColumnInfo(name: "mag", type: .float), values: .float([1, 2, 3]),
      validity: [true, false, true]),
    Column(
      info: ColumnInfo(name: "name", type: .string, width: 3), values: .string(["a", "b", "c"])),
    Column(
      info: ColumnInfo(name: "pair", type: .double, shape: [2]),
      values: .array(
        ColumnArrays(elements: .double([1, 2, 3, 4, 5, 6]), offsets: [0, 2, 4, 6]))),
  ])

  @Test func `rows without a value stand where none is named`() throws {
    let chosen = table.selecting([2, nil, 1, 2])
    #expect(chosen["id"]?.texts() == ["9", nil, "8", "9"])
    #expect(chosen["mag"]?.texts() == ["3.0", nil, nil, "3.0"])
    #expect(chosen["name"]?.texts() == ["c", nil, "b", "c"])
    #expect(chosen["pair"]?.isValid(1) == false)
    #expect(chosen["pair"]?.values.arrays?.count == 4)
    let none = table.rows(0..<0).selecting([nil, nil])
    #expect(none["id"]?.texts() == [nil, nil])
    #expect(none["pair"]?.values.arrays?.elements.count == 4)
  }

  @Test(arguments: ["a.fits", "a.csv", "a.ecsv"])
  func `a chunk's rows are chosen as their file holds them`(name: String) throws {
    let folder = try TemporaryFolder()
    let plain = Table(columns: Array(table.columns.prefix(3)))
    try TableFile.write(name.hasSuffix("csv") ? plain : table, to: folder.file(name))
    let reader = try TableFile.open(folder.file(name))
    let writer = try TableFile.create(folder.file("out-" + name), copying: reader)
    let chunk = try #require(try reader.next(maximumRows: 10))
    let rows = chunk.selecting([2, 0, 2])
    #expect(rows.rowCount == 3)
    #expect(try rows.decode(["id"])["id"]?.texts() == ["9", "7", "9"])
    try writer.append(
      writer.encoder.encode(rows, adding: Table(columns: [], rowCount: 3)))
    #expect(try writer.finish().rowCount == 3)
    let read = try TableFile.read(folder.file("out-" + name))
    #expect(read["id"]?.texts() == ["9", "7", "9"])
    #expect(read["mag"]?.texts()?.first == read["mag"]?.texts()?.last)
  }
}
