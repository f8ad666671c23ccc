import Files
import Foundation
import Tables
import TestSupport
import Testing

/// A way of writing a text as bytes.
private struct Spelling: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let bytes: @Sendable (String) -> [UInt8]
  /// What is said of it; empty where nothing is.
  var words = ""

  static func wide(_ text: String, mark: Bool, isBigEndian: Bool) -> [UInt8] {
    ((mark ? [0xfeff] : []) + Array(text.utf16)).flatMap { unit -> [UInt8] in
      let (high, low) = (UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit))
      return isBigEndian ? [high, low] : [low, high]
    }
  }

  /// Of characters below U+0100.
  static func latin(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
  }

  static let all: [Spelling] = [
    Spelling(testDescription: "UTF-8", bytes: { Array($0.utf8) }),
    Spelling(testDescription: "UTF-8 with a mark", bytes: { [0xef, 0xbb, 0xbf] + Array($0.utf8) }),
    Spelling(
      testDescription: "UTF-16 LE", bytes: { wide($0, mark: false, isBigEndian: false) },
      words: "UTF-16 (little-endian)"),
    Spelling(
      testDescription: "UTF-16 LE with a mark",
      bytes: { wide($0, mark: true, isBigEndian: false) }, words: "UTF-16 (little-endian)"),
    Spelling(
      testDescription: "UTF-16 BE", bytes: { wide($0, mark: false, isBigEndian: true) },
      words: "UTF-16 (big-endian)"),
    Spelling(
      testDescription: "UTF-16 BE with a mark", bytes: { wide($0, mark: true, isBigEndian: true) },
      words: "UTF-16 (big-endian)"),
    Spelling(testDescription: "Latin-1", bytes: latin, words: "read as Windows-1252"),
  ]
}

struct SpreadsheetEncodingTests {
  private let text = "name;größe;u\nMuñoz;12;20.5\nÅström;13;21.25\n"

  @Test(arguments: Spelling.all, ["\n", "\r\n", "\r"])
  fileprivate func `a text is read however its bytes and lines are written`(
    spelling: Spelling, lineEnd: String
  ) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "a.csv", spelling.bytes(text.replacing("\n", with: lineEnd)))
    let reader = try TableFile.open(path)
    let said = reader.warnings.joined(separator: " ")
    #expect(spelling.words.isEmpty || said.contains(spelling.words))
    #expect(said.contains("carriage return alone") == (lineEnd == "\r"))
    #expect(reader.schema.names == ["name", "größe", "u"])
    let table = try TableFile.read(reader, columns: reader.schema.names)
    #expect(table["name"]?.values.strings == ["Muñoz", "Åström"])
    #expect(table["größe"]?.values.int64s == [12, 13])
    #expect(table["u"]?.values.doubles == [20.5, 21.25])
  }

  @Test func `Windows-1252 has letters that Latin-1 lacks`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "a.csv", Array("name,x\n".utf8) + [0x80, 0x96, 0x8a, 0xe9] + Array(",1\n".utf8))
    #expect(try TableFile.read(path)["name"]?.values.strings == ["€–Šé"])
  }

  @Test func `a single byte that is no UTF-8 does not change the letters that are`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "a.csv", Array("name,x\nMuñoz,1\nMu".utf8) + [0xf1] + Array("oz,2\n".utf8))
    let reader = try TableFile.open(path)
    #expect(reader.warnings.contains { $0.hasPrefix("1 bytes are no UTF-8") })
    let names = try TableFile.read(reader, columns: ["name"])["name"]?.values.strings
    #expect(names == ["Muñoz", "Muñoz"])
  }

  /// The decoder works on a mebibyte at a time: characters lie across every boundary.
  @Test(
    arguments: Spelling.all.filter { ["UTF-8", "UTF-16 LE"].contains($0.testDescription) },
    [0, 1, 2])
  fileprivate func `characters across the blocks of a long text stay whole`(
    spelling: Spelling, shift: Int
  ) throws {
    let folder = try TemporaryFolder()
    let name = "né𝛼" + String(repeating: "x", count: shift)
    let rows = 90_000
    let path = try folder.write(
      "a.csv",
      spelling.bytes("name,n\n" + (0..<rows).map { "\(name),\($0)\n" }.joined()))
    let table = try TableFile.read(path)
    #expect(table.rowCount == rows)
    #expect(table["name"]?.values.strings?.allSatisfy { $0 == name } == true)
    #expect(table["n"]?.values.int64s?.last == Int64(rows - 1))
  }

  @Test(arguments: [
    (
      [UInt8](Spelling.wide("a,b\n1,2\n", mark: true, isBigEndian: false).dropLast()), "odd number"
    ),
    (
      Spelling.wide("a,b\n", mark: true, isBigEndian: false) + [0x35, 0xd8, 0x2c, 0], "half a char"
    ),
    ([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], "UTF-32"),
  ])
  func `a damaged wide text is refused by its name`(bytes: [UInt8], words: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.csv", bytes)
    let error = #expect(throws: SkysortError.self) { try TableFile.open(path) }
    #expect(error?.problem.contains(words) == true, "\(String(describing: error))")
    #expect(error?.exitCode.rawValue == 65)
  }

  @Test func `a text in UTF-16 is copied in UTF-8`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "a.txt", Spelling.wide("name\tu\nMuñoz\t20.5\n", mark: true, isBigEndian: false))
    let reader = try TableFile.open(path)
    let writer = try TableFile.create(folder.file("b.tsv"), copying: reader)
    let chunk = try #require(try reader.next(maximumRows: 10))
    try writer.append(writer.encoder.encode(chunk, adding: Table(columns: [], rowCount: 1)))
    _ = try writer.finish()
    #expect(try folder.text("b.tsv") == "name\tu\nMuñoz\t20.5\n")
  }

  @Test(.enabled(if: RealData.isPresent)) func `a spreadsheet's Unicode text is read`() throws {
    let reader = try TableFile.open(RealData.file("field_reports/22-excel-csv/unicode-text.txt"))
    let found = try #require(SurveyCatalog.bundled.recognise(reader.schema)?.columns)
    #expect(found.bands.map(\.column) == ["u", "g", "r", "i", "z"])
    #expect(found.classColumn == "class")
    let table = try TableFile.read(reader, columns: ["objid", "ra", "u"])
    #expect(table["ra"]?.values.doubles?.first == 159.828_746_6)
    #expect(table["u"]?.values.doubles?.first == 21.2721)
  }
}

