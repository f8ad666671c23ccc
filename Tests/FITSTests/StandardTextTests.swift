import Files
import Testing

@testable import FITS

@Test(arguments: [
  ("nmgyµ", "nmgyu"), ("Muñoz", "Munoz"), ("30°", "30deg"), ("Čt 16", "Ct 16"),
  ("σ ± 0.1 Å⁻²", "sigma +- 0.1 A?2"), ("plain ~", "plain ~"), ("a\u{301}", "a"),
])
func `text is spelt in the characters that FITS allows`(text: String, spelt: String) {
  #expect(ASCIIText.of(text) == spelt)
}

@Test func `a cell never grows where its text is spelt anew`() {
  #expect(ASCIIText.of("30°", keepsLength: true) == "30?")
  #expect(ASCIIText.of("Muñoz", keepsLength: true) == "Munoz")
}

@Test(arguments: [[UInt8]("µJy".utf8), [0xb5, 0x4a, 0x79]])
func `a header beyond ASCII is read, and written as the standard allows`(unit: [UInt8]) throws {
  var bytes = Fixture.table(rows: 2, replacing: ["TUNIT2": "'???Jy'", "OBSERVER": "'Mu??oz'"])
  let mark = Array("???Jy'".utf8)
  let place = try #require(bytes.indices.first { bytes[$0...].starts(with: mark) })
  let text = unit + Array("'".utf8)
  bytes.replaceSubrange(
    place..<(place + mark.count),
    with: text + [UInt8](repeating: 0x20, count: mark.count - text.count))
  let observer = try #require(
    bytes.indices.first { bytes[$0...].starts(with: Array("Mu??oz'".utf8)) })
  bytes.replaceSubrange(observer..<(observer + 6), with: Array("Muñoz".utf8))
  let source = try FITSFile(try Fixture.file(bytes)).table()
  #expect(source.layout.columns[1].unit == "µJy")
  #expect(source.header.text("OBSERVER") == "Muñoz")
  #expect(source.header.cards.count { !$0.isStandard } == 2)

  let path = try "\(Fixture.folder())/out.fits"
  var writer = try BinaryTableWriter(path: path, copying: source, columns: [])
  try writer.append(writer.encoder.encode(source.rows(0..<2), rowCount: 2, columns: []))
  _ = try writer.finish()
  expectVerified(path)
  let result = try FITSFile(path).table()
  #expect(result.layout.columns[1].unit == "uJy")
  #expect(result.header.text("OBSERVER") == "Munoz")
  #expect(result.header.cards.allSatisfy { $0.isStandard })
}

@Test(arguments: [
  ("E", "'(1)'", [Int]()), ("1E", "'(1,1)'", []), ("1E", "'( 1 )'", []), ("4A", "'(4,1)'", []),
  ("4A", "'(1)'", []), ("4A", "'(2,2)'", [2]),
])
func `an array of one element is a scalar`(form: String, axes: String, shape: [Int]) throws {
  let bytes = Fixture.table(rows: 2, replacing: ["TFORM2": "'\(form)'", "TDIM2": axes])
  let column = try FITSFile(try Fixture.file(bytes)).table().layout.columns[1]
  #expect(column.shape == shape)
}

@Test func `a table is found by name and version, or refused with what there is`() throws {
  let second = Fixture.header(
    Fixture.tableCards(rows: 0, replacing: ["EXTNAME": "'OBJ'", "EXTVER": "2"]))
  let first = Fixture.table(rows: 1, replacing: ["EXTNAME": "'OBJ'"])
  let file = try FITSFile(try Fixture.file(first + second))
  #expect(try file.table(named: "obj").index == 1)
  #expect(try file.table(named: "OBJ,2").index == 2)
  var problems: [String] = []
  for name in ["OBJ,3", "DATA"] {
    do { _ = try file.table(named: name) } catch { problems.append(error.problem) }
  }
  do { _ = try file.table(at: 0) } catch { problems.append(error.problem) }
  #expect(problems.count == 3)
  #expect(problems.allSatisfy { $0.contains("1 OBJ, binary table; 2 OBJ, binary table") })
}
