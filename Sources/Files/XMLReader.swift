import CXML

/// Walks through an XML document in memory, mark by mark, with libxml2's text reader.
///
/// Declarations, and with them all entities but XML's own five, are refused; nothing beside the
/// document is opened; its size and depth are bounded. Encodings are those libxml2 knows, by the
/// document's own word, UTF-8 without one.
///
///     var reader = try XMLReader(bytes, maximumSize: 1 << 20, maximumDepth: 50)
///     while let node = try reader.next() { print(node) }
@safe
public struct XMLReader: ~Copyable {
  public enum Node: Hashable, Sendable {
    /// The tag that begins an element, which may be empty: its end follows in any case.
    case start(String)
    case end(String)
    /// Text, also blanks between elements; one text may come in pieces.
    case text(String)
  }

  /// What is wrong with a document.
  public struct Damage: Error, Hashable, Sendable {
    /// Of the document, as a clause: `it is nested too deep`.
    public let problem: String
    /// Counted from 1; 0 where it is about the whole.
    public let line: Int
  }

  /// libxml2's tables, which are made once, before threads use them.
  private static let preparation: Void = xmlInitParser()

  private let handle: xmlTextReaderPtr
  private let bytes: UnsafeMutableRawBufferPointer
  private let fault: UnsafeMutablePointer<cxml_fault>
  private let maximumDepth: Int
  /// The empty element whose beginning was the last node.
  private var emptyElement: String?

  /// - Parameters:
  ///   - maximumSize: Bytes; a larger document is refused unread.
  ///   - maximumDepth: Elements that may hold each other, the outermost included.
  public init(_ document: [UInt8], maximumSize: Int, maximumDepth: Int) throws(Damage) {
    _ = Self.preparation
    let limit = min(maximumSize, Int(Int32.max))
    guard document.count <= limit else {
      throw Damage(problem: "it has \(document.count) bytes, more than \(limit)", line: 0)
    }
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: document.count, alignment: 1)
    unsafe bytes.copyBytes(from: document)
    let fault = UnsafeMutablePointer<cxml_fault>.allocate(capacity: 1)
    unsafe fault.initialize(to: cxml_fault())
    guard let handle = unsafe cxml_open(bytes.baseAddress!, Int32(bytes.count), fault) else {
      unsafe bytes.deallocate()
      unsafe fault.deallocate()
      throw Damage(problem: "there is no memory to read it", line: 0)
    }
    unsafe (self.handle, self.bytes, self.fault) = (handle, bytes, fault)
    self.maximumDepth = maximumDepth
  }

  deinit {
    unsafe xmlFreeTextReader(handle)
    unsafe bytes.deallocate()
    unsafe fault.deallocate()
  }

  /// The next node; `nil` behind a document that was whole.
  public mutating func next() throws(Damage) -> Node? {
    if let name = emptyElement.take() { return .end(name) }
    while try unsafe ask({ unsafe xmlTextReaderRead($0) }) != 0 {
      let type = try unsafe ask { unsafe xmlTextReaderNodeType($0) }
      switch xmlReaderTypes(rawValue: UInt32(type)) {
      case XML_READER_TYPE_ELEMENT: return try start()
      case XML_READER_TYPE_END_ELEMENT: return .end(name)
      case XML_READER_TYPE_TEXT, XML_READER_TYPE_CDATA, XML_READER_TYPE_WHITESPACE,
        XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        return .text(unsafe Self.text(xmlTextReaderConstValue(handle)))
      case XML_READER_TYPE_COMMENT, XML_READER_TYPE_PROCESSING_INSTRUCTION,
        XML_READER_TYPE_XML_DECLARATION:
        continue
      default: throw damage("declarations are not read")
      }
    }
    return nil
  }

  private mutating func start() throws(Damage) -> Node {
    guard try unsafe ask({ unsafe xmlTextReaderDepth($0) }) < maximumDepth else {
      throw damage("it is nested too deep")
    }
    let name = name
    if try unsafe ask({ unsafe xmlTextReaderIsEmptyElement($0) }) == 1 { emptyElement = name }
    return .start(name)
  }

  private var name: String { unsafe Self.text(xmlTextReaderConstName(handle)) }

  private static func text(_ bytes: UnsafePointer<xmlChar>?) -> String {
    unsafe bytes.map { unsafe String(cString: $0) } ?? ""
  }

  /// The one door to calls that can fail.
  private func ask(_ call: (xmlTextReaderPtr) -> Int32) throws(Damage) -> Int32 {
    let answer = unsafe call(handle)
    let isFine = unsafe fault.pointee.message.0 == 0
    guard answer < 0 || !isFine else { return answer }
    throw unsafe Damage(problem: Self.problem(fault.pointee), line: Int(fault.pointee.line))
  }

  private func damage(_ problem: String) -> Damage {
    Damage(problem: problem, line: Int(unsafe xmlTextReaderGetParserLineNumber(handle)))
  }

  /// libxml2's sentence on one line, but for the one it has for two different faults.
  private static func problem(_ fault: cxml_fault) -> String {
    guard fault.code != Int32(XML_ERR_DOCUMENT_END.rawValue) else {
      return "it ends too early, or goes on behind its end"
    }
    let text = unsafe withUnsafeBytes(of: fault.message) { letters in
      unsafe String(decoding: letters.prefix { $0 != 0 }, as: UTF8.self)
    }
    return "it is not XML: " + text.split(whereSeparator: \.isNewline).joined(separator: "; ")
  }
}