struct SpreadsheetNumberTests {
  /// Texts and the numbers of their column `x`.
  private static let numbers: [(String, [Double])] = [
    ("x;y\n1,5;a\n20,25;b\n", [1.5, 20.25]), ("x;y\n1.234,5;a\n7;b\n", [1234.5, 7]),
    ("x\ty\n-0,5\ta\n1,5E3\tb\n", [-0.5, 1500]),
    ("x,y\n\"1,234.5\",a\n\"12,345,678.25\",b\n", [1234.5, 12_345_678.25]),
    ("x,y\n\"1,234\",1.5\n\"56,789\",2.5\n", [1234, 56_789]),
    ("x;y\n1,234;1,5\n2,345;2,25\n", [1.234, 2.345]),
    ("x,y\n\"1,5\",a\n\"2,5\",b\n", [1.5, 2.5]), ("x;y\n1.234.567;a\n8;b\n", [1_234_567, 8]),
    ("x;y\n1.234;a\n2.345;b\n", [1.234, 2.345]), ("x;y\n1,234,567;a\n1;b\n", [1_234_567, 1]),
    ("x;y\n135,6891066036123456;a\n-1,25;b\n", [135.689_106_603_612_345_6, -1.25]),
    ("x;y\n1,5;a\n;b\n", [1.5, .nan]), ("x;y\n0,123;a\n,5;b\n", [0.123, 0.5]),
  ]

  @Test(arguments: numbers)
  func `numbers are read as their column writes them`(text: String, values: [Double]) throws {
    let column = try #require(try read(text)["x"])
    let found = try #require(column.doubles())
    #expect(zip(found, values).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }, "\(found)")
    #expect(found.count == values.count)
  }

  @Test(arguments: [
    ("x;y\n1,234;a\n5,678;b\n", "1234", "1.234"), ("x,y\n\"1,234\",a\n7,b\n", "1234", "1.234"),
    ("x;y\n1.234;1,5\n2.345;2,5\n", "1234", "1.234"),
    ("x;y;z\n1,234;1,5;1.5\n5,678;2,5;2.5\n", "1234", "1.234"),
    ("x;y\n-12,000;a\n13,500;b\n", "-12000", "-12.000"),
  ])
  func `numbers with two readings are refused with both`(
    text: String, whole: String, decimal: String
  ) throws {
    let error = try #require(try failure(text))
    #expect(error.location == "column x")
    #expect(error.problem.contains("read as \(whole), "), "\(error)")
    #expect(error.problem.contains("or as \(decimal), "), "\(error)")
    #expect(error.exitCode.rawValue == 65)
  }

