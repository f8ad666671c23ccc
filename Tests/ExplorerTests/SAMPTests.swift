import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Explorer

struct XMLRPCTests {
  @Test(arguments: [
    XMLRPCValue.text("a < b & \"c\" > d"), .text(""), .list([]), .map([:]),
    .list([.text("1"), .list([.text("2")])]),
    .map(["samp.name": .text("ä ✓"), "more": .map(["x": .list([.text("y")])])]),
  ])
  func `a value is read as it was written`(value: XMLRPCValue) throws {
    let text =
      "<?xml version='1.0'?>\n<methodResponse>\n <params><param>\(value.markup)</param></params>"
      + "</methodResponse>"
    #expect(try XMLRPCReader.answer(Array(text.utf8)) == value)
  }

  @Test(arguments: [
    ("<value>plain</value>", "plain"), ("<value><string/></value>", ""), ("<value/>", ""),
    ("<value><i4>17</i4></value>", "17"), ("<value>&#65;&#x42;&apos;</value>", "AB'"),
  ])
  func `values are read as others write them`(markup: String, text: String) throws {
    let answer = "<methodResponse><params><param>\(markup)</param></params></methodResponse>"
    #expect(try XMLRPCReader.answer(Array(answer.utf8)) == .text(text))
  }

  @Test(arguments: [
    "", "HTTP", "<methodResponse>", "<methodResponse><params><param><value>",
    "<methodResponse><params><param><value>&nbsp;</value></param></params></methodResponse>",
    "<methodResponse><params><param><value>&lt</value></param></params></methodResponse>",
    "<methodResponse><params><param><value><date>1</date></value></param></params>",
    "<!DOCTYPE x [<!ENTITY a 'b'>]><methodResponse></methodResponse>",
    "<methodResponse><params><param>" + String(repeating: "<value><array><data>", count: 99),
    answer(nested(17)), answer("<value>text<string>text</string></value>"),
    answer("<value/></param><param><value/>"), answer("<value/>") + "<more/>",
    "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>" + answer("<value>&a;</value>"),
    "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>" + answer("<value>&b;</value>"),
    "<?xml version='1.0' encoding='nonsense'?>" + answer("<value/>"),
  ])
  func `what is no answer is refused`(text: String) {
    #expect(throws: XMLRPCReader.Damage.self) { try XMLRPCReader.answer(Array(text.utf8)) }
  }

  @Test func `an answer cut off anywhere is refused`() throws {
    let whole = Array(Self.answer(XMLRPCValue.map(["a": .list([.text("ä")])]).markup).utf8)
    _ = try XMLRPCReader.answer(whole)
    for count in whole.indices {
      #expect(throws: XMLRPCReader.Damage.self) {
        try XMLRPCReader.answer(Array(whole[..<count]))
      }
    }
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    let bytes = Array(Self.answer("<value>ä</value>").utf8).filter { $0 != 0xc3 }
    #expect(throws: XMLRPCReader.Damage.self) { try XMLRPCReader.answer(bytes) }
  }

  @Test func `values may hold each other sixteen deep`() throws {
    _ = try XMLRPCReader.answer(Array(Self.answer(Self.nested(16)).utf8))
  }

  private static func answer(_ value: String) -> String {
    "<methodResponse><params><param>\(value)</param></params></methodResponse>"
  }

  /// Empty lists in each other.
  private static func nested(_ depth: Int) -> String {
    (1..<depth).reduce(XMLRPCValue.list([])) { value, _ in .list([value]) }.markup
  }

  @Test func `a fault is told in its own words`() {
    let fault = XMLRPCValue.map(["faultCode": .text("1"), "faultString": .text("no such client")])
    #expect(throws: XMLRPCReader.Damage(problem: "no such client")) {
      try XMLRPCReader.answer(
        Array("<methodResponse><fault>\(fault.markup)</fault></methodResponse>".utf8))
    }
  }

  @Test(arguments: [
    ("#c\nsamp.secret=abc=d\nsamp.hub.xmlrpc.url=http://localhost:2112/xmlrpc\n", 2112, "/xmlrpc"),
    ("samp.hub.xmlrpc.url=http://host.example:80\r\nsamp.secret=abc=d\r\n", 80, "/"),
  ])
  func `a lockfile says where the hub is`(text: String, port: Int, path: String) throws {
    let address = try #require(HubAddress(lockfile: text))
    #expect(address.port == port && address.path == path && address.secret == "abc=d")
  }

  @Test(arguments: [
    "", "samp.secret=a", "samp.secret=a\nsamp.hub.xmlrpc.url=ftp://127.0.0.1:1/",
    "samp.secret=a\nsamp.hub.xmlrpc.url=http://127.0.0.1/x",
    "samp.secret=a\nsamp.hub.xmlrpc.url=http://127.0.0.1:0/x",
  ])
  func `a lockfile that does not say so is none`(text: String) {
    #expect(HubAddress(lockfile: text) == nil)
  }
}
