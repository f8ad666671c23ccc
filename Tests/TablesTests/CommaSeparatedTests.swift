import Tables
import TestSupport
import Testing

struct CommaSeparatedTests {
  @Test(arguments: [
    "a,b\n1,x\n2,y\n", "a,b\n1,x\n2,y", "a,b\r\n1,x\r\n2,y\r\n", "\u{feff}a,b\n1,x\n2,y\n",
    "\"a\",\"b\"\n\"1\",\"x\"\n2,\"y\"\n", "a,b\n\n1,x\n\n2,y\n\n", " a , b \n 1 , x \n 2 , y \n",
    "# a comment\na,b\n1,x\n# another, \"open\n2,y\n",
  ])
  func `spellings of one table read the same`(text: String) throws {
    let table = try read(text)
    #expect(table["a"]?.values == .int64([1, 2]))
    #expect(table["b"]?.values == .string(["x", "y"]))
  }

  @Test func `quoted cells hold separators, quotes and newlines`() throws {
    let table = try read("name,note\n\"a, b\",\"say \"\"hi\"\"\"\n\"two\nlines\",\"\"\n")
    #expect(table["name"]?.values == .string(["a, b", "two\nlines"]))
    #expect(table["note"]?.texts() == ["say \"hi\"", nil])
  }

  @Test func `a quote inside an unquoted cell is text`() throws {
    let table = try read("telescope,n\n24\" reflector,1\n")
    #expect(table["telescope"]?.values == .string(["24\" reflector"]))
  }

  @Test(arguments: [
    ("1,2,3", ElementType.int64), ("1,2.5,3", .double), ("1,x,3", .string),
    ("true,False,TRUE", .bool), ("007,008,009", .string), ("0,1,-0", .int64),
    ("99999999999999999999,1,2", .string), ("9223372036854775807,1,2", .int64),
    ("1237648721234231346,1.24e18,1", .string), ("1e5,2E-3,.5", .double), (",,", .double),
    ("1,true,0", .string), ("2001-05-12,2001-05-13,x", .string), ("1.2.3,1,1", .string),
    ("inf,-inf,1", .double), ("0x1p3,1,1", .string),
  ])
  func `a column's type is the narrowest that loses nothing`(
    cells: String, type: ElementType
  ) throws {
    let rows = cells.split(separator: ",", omittingEmptySubsequences: false).map { "k,\($0)" }
    let table = try read("key,value\n" + rows.joined(separator: "\n") + "\n")
    #expect(table["value"]?.info.type == type)
  }

  @Test func `a late odd cell widens its column`() throws {
    let rows = (0..<100_000).map(String.init).joined(separator: "\n")
    let table = try read(
      "n,m\n" + rows.split(separator: "\n").map { "\($0),1" }.joined(separator: "\n") + "\nlast,1\n"
    )
    #expect(table["n"]?.info.type == .string)
    #expect(table["n"]?.texts()?.last == "last")
    #expect(table["m"]?.info.type == .int64)
  }

  @Test(arguments: ["", "NaN", "nan", "null", "NULL", "NA", "N/A", "--", "None"])
  func `words for nothing are missing`(word: String) throws {
    let table = try read("id,x\n1,2.5\n2,\(word)\n")
    #expect(table["x"]?.info.type == .double)
    #expect(table["x"]?.validity == [true, false])
    #expect(table["x"]?.doubles()?[1].isNaN == true)
  }

  @Test func `identifiers keep all their digits`() throws {
    let table = try read("objid,x\n1237648721234231346,1\n-9223372036854775808,2\n")
    #expect(table["objid"]?.values == .int64([1_237_648_721_234_231_346, .min]))
  }

  @Test func `identifiers a spreadsheet rounded are warned of`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("t.csv", "objid,x\n1.24E+18,1\n1.24E+18,2\n")
    let warnings = try TableFile.open(path).warnings
    #expect(warnings.count == 1)
    #expect(warnings[0].contains("objid"))
  }

  @Test func `a column without a name is given one`() throws {
    #expect(try read(",b\n0,1\n").columns.map(\.name) == ["unnamed_1", "b"])
  }

  @Test func `tabs, semicolons and blanks separate, too`() throws {
    for separator in ["\t", ";", "   "] {
      let lines = ["a \("b")", "1 2", "3 4"].map { $0.replacing(" ", with: separator) }
      let table = try read(lines.joined(separator: "\n") + "\n", name: "t.txt")
      #expect(table["b"]?.values == .int64([2, 4]), "\(separator)")
    }
  }

  @Test func `chunks of any size hold the same rows`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<997).map { "\($0),\"row\n\($0)\"" }
    let path = try folder.write("t.csv", "n,text\n" + rows.joined(separator: "\r\n"))
    let whole = try TableFile.read(path)
    for size in [1, 7, 996, 5000] {
      let reader = try TableFile.open(path)
      #expect(reader.rowCount == 997)
      var parts: [Table] = []
      while let chunk = try reader.next(maximumRows: size) {
        #expect(chunk.firstRow == parts.reduce(0) { $0 + $1.rowCount })
        parts.append(try chunk.decode(["n", "text"]))
      }
      #expect(Table.concatenate(parts) == whole)
    }
  }

  @Test func `no rows are a table, too`() throws {
    let table = try read("a,b\n")
    #expect(table.rowCount == 0)
    #expect(table.columns.map(\.name) == ["a", "b"])
  }
}