  @Test(arguments: [
    "x,y\n\"3,12\",1.5\n\"4,13\",2.5\n", "x;y\n1,5;a\n2.5;b\n", "x;y\n1,2,3;a\n4;b\n",
    "x;y\n1,23,456;a\n4;b\n", "x;y\n12,3x;a\n4,5;b\n",
  ])
  func `what is no number in one notation stays text`(text: String) throws {
    #expect(try read(text)["x"]?.values.strings != nil)
  }

  @Test func `large whole numbers between thousands keep every digit`() throws {
    let table = try read("x,y\n\"1,237,648,721,743,249\",1.5\n\"2\",2.5\n")
    #expect(table["x"]?.values.int64s == [1_237_648_721_743_249, 2])
  }

  @Test func `a column of another notation is written plain`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.csv", "name;u\na;20,5\n\"b;c\";21,25\nd;\n")
    let reader = try TableFile.open(path)
    #expect(reader.warnings.contains { $0.contains("commas before the decimals ('20,5')") })
    for name in ["b.csv", "b.tsv"] {
      let input = try TableFile.open(path)
      let writer = try TableFile.create(folder.file(name), copying: input)
      let chunk = try #require(try input.next(maximumRows: 10))
      try writer.append(writer.encoder.encode(chunk, adding: Table(columns: [], rowCount: 3)))
      _ = try writer.finish()
    }
    #expect(try folder.text("b.csv") == "name,u\na,20.5\nb;c,21.25\nd,\n")
    #expect(try folder.text("b.tsv") == "name\tu\na\t20.5\nb;c\t21.25\nd\t\n")
  }

  @Test func `a rounded identifier is told with a comma, too`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.csv", "objid;u\n1,24E+18;20,5\n1,24E+18;21,5\n")
    let reader = try TableFile.open(path)
    #expect(reader.warnings.contains { $0.contains("no longer unique") })
  }
}

struct SpreadsheetTitleTests {
  @Test(arguments: [
    "Table 3: photometry of stars\nra,u\n1.5,20\n2.5,21\n",
    "Table 3,\nra,u\n1.5,20\n2.5,21\n", "Table 3, of stars, and more\n\nra,u\n1.5,20\n2.5,21\n",
    "Table 3\nMay 2024\nmagnitudes\nra,u\n1.5,20\n2.5,21\n", "sep=,\nra,u\n1.5,20\n2.5,21\n",
    "# made\nTable 3;\nra;u\n1,5;20\n2,5;21\n", "sep=;\nTable 3\nra;u\n1.5;20\n2.5;21\n",
  ])
  func `a title above the names is no line of names`(text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.csv", text)
    let reader = try TableFile.open(path)
    let isTitled = text.contains("Table 3")
    #expect(reader.warnings.contains { $0.contains("is taken for a title") } == isTitled)
    let table = try TableFile.read(reader, columns: ["ra", "u"])
    #expect(table["ra"]?.doubles() == [1.5, 2.5])
    #expect(table["u"]?.doubles() == [20, 21])
  }

  @Test(arguments: [
    ("a,b\nx,y\n1,2\n", ["a", "b"]), ("name,u\nNGC 1,20\n", ["name", "u"]),
    (",a\n0,1\n1,2\n", ["unnamed_1", "a"]), ("a,b\n\"1\n2\",3\n", ["a", "b"]),
    ("note,\nx,1\ny,2\n", ["note", "unnamed_2"]),
  ])
  func `a line of names is no title`(text: String, names: [String]) throws {
    #expect(try read(text).columns.map(\.name) == names)
  }
}

struct OutputNameTests {
  @Test func `names that FITS has no room for change, and the change is told`() throws {
    let folder = try TemporaryFolder()
    let names = ["smooth-or-featured_smooth", "sky_centroid.ra", "größe", "G", "g", "a b"]
    let table = Table(
      columns: names.map { name in
        Column(info: ColumnInfo(name: name, type: .double), values: .double([1]))
      })
    let written = try TableFile.write(table, to: folder.file("a.fits"))
    let expected = ["smooth_or_featured_smooth", "sky_centroid_ra", "grosse", "G", "g_2", "a_b"]
    #expect(try TableFile.open(folder.file("a.fits")).schema.names == expected)
    #expect(written.warnings.count == 1)
    #expect(
      written.warnings[0].contains(
        ": smooth-or-featured_smooth is smooth_or_featured_smooth, sky_centroid.ra is "
          + "sky_centroid_ra, größe is grosse, g is g_2, a b is a_b."))
    #expect(try TableFile.write(table, to: folder.file("a.csv")).warnings.isEmpty)
    #expect(try TableFile.open(folder.file("a.csv")).schema.names == names)
  }
}
