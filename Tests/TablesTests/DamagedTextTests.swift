import Files
import Foundation
import Tables
import TestSupport
import Testing

struct DamagedTextTests {
  @Test(arguments: [
    ("a,b\n1,2\n3\n", "line 3", "2 columns"), ("a,b\n1,2,3\n", "line 2", "3 cells"),
    ("a,b\n1,\"2\n3,4\n", "line 2", "not closed"), ("a,b\n1,\"2\"x\n", "line 2", "closing quote"),
    ("a,a\n1,2\n", "line 1", "two columns"), ("1.5,2.5\n3,4\n", "line 1", "names are expected"),
    ("Once upon a time there was\na text\n", "line 1", "separator"),
  ])
  func `a damaged table is refused with its line`(
    text: String, place: String, words: String
  ) throws {
    let error = try #require(try failure(text))
    #expect(error.location == place)
    #expect(error.problem.contains(words), "\(error)")
    #expect(error.exitCode.rawValue == 65)
  }

  @Test func `the line of a ragged record counts newlines in quotes and comments`() throws {
    let error = try failure("# c\n\na,b\n\"x\ny\",1\n# d\n2,3\n4\n")
    #expect(error?.location == "line 8")
  }

  @Test(arguments: [
    ("\\ ipac\n|a|b|\n", "IPAC"), ("#N ID X\n#U ## ##\n1 2\n", "DAOPHOT"),
    ("\\begin{table}\na & b \\\\\n", "LaTeX"), ("Byte-by-byte Description of file\n", "CDS"),
    ("a  b\n-- --\n1  2\n", "fixed-width"), ("<?xml version=\"1.0\"?><VOTABLE/>\n", "VOTable"),
    ("version https://git-lfs.github.com/spec/v1\n", "git-lfs"), ("", "empty"),
    ("<html><body>404</body></html>\n", "HTML"),
  ])
  func `another format is refused by its name`(text: String, name: String) throws {
    let error = try #require(try failure(text))
    #expect("\(error)".contains(name), "\(error)")
  }

  @Test func `an endless cell is refused, not held in memory`() throws {
    let folder = try TemporaryFolder()
    var bytes = Data("a,b\n1,2\n3,\"".utf8)
    bytes.append(Data(repeating: 0x78, count: 100_000_000))
    let path = try folder.write("big.csv", bytes)
    let error = #expect(throws: SkysortError.self) { try TableFile.open(path) }
    #expect(error?.location == "line 3")
    #expect(error?.exitCode.rawValue == 65)
  }

  @Test func `a long cell that is closed is refused by its column`() throws {
    let error = try failure("a,b\n1,\"\(String(repeating: "x", count: 2 << 20))\"\n")
    #expect(error?.location == "line 2, column b")
  }

  @Test func `a missing file and a folder are no input`() throws {
    let folder = try TemporaryFolder()
    for path in [folder.file("none.csv"), folder.path] {
      let error = #expect(throws: SkysortError.self) { try TableFile.open(path) }
      #expect(error?.exitCode.rawValue == 66)
    }
  }

  private static let comma = "a,b,c\n1,\"x,\"\"y\"\"\",2.5\n-3,\"two\nlines\",nan\n4,,1e5\n"
  private static let ecsv = """
    # %ECSV 1.0
    # ---
    # datatype:
    # - {name: a, datatype: int64, unit: deg}
    # - {name: b, datatype: string, subtype: 'float64[2,2]'}
    # meta: !!omap
    # - {KEY: [1, two]}
    # schema: astropy-2.0
    a b
    1 [[1.5,2],[null,"NaN"]]
    "" ""

    """

  @Test(arguments: [("m.csv", Self.comma), ("m.ecsv", Self.ecsv)])
  func `a table cut or changed anywhere is read or refused, and never crashes`(
    name: String, good: String
  ) throws {
    let folder = try TemporaryFolder()
    var random = Scrambled(seed: 1)
    var refused = 0
    for _ in 0..<400 {
      let path = try folder.write(name, Self.damaged(Array(good.utf8), &random))
      do { _ = try TableFile.read(path) } catch {
        refused += 1
        #expect([65, 66].contains(error.exitCode.rawValue))
      }
    }
    #expect((50..<400).contains(refused))
  }

  @Test func `a descriptor changed anywhere is read or refused, and never crashes`() throws {
    let good = Array(
      """
      name: mine
      title: &t Mine
      source: *t
      photometry: [{column: "m_{band}", error: "e_{band}", measure: flux, zero_point: 22.5}]
      bands: [{name: g, aliases: [G], extinction: 3.3}, {name: r}]
      class: {columns: [class], names: {STAR: [star, "6"]}}
      sentinels: {not_observed: [-99, 1e30]}
      """.utf8)
    _ = try SurveyDescriptor(yaml: String(decoding: good, as: UTF8.self), path: "m.yaml")
    var random = Scrambled(seed: 2)
    var refused = 0
    for _ in 0..<400 {
      let text = String(decoding: Self.damaged(good, &random), as: UTF8.self)
      do { _ = try SurveyDescriptor(yaml: text, path: "m.yaml") } catch { refused += 1 }
    }
    #expect((50..<400).contains(refused))
  }

  /// The bytes with a few of them changed, lost or added.
  private static func damaged(_ good: [UInt8], _ random: inout Scrambled) -> Data {
    var bytes = good
    for _ in 0...Int.random(in: 0..<3, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.removeSubrange(place...)
      case 2: bytes.remove(at: place)
      default:
        bytes.insert(contentsOf: Array("\",\n\r#=[]{}:&*".utf8).shuffled(using: &random), at: place)
      }
    }
    return Data(bytes)
  }
}
