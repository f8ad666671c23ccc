import Files
import Testing

@testable import FITS

/// Three rows of an id and a variable-length column whose heap stands behind a gap of 7 bytes.
private func gappedTable() -> [UInt8] {
  let rows = (0..<3).flatMap { row in
    Fixture.bigEndian(Int64(row)) + Fixture.bigEndian(Int32(row))
      + Fixture.bigEndian(Int32(min(row, 1)))
  }
  let heap: [UInt8] = [10, 20, 30]
  let cards = Fixture.tableCards(
    rows: 3,
    replacing: [
      "NAXIS1": "16", "PCOUNT": "10", "THEAP": "55", "TFORM2": "'1PB(2)'", "OBSERVER": "'me'",
      "TNULL1": "-1",
    ])
  return Fixture.primary + Fixture.header(cards + ["HISTORY by hand"])
    + Fixture.padded(rows + [UInt8](repeating: 0xee, count: 7) + heap)
}

@Test func `every byte of the input's rows and heap passes through`() throws {
  let source = try FITSFile(try Fixture.file(gappedTable())).table()
  let path = try "\(Fixture.folder())/out.fits"
  var writer = try BinaryTableWriter(
    path: path, copying: source,
    columns: [
      OutputColumn(name: "class", element: .string, stringLength: 6, ucd: "src.class"),
      OutputColumn(name: "p_max", element: .float, ucd: "stat.probability"),
    ],
    entries: [OutputEntry("OBSERVER", .string("you")), OutputEntry("SKYMODEL", .string("m"))],
    history: ["classified"])
  for row in 0..<3 {
    let block = try source.rows(row..<(row + 1))
    let added = [
      DecodedColumn(values: .string(["STAR"])), DecodedColumn(values: .float([Float(row)])),
    ]
    try writer.append(writer.encoder.encode(block, rowCount: 1, columns: added))
  }
  _ = try writer.finish()
  expectVerified(path)
  let result = try FITSFile(path).table()
  let before = try source.rows(0..<3)
  let after = try result.rows(0..<3)
  for row in 0..<3 {
    #expect(
      after.bytes[(26 * row)..<(26 * row + 16)].elementsEqual(
        before.bytes[(16 * row)..<(16 * row + 16)]))
  }
  let heap = try after.decode(result.layout.columns[1])
  #expect(heap == (try before.decode(source.layout.columns[1])))
  #expect(heap == DecodedColumn(values: .int64([20, 20, 30]), offsets: [0, 0, 1, 3]))
  #expect(result.header["OBSERVER"] == .string("you"))
  #expect(result.header["TNULL1"] == .integer(-1))
  #expect(result.header["THEAP"] == nil)
  #expect(result.header.history == ["by hand", "classified"])
}

@Test func `an output that is not finished leaves nothing behind`() throws {
  let path = try "\(Fixture.folder())/out.fits"
  do {
    var writer = try BinaryTableWriter(
      path: path, columns: [OutputColumn(name: "x", element: .int32)])
    try writer.append(
      writer.encoder.encode(nil, rowCount: 1, columns: [DecodedColumn(values: .int64([1]))]))
  }
  #expect(throws: SkysortError.self) { _ = try FITSFile(path) }
}

@Test func `no rows make a valid table`() throws {
  let path = try "\(Fixture.folder())/out.fits"
  let writer = try BinaryTableWriter(
    path: path, columns: [OutputColumn(name: "x", element: .double, unit: "deg")])
  let rowCount = try writer.finish()
  #expect(rowCount == 0)
  expectVerified(path)
  let layout = try FITSFile(path).table().layout
  #expect(layout.rowCount == 0 && layout.columns.map(\.name) == ["x"])
}
