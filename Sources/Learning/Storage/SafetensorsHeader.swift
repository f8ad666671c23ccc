import Files
import Settings

/// What a safetensors file says about its arrays, checked against the file's size.
struct SafetensorsHeader {
  /// An array's place, in bytes behind the header.
  struct Entry {
    let name: String
    let element: SafetensorsElement
    let shape: [Int]
    let begin: Int
    let end: Int
  }

  /// By place.
  let entries: [Entry]
  let metadata: [String: String]
  let dataStart: Int

  init(bytes: [UInt8], path: String) throws(SkysortError) {
    let headerSize = try Self.headerSize(bytes: bytes, path: path)
    dataStart = 8 + headerSize
    let root: StructuredValue
    do {
      root = try JSONReader.read(bytes[8..<dataStart], path: path)
    } catch {
      throw SkysortError(path: path, location: "header", problem: error.problem, fix: Self.damaged)
    }
    guard case .mapping(let members) = root.content else {
      throw SkysortError(path: path, location: "header", problem: "is not a mapping")
    }
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    for member in members {
      if member.name == "__metadata__" {
        metadata = try Self.metadata(member.value, path: path)
      } else {
        entries.append(try Self.entry(member, path: path))
      }
    }
    self.entries = entries.sorted { ($0.begin, $0.end) < ($1.begin, $1.end) }
    self.metadata = metadata
    try Self.checkCover(self.entries, dataSize: bytes.count - dataStart, path: path)
  }

  private static let damaged = "The file is damaged or no safetensors file; fetch it again."

  private static func headerSize(bytes: [UInt8], path: String) throws(SkysortError) -> Int {
    let kind = FileKind(head: Array(bytes.prefix(FileKind.headLength)))
    guard bytes.count >= 8 else {
      throw SkysortError(
        path: path, problem: "is \(kind.explanation) of \(bytes.count) bytes, no safetensors file",
        fix: damaged)
    }
    let claimed = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
    let isPlausible = claimed >= 2 && claimed <= UInt64(bytes.count - 8)
    let hasHeader = bytes.count > 8 && bytes[8] == UInt8(ascii: "{")
    guard isPlausible, hasHeader else {
      if hasHeader || kind == .binary {
        throw SkysortError(
          path: path, location: "header",
          problem: "claims \(claimed) bytes of header in a file of \(bytes.count)", fix: damaged)
      }
      throw SkysortError(
        path: path, problem: "is \(kind.explanation), not a safetensors file",
        fix: kind == .zip || kind == .pickle
          ? "Save the weights with safetensors.torch.save_file." : damaged)
    }
    guard claimed <= UInt64(SafetensorsFile.maximumHeaderSize) else {
      throw SkysortError(
        path: path, location: "header",
        problem: "has \(claimed) bytes, more than \(SafetensorsFile.maximumHeaderSize)",
        fix: damaged)
    }
    return Int(claimed)
  }

  private static func metadata(
    _ value: StructuredValue, path: String
  ) throws(SkysortError) -> [String: String] {
    guard case .mapping(let members) = value.content else {
      throw SkysortError(path: path, location: "__metadata__", problem: "is not a mapping")
    }
    var metadata: [String: String] = [:]
    for member in members {
      guard case .text(let text) = member.value.content else {
        throw SkysortError(
          path: path, location: "__metadata__, \(member.name)", problem: "is not a text")
      }
      metadata[member.name] = text
    }
    return metadata
  }

  private static func entry(
    _ member: StructuredValue.Member, path: String
  ) throws(SkysortError) -> Entry {
    func refusal(_ problem: String) -> SkysortError {
      SkysortError(path: path, location: "tensor \(member.name)", problem: problem, fix: damaged)
    }
    guard case .mapping(let fields) = member.value.content,
      Set(fields.map(\.name)) == ["dtype", "shape", "data_offsets"]
    else { throw refusal("needs exactly dtype, shape and data_offsets") }
    guard case .text(let format)? = member.value["dtype"]?.content,
      let element = SafetensorsElement(rawValue: format)
    else { throw refusal("has an unknown dtype") }
    guard let shape = naturals(member.value["shape"]),
      let offsets = naturals(member.value["data_offsets"]), offsets.count == 2
    else { throw refusal("needs a shape and two offsets in whole numbers of at least 0") }
    var size = element.size
    for extent in shape {
      let (product, isOverflow) = size.multipliedReportingOverflow(by: extent)
      guard !isOverflow else { throw refusal("has the impossible shape \(shape)") }
      size = product
    }
    guard offsets[1] >= offsets[0], offsets[1] - offsets[0] == size else {
      throw refusal("claims bytes \(offsets[0])..<\(offsets[1]) where its shape needs \(size)")
    }
    return Entry(
      name: member.name, element: element, shape: shape, begin: offsets[0], end: offsets[1])
  }

  private static func naturals(_ value: StructuredValue?) -> [Int]? {
    guard case .sequence(let elements)? = value?.content else { return nil }
    let numbers: [Int] = elements.compactMap {
      guard case .integer(let integer) = $0.content, integer >= 0 else { return nil }
      return integer
    }
    return numbers.count == elements.count ? numbers : nil
  }

  /// The arrays must cover the data exactly once.
  private static func checkCover(
    _ entries: [Entry], dataSize: Int, path: String
  ) throws(SkysortError) {
    var end = 0
    for entry in entries {
      guard entry.begin == end else {
        let fault = entry.begin < end ? "overlaps the one before it" : "leaves a hole before it"
        throw SkysortError(
          path: path, location: "tensor \(entry.name)",
          problem: "\(fault): begins at byte \(entry.begin), expected \(end)", fix: damaged)
      }
      end = entry.end
    }
    guard end == dataSize else {
      throw SkysortError(
        path: path, problem: "holds \(dataSize) bytes of arrays where its header names \(end)",
        fix: damaged)
    }
  }
}

extension SafetensorsHeader {
  /// The header of these arrays, padded with spaces to a multiple of eight.
  static func text(
    ordered: [(key: String, value: StoredTensor)], metadata: [String: String]
  ) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }.map { quote($0.key) + ":" + quote($0.value) }
      members.append("\"__metadata__\":{" + texts.joined(separator: ",") + "}")
    }
    var begin = 0
    for (name, tensor) in ordered {
      let end = begin + tensor.bytes.count
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        quote(name) + ":{\"dtype\":\"\(tensor.element.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(begin),\(end)]}")
      begin = end
    }
    let text = Array(("{" + members.joined(separator: ",") + "}").utf8)
    return text + [UInt8](repeating: 0x20, count: (8 - text.count % 8) % 8)
  }

  /// A JSON text.
  private static func quote(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
