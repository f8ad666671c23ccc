import Testing

@testable import Files

struct XMLReaderTests {
  private func nodes(
    _ document: [UInt8], maximumSize: Int = 1 << 16, maximumDepth: Int = 20
  ) throws -> [XMLReader.Node] {
    var reader = try XMLReader(document, maximumSize: maximumSize, maximumDepth: maximumDepth)
    var nodes: [XMLReader.Node] = []
    while let node = try reader.next() { nodes.append(node) }
    return nodes
  }

  @Test func `elements, texts and ends come in their order`() throws {
    let text = "<?xml version='1.0'?><a><!-- c --><b x='1'/>1 &lt; 2&#65;<![CDATA[<&]]></a>"
    #expect(
      try nodes(Array(text.utf8)) == [
        .start("a"), .start("b"), .end("b"), .text("1 < 2A"), .text("<&"), .end("a"),
      ])
  }

  private static let encoded: [[UInt8]] = [
    Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xe4] + Array("</a>".utf8),
    Array("<a>ä</a>".utf8),
    "\u{feff}<a>ä</a>".utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xff), UInt8(unit >> 8)] },
  ]

  @Test(arguments: encoded)
  func `a document says its encoding`(document: [UInt8]) throws {
    #expect(try nodes(document) == [.start("a"), .text("ä"), .end("a")])
  }

  private static let misencoded: [[UInt8]] = [
    Array("<a>".utf8) + [0xe4] + Array("</a>".utf8),
    Array("<?xml version='1.0' encoding='UTF-16'?><a/>".utf8),
    Array("<?xml version='1.0' encoding='nonsense'?><a/>".utf8),
    Array("<a>\u{0}</a>".utf8),
  ]

  @Test(arguments: misencoded)
  func `bytes that are not of the encoding are refused`(document: [UInt8]) {
    #expect(throws: XMLReader.Damage.self) { try nodes(document) }
  }

  /// Each entity ten times the one before: 10⁹ words, were they put in.
  private static let laughs =
    "<!DOCTYPE a [<!ENTITY e0 'ha'>"
    + (1...9).map { n in
      "<!ENTITY e\(n) '\(String(repeating: "&e\(n - 1);", count: 10))'>"
    }.joined() + "]>"

  @Test(arguments: [laughs + "<a>&e9;</a>", laughs + "<a b='&e9;'/>", "<a>&nbsp;</a>"])
  func `entities are refused before they grow`(text: String) {
    let duration = ContinuousClock().measure {
      #expect(throws: XMLReader.Damage.self) { try nodes(Array(text.utf8)) }
    }
    #expect(duration < .seconds(5))
  }

  /// Were the other file opened, the problem would be its own.
  @Test(arguments: [
    "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///no/such/file'>]><a>&e;</a>",
    "<!DOCTYPE a [<!ENTITY e SYSTEM 'http://127.0.0.1:9/'>]><a>&e;</a>",
    "<!DOCTYPE a [<!ENTITY % e SYSTEM 'file:///no/such/file'> %e;]><a/>",
    "<!DOCTYPE a SYSTEM 'file:///no/such/file'><a/>", "<!DOCTYPE a><a/>",
  ])
  func `declarations are refused and no other file is opened`(text: String) {
    #expect(throws: XMLReader.Damage(problem: "declarations are not read", line: 1)) {
      try nodes(Array(text.utf8))
    }
  }

  @Test func `a document that ends anywhere before its end is refused`() throws {
    let whole = Array("<?xml version='1.0'?><a><b c='d'/>&lt;ä<![CDATA[x]]></a>".utf8)
    _ = try nodes(whole)
    for count in whole.indices {
      #expect(throws: XMLReader.Damage.self) { try nodes(Array(whole[..<count])) }
    }
  }

  @Test func `depth and size are bounded`() throws {
    func nest(_ depth: Int) -> [UInt8] {
      let marks = ["<a>", "</a>"].map { String(repeating: $0, count: depth) }
      return Array(marks.joined().utf8)
    }
    #expect(try nodes(nest(20)).count == 40)
    let error = #expect(throws: XMLReader.Damage.self) { try nodes(nest(21)) }
    #expect(error?.problem == "it is nested too deep")
    #expect(throws: XMLReader.Damage(problem: "it has 70 bytes, more than 69", line: 0)) {
      try nodes(nest(10), maximumSize: 69)
    }
  }

  @Test func `damage is told with its line`() {
    let text = "<a>\n<b>\n</c></a>"
    let error = #expect(throws: XMLReader.Damage.self) { try nodes(Array(text.utf8)) }
    #expect(error?.line == 3)
    #expect(error?.problem.contains("b") == true)
  }
}
