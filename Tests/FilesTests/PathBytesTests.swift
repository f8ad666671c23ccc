import Files
import Foundation
import TestSupport
import Testing

struct PathBytesTests {
  private static func returned(_ bytes: [UInt8]) -> [UInt8] {
    Paths.text(bytes).systemPath.dropLast().map { UInt8(bitPattern: $0) }
  }

  static let names: [[UInt8]] = [
    Array("caf\u{e9} \u{1f30c}".utf8), [0x63, 0xe9], [0xff, 0xfe, 0x80], [0xc3],
    [0xc3, 0xa9, 0xc3],
    [0xe2, 0x82], [0xf0, 0x9f, 0x8c], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80],
    // Characters that stand for bytes, as characters of a name.
    Array("\u{10f780}\u{10f7e9}\u{10f7ff}\u{10f700}".utf8), [],
  ]

  @Test(arguments: names)
  func `every name comes back as it was`(name: [UInt8]) {
    #expect(Self.returned(name) == name)
  }

  @Test(arguments: [0x41, 0x80, 0xc3, 0xe9, 0xf4, 0xff])
  func `every byte comes back as it was behind another`(first: UInt8) {
    #expect((UInt8(1)...255).allSatisfy { Self.returned([first, $0]) == [first, $0] })
  }

  @Test func `a file of any name is listed, read and replaced`() throws {
    let folder = try TemporaryFolder()
    for name in Self.names.dropLast() + [Array("\u{301}accent".utf8)] where !name.contains(0x2f) {
      let path = Paths.join(folder.path, Paths.text(name))
      try AtomicFile.write("text", to: path)
      try AtomicFile.write("text", to: path)
      #expect(try Paths.list(folder.path).map { Self.bytes($0) } == [name])
      #expect(try WholeFile.read(path, maximumSize: 10) == Array("text".utf8))
      #expect(Self.bytes(try FileProbe(path).absolutePath).suffix(name.count) == name[...])
      #expect(Self.bytes(Paths.name(of: path)) == name && Paths.folder(of: path) == folder.path)
      try Paths.remove(path)
      #expect(try Paths.list(folder.path, hidden: true).isEmpty)
    }
  }

  private static func bytes(_ path: String) -> [UInt8] {
    path.systemPath.dropLast().map { UInt8(bitPattern: $0) }
  }

  @Test(arguments: [
    ("plain \u{e9}\t\n", nil, nil), ("\u{1b}[31m", #"\u{1B}[31m"#, #"\u001B[31m"#),
    ("a\rb\u{7f}\u{9b}", #"a\u{D}b\u{7F}\u{9B}"#, #"a\u000Db\u007F\u009B"#),
    ("\u{202e}x\u{2066}\u{200f}", #"\u{202E}x\u{2066}\u{200F}"#, #"\u202Ex\u2066\u200F"#),
    (Paths.text([0x63, 0xe9]), #"c\xE9"#, #"c\\xE9"#),
  ])
  func `what steers a terminal is shown`(text: String, shown: String?, json: String?) throws {
    #expect(text.printable == shown ?? text)
    #expect(text.printableJSON == json ?? text)
  }
}
