import Files
import Foundation
import Tables
import TestSupport
import Testing

/// Copies a table with one more column, `p`, holding the row's number over 8.
func copy(_ input: String, to output: String, chunk: Int = 3) throws -> WrittenTable {
  let reader = try TableFile.open(input)
  let info = ColumnInfo(name: "p", type: .float, ucd: "stat.probability")
  let writer = try TableFile.create(
    output, copying: reader, adding: [info], header: [HeaderEntry("MODEL", .text("m"))],
    history: ["copied"])
  while let rows = try reader.next(maximumRows: chunk) {
    let values = (0..<rows.rowCount).map { Float(rows.firstRow + $0) / 8 }
    let added = Table(columns: [Column(info: info, values: .float(values))])
    try writer.append(writer.encoder.encode(rows, adding: added))
  }
  return try writer.finish()
}

struct TextWriterTests {
  @Test func `cells of a copied table keep their text`() throws {
    let folder = try TemporaryFolder()
    let input = try folder.write(
      "in.csv", "id,x,note\n0012,1.50, padded \n7,NaN,\"a, \"\"b\"\"\"\n8,1e-5,\n")
    let written = try copy(input, to: folder.file("out.csv"))
    #expect(written.rowCount == 3)
    #expect(
      try folder.text("out.csv")
        == "id,x,note,p\n0012,1.50, padded ,0.0\n7,NaN,\"a, \"\"b\"\"\",0.125\n8,1e-5,,0.25\n")
  }

  @Test func `cells keep their text from separator to separator`() throws {
    let folder = try TemporaryFolder()
    let input = try folder.write("in.tsv", "a\tb\n1.50\tx, y\n-0\tz\n")
    _ = try copy(input, to: folder.file("out.csv"))
    #expect(try folder.text("out.csv") == "a,b,p\n1.50,\"x, y\",0.0\n-0,z,0.125\n")
  }

  @Test func `formulas come back inert, signs of numbers stay`() throws {
    let folder = try TemporaryFolder()
    let input = try folder.write(
      "in.csv", "a,b,c\n=cmd(),-1.5,-12:30:45\n\"@sum(1,2)\",+2,-2+3+cmd|' /C calc'!A0\n")
    _ = try copy(input, to: folder.file("out.csv"))
    #expect(
      try folder.text("out.csv")
        == "a,b,c,p\n'=cmd(),-1.5,-12:30:45,0.0\n"
        + "\"'@sum(1,2)\",+2,'-2+3+cmd|' /C calc'!A0,0.125\n")
  }

  @Test func `a comment header becomes a plain one over the same cells`() throws {
    let folder = try TemporaryFolder()
    let input = try folder.write("in.txt", "#class,z\n# 10A,E\nSTAR,1.50\n")
    _ = try copy(input, to: folder.file("out.csv"))
    #expect(try folder.text("out.csv") == "class,z,p\nSTAR,1.50,0.0\n")
  }

  @Test(arguments: [1, 2, 1000])
  func `bytes do not depend on the chunks`(chunk: Int) throws {
    let folder = try TemporaryFolder()
    let rows = (0..<50).map { "\($0),\"line\n\($0)\"" }.joined(separator: "\n")
    let input = try folder.write("in.csv", "n,t\n" + rows + "\n")
    _ = try copy(input, to: folder.file("whole.csv"), chunk: 50)
    _ = try copy(input, to: folder.file("parts.csv"), chunk: chunk)
    #expect(try folder.text("whole.csv") == folder.text("parts.csv"))
  }

  @Test func `a compressed table reads back, and its bytes are always the same`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<5000).map { "\($0),\($0 * $0)" }.joined(separator: "\n")
    let input = try folder.write("in.csv", "n,square\n" + rows + "\n")
    _ = try copy(input, to: folder.file("one.csv.gz"))
    _ = try copy(input, to: folder.file("two.csv.gz"), chunk: 700)
    let packed = try Data(contentsOf: URL(fileURLWithPath: folder.file("one.csv.gz")))
    #expect(packed.prefix(2) == Data([0x1f, 0x8b]))
    #expect(packed.count < 60_000)
    let table = try TableFile.read(folder.file("one.csv.gz"))
    #expect(table["square"]?.doubles()?.last == 24_990_001)
    #expect(try table == TableFile.read(folder.file("two.csv.gz")))
  }

  @Test func `values of every type are written as short as is exact`() throws {
    let folder = try TemporaryFolder()
    let table = Table(columns: [
      Column(info: ColumnInfo(name: "b", type: .bool), values: .bool([true, false])),
      Column(info: ColumnInfo(name: "i", type: .int64), values: .int64([.min, 7])),
      Column(info: ColumnInfo(name: "u", type: .uint64), values: .uint64([.max, 0])),
      Column(info: ColumnInfo(name: "f", type: .float), values: .float([0.1, 1e-7])),
      Column(
        info: ColumnInfo(name: "d", type: .double), values: .double([1 / 3, 0]),
        validity: [true, false]),
      Column(info: ColumnInfo(name: "s", type: .string), values: .string(["a\nb", " c"])),
    ])
    try TableFile.write(table, to: folder.file("out.csv"))
    #expect(
      try folder.text("out.csv")
        == "b,i,u,f,d,s\nTrue,-9223372036854775808,18446744073709551615,0.1,0.3333333333333333,"
        + "\"a\nb\"\nFalse,7,0,1e-07,,\" c\"\n")
  }

  @Test func `a file left unfinished never appears`() throws {
    let folder = try TemporaryFolder()
    let input = try folder.write("in.csv", "a\n1\n")
    do {
      let writer = try TableFile.create(folder.file("out.csv"), copying: TableFile.open(input))
      #expect(writer.path == folder.file("out.csv"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["in.csv"])
  }

  @Test func `an ending that names no format is a usage error`() throws {
    let folder = try TemporaryFolder()
    let reader = try TableFile.open(folder.write("in.csv", "a\n1\n"))
    let error = #expect(throws: SkysortError.self) {
      try TableFile.create(folder.file("out.xls"), copying: reader)
    }
    #expect(error?.exitCode.rawValue == 64)
  }
}
