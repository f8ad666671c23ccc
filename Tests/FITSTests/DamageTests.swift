import Files
import TestSupport
import Testing

@testable import FITS

/// Opens a file and decodes everything in it.
func readAll(_ path: String) throws {
  let file = try FITSFile(path)
  for unit in file.units where unit.kind == .binaryTable || unit.kind == .asciiTable {
    var cursor = RowCursor(try file.table(at: unit.index))
    while let rows = try cursor.next(maximumRows: 1000) {
      for column in rows.table.layout.columns { _ = try rows.decode(column) }
    }
  }
}

@Test(arguments: [
  (["NAXIS1": "-12"], "negative"),
  (["NAXIS2": "9000000000000000000"], "more bytes than can exist"),
  (["NAXIS2": "4000000000"], "shorter than its headers say"),
  (["PCOUNT": "-1"], "PCOUNT is negative"),
  (["PCOUNT": "9223372036854775807"], "more bytes than can exist"),
  (["GCOUNT": "9223372036854775807"], "more bytes than can exist"),
  (["BITPIX": "9"], "BITPIX is 9"),
  (["NAXIS": "1000"], "outside 0 to 999"),
  (["TFIELDS": "3"], "no TFORM3"),
  (["TFIELDS": "-1"], "TFIELDS is -1"),
  (["TFORM2": "'99999999999E'"], "absurd repeat count"),
  (["TFORM2": "'2000000000E'"], "the columns need"),
  (["TFORM2": "'Z'"], "unknown type Z"),
  (["TFORM2": "'PZ'"], "not a variable-length format"),
  (["THEAP": "5"], "THEAP is 5"),
  (["NAXIS1": "'twelve'"], "NAXIS1 is not an integer"),
])
func `a header that cannot be true is refused with the reason`(
  changes: [String: String], reason: String
) throws {
  let path = try Fixture.file(Fixture.table(rows: 10, replacing: changes))
  #expect { try readAll(path) } throws: { error in
    (error as? SkysortError)?.exitCode == .badData && "\(error)".contains(reason)
  }
}

@Test func `a file shorter or longer than its headers say names both sizes`() throws {
  let whole = Fixture.table(rows: 1000)
  let short = try Fixture.file(Array(whole.dropLast(2880)))
  #expect { _ = try FITSFile(short) } throws: {
    "\($0)".contains("\(whole.count - 2880)") && "\($0)".contains("\(whole.count)")
  }
  let long = try Fixture.file(whole + Fixture.padded([7]))
  #expect { _ = try FITSFile(long) } throws: { "\($0)".contains("longer than its headers say") }
  let padded = try Fixture.file(whole + [UInt8](repeating: 0, count: 5760))
  let units = try FITSFile(padded).units
  #expect(units.count == 2)
}

@Test func `two joined files are recognised`() throws {
  let path = try Fixture.file(Fixture.table(rows: 5) + Fixture.table(rows: 5))
  #expect { _ = try FITSFile(path) } throws: { "\($0)".contains("second FITS file") }
}

@Test(arguments: [
  ("<html><body>404</body></html>", "HTML"),
  ("version https://git-lfs.github.com/spec/v1\n", "git-lfs"),
  ("", "empty"), ("id,r\n1,20\n", "text"),
])
func `what only has the name of a FITS file is called what it is`(
  content: String, name: String
) throws {
  let path = try Fixture.file(Array(content.utf8))
  #expect { _ = try FITSFile(path) } throws: { "\($0)".contains(name) }
}

@Test func `converted line ends are named`() throws {
  var bytes = Fixture.table(rows: 1)
  bytes[200] = 0x0a
  let path = try Fixture.file(bytes)
  #expect { _ = try FITSFile(path) } throws: { "\($0)".contains("line ends") }
}

@Test func `names with brackets, tildes and blanks are taken as they are`() throws {
  let bytes = Fixture.table(rows: 2)
  for name in ["~x.fits", "a[1].fits", "b(c.fits)", " d.fits", "!e.fits"] {
    let path = try Fixture.file(bytes, named: name)
    let count = try FITSFile(path).units.count
    #expect(count == 2)
  }
}

@Test func `no flipped byte of a header crashes the reader`() throws {
  let whole = Fixture.table(rows: 20, replacing: ["TNULL1": "-1", "TDIM2": "'(1)'"])
  var generator = SeededGenerator(seed: 4)
  let folder = try Fixture.folder()
  var refused = 0
  for _ in 0..<2000 {
    var bytes = whole
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      bytes[Int.random(in: 0..<(2880 + 17 * 80), using: &generator)] =
        UInt8.random(in: 0x20...0x7e, using: &generator)
    }
    let path = try Fixture.file(bytes, in: folder)
    do { try readAll(path) } catch is SkysortError { refused += 1 }
  }
  #expect(refused > 200 && refused < 2000)
}
