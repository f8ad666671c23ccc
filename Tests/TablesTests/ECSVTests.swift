import Files
import Foundation
import Tables
import TestSupport
import Testing

struct ECSVTests {
  private let golden = """
    # %ECSV 1.0
    # ---
    # datatype:
    # - {name: id, datatype: int64, meta: {ucd: meta.id;meta.main}}
    # - {name: ra, unit: deg, datatype: float64, description: 'Right ascension, J2000'}
    # - {name: ok, datatype: bool}
    # - {name: name, datatype: string}
    # - {name: flux, datatype: string, subtype: 'float32[3]'}
    # - {name: tags, datatype: string, subtype: 'string[null]'}
    # meta: !!omap
    # - {SURVEY: demo}
    # - {ROWS: 2}
    # schema: astropy-2.0
    id ra ok name flux tags
    1237648721743249512 150.25 True "NGC 1" [1.5,null,NaN] "[""a"",""b c""]"
    2 nan False "" "" []

    """

  @Test func `types, units, descriptions and arrays are read`() throws {
    let folder = try TemporaryFolder()
    let reader = try TableFile.open(folder.write("t.ecsv", golden))
    #expect(reader.format == .ecsv)
    #expect(
      reader.schema.metadata
        == [HeaderEntry("SURVEY", .text("demo")), HeaderEntry("ROWS", .integer(2))])
    let table = try TableFile.read(reader, columns: reader.schema.names)
    #expect(table["id"]?.values == .int64([1_237_648_721_743_249_512, 2]))
    #expect(table["id"]?.info.ucd == "meta.id;meta.main")
    #expect(table["ra"]?.info.unit == "deg")
    #expect(table["ra"]?.info.description == "Right ascension, J2000")
    #expect(table["ok"]?.values == .bool([true, false]))
    #expect(table["name"]?.texts() == ["NGC 1", nil])
    #expect(table["flux"]?.info.shape == [3])
    #expect(table["flux"]?.validity == [true, false])
    #expect(table["flux"]?.values.arrays?.validity?.prefix(3) == [true, false, false])
    #expect(
      table["tags"]?.values
        == .array(ColumnArrays(elements: .string(["a", "b c"]), offsets: [0, 2, 2])))
  }

  @Test func `what is written reads back the same`() throws {
    let folder = try TemporaryFolder()
    let table = try TableFile.read(folder.write("t.ecsv", golden))
    try TableFile.write(table, to: folder.file("again.ecsv"))
    let again = try TableFile.read(folder.file("again.ecsv"))
    #expect(again.columns.map(\.info.name) == table.columns.map(\.info.name))
    #expect(again.columns.map(\.info.unit) == table.columns.map(\.info.unit))
    #expect(again.columns.map(\.info.ucd) == table.columns.map(\.info.ucd))
    for (one, other) in zip(again.columns, table.columns) where one.name != "flux" {
      #expect(one.texts() == other.texts())
      #expect(one.values.arrays == other.values.arrays)
    }
    #expect(again["flux"]?.values.arrays?.elements.count == 6)
  }

  @Test func `a copy keeps the cells and says what was added`() throws {
    let folder = try TemporaryFolder()
    _ = try copy(folder.write("t.ecsv", golden), to: folder.file("out.ecsv"))
    let text = try folder.text("out.ecsv")
    #expect(text.contains("\n1237648721743249512 150.25 True \"NGC 1\" [1.5,null,NaN] "))
    #expect(text.contains("{name: \"p\", datatype: float32, meta: {ucd: \"stat.probability\"}}"))
    #expect(text.contains("#   \"HISTORY\": \"copied\"\n"))
    let table = try TableFile.read(folder.file("out.ecsv"))
    #expect(table["p"]?.values == .float([0, 0.125]))
  }

  @Test func `a comma-separated table gains an ECSV header`() throws {
    let folder = try TemporaryFolder()
    let input = try folder.write("in.csv", "id,name\n1,\"a b\"\n2,\n")
    _ = try copy(input, to: folder.file("out.ecsv"))
    #expect(
      try folder.text("out.ecsv") == """
        # %ECSV 1.0
        # ---
        # delimiter: ','
        # datatype:
        # - {name: "id", datatype: int64}
        # - {name: "name", datatype: string}
        # - {name: "p", datatype: float32, meta: {ucd: "stat.probability"}}
        # meta:
        #   "MODEL": "m"
        #   "HISTORY": "copied"
        # schema: astropy-2.0
        id,name,p
        1,a b,0.0
        2,"",0.125

        """)
  }

  @Test(arguments: [
    ("# - {name: a, datatype: complex128}\na\n1\n", "datatype"),
    ("# - {name: b, datatype: int64}\na\n1\n", "declares b"),
    ("# - {name: a, datatype: int64}\na\n1.5\n", "not of the column's type"),
    ("# - {name: a, datatype: int64}\na\n1 2\n", "2 cells"),
    ("# - {name: a, name: b, datatype: int64}\na\n1\n", "more than once"),
    ("# - {name: a, datatype: int64, colour: red}\na\n1\n", "colour"),
    ("# - {name: a, datatype: string, subtype: 'int64[2]'}\na\n[1]\n", "not of the column's type"),
    ("# - {name: a, datatype: int64}\n", "no end"),
  ])
  func `a wrong header or cell is refused`(rest: String, words: String) throws {
    let text = "# %ECSV 1.0\n# ---\n# datatype:\n" + rest
    let error = try #require(try failure(text, name: "t.ecsv"))
    #expect(error.problem.contains(words), "\(error)")
  }

  @Test func `a mistake in a header is named with its line in the file`() throws {
    let text = "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: a, datatype: int64, unt: s}\na\n1\n"
    let error = try #require(try failure(text, name: "t.ecsv"))
    #expect(error.location?.hasPrefix("line 4") == true)
    #expect(error.fix == "Did you mean 'unit'?")
  }

  @Test func `many columns may share a unit by aliases`() throws {
    let columns = (0..<40).map { index in
      let unit = index == 0 ? "&u !astropy.units.Unit {unit: mag}" : "*u"
      return "# - {name: c\(index), datatype: int8, unit: \(unit)}\n"
    }
    let names = (0..<40).map { "c\($0)" }.joined(separator: " ")
    let cells = [String](repeating: "1", count: 40).joined(separator: " ")
    let text =
      "# %ECSV 1.0\n# ---\n# datatype:\n" + columns.joined() + "\(names)\n\(cells)\n"
    let folder = try TemporaryFolder()
    let path = try folder.write("t.ecsv", text)
    let table = try TableFile.read(path)
    #expect(table.columns.allSatisfy { $0.info.unit == "mag" })
  }

  @Test(arguments: [
    "a: &a [x,x,x,x,x,x,x,x,x]\n"
      + (1...9).map {
        "b\($0): &b\($0) [\(Array(repeating: "*" + ($0 == 1 ? "a" : "b\($0 - 1)"), count: 9).joined(separator: ","))]\n"
      }.joined(),
    "a: " + String(repeating: "[", count: 100_000),
    "a: " + String(repeating: "{a: ", count: 5000),
    String(repeating: "- ", count: 100_000) + "x",
    String(repeating: "? ", count: 100_000) + "x",
    "a: \"" + String(repeating: "x", count: 2 << 20) + "\"",
    "a: [1\nb: 2", "\t- x", "%", "a: !!binary ????\nb: *missing",
  ])
  func `hostile YAML is refused`(yaml: String) throws {
    let header = yaml.split(separator: "\n").map { "# \($0)\n" }.joined()
    let error = try failure("# %ECSV 1.0\n# ---\n" + header + "a\n1\n", name: "t.ecsv")
    #expect(error != nil)
  }
}
