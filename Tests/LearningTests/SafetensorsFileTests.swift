import Files
import Testing

@testable import Learning

@Suite struct SafetensorsFileTests {
  static let sample = SafetensorsFile(
    tensors: [
      "b.weight": StoredTensor(floats: [1.5, -2, .infinity, 0, 5, 6], shape: [2, 3]),
      "counts": StoredTensor(integers: [.min, 7], shape: [2]),
      "flags": StoredTensor(element: .bool, shape: [3], bytes: [1, 0, 1]),
      "none": StoredTensor(floats: [], shape: [0, 4]),
      "scalar": StoredTensor(doubles: [.pi], shape: []),
    ],
    metadata: ["note": "a \"quoted\" \\ line\nof\u{1}text, naïve ☂"])

  /// A file of a header and so many bytes of data.
  private static func bytes(_ header: String, data: Int) -> [UInt8] {
    let text = Array(header.utf8)
    let size = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    return size + text + [UInt8](repeating: 0, count: data)
  }

  private func refusal(_ bytes: [UInt8]) -> String {
    do {
      _ = try SafetensorsFile(bytes: bytes, path: "w.safetensors")
      return "accepted"
    } catch {
      #expect(error.exitCode == .badData)
      return error.description
    }
  }

  @Test func `what is written reads back the same and is aligned`() throws {
    let bytes = Self.sample.bytes
    #expect(try SafetensorsFile(bytes: bytes, path: "") == Self.sample)
    let header = try SafetensorsHeader(bytes: bytes, path: "")
    #expect(header.dataStart % 8 == 0)
    for entry in header.entries { #expect(entry.begin % entry.element.size == 0) }
  }

  /// Made by:
  ///
  ///     kinds = ["?", "u1", "i1", "u2", "i2", "f2", "u4", "i4", "f4", "u8", "i8", "f8"]
  ///     tensors = {k: np.arange(2, dtype=k) for k in kinds}
  ///     tensors |= {"none": np.zeros((0, 4), "f4"), "scalar": np.array(3.5),
  ///                 "ü": np.arange(6, dtype="f4").reshape(2, 3)}
  ///     b = safetensors.numpy.save(
  ///         tensors, metadata={"note": 'a "quoted" \\ line\nof\x01text ☂'})
  ///     n = int.from_bytes(b[:8], "little")
  ///     print(b[8:8 + n].decode(), b[8 + n:].hex())
  @Test func `bytes written in Python are read, and written again the same`() throws {
    let entries = [
      ("u8", "U64", "2", 0, 16), ("i8", "I64", "2", 16, 32), ("f8", "F64", "2", 32, 48),
      ("scalar", "F64", "", 48, 56), ("f4", "F32", "2", 56, 64), ("none", "F32", "0,4", 64, 64),
      ("ü", "F32", "2,3", 64, 88), ("u4", "U32", "2", 88, 96), ("i4", "I32", "2", 96, 104),
      ("f2", "F16", "2", 104, 108), ("u2", "U16", "2", 108, 112), ("i2", "I16", "2", 112, 116),
      ("i1", "I8", "2", 116, 118), ("u1", "U8", "2", 118, 120), ("?", "BOOL", "2", 120, 122),
    ].map {
      "\"\($0)\":{\"dtype\":\"\($1)\",\"shape\":[\($2)],\"data_offsets\":[\($3),\($4)]}"
    }
    let note = #"{"__metadata__":{"note":"a \"quoted\" \\ line\nof\u0001text ☂"},"#
    let header = note + entries.joined(separator: ",") + "}   "
    let data =
      "00000000000000000100000000000000000000000000000001000000000000000000000000000000"
      + "000000000000f03f0000000000000c40000000000000803f000000000000803f0000004000004040"
      + "000080400000a040000000000100000000000000010000000000003c000001000000010000010001"
      + "0001"
    let digits = Array(data)
    let numbers = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
    let bytes = Array(Self.bytes(header, data: 0)) + numbers
    let file = try SafetensorsFile(bytes: bytes, path: "")
    #expect(file.tensors["ü"]?.floats == [0, 1, 2, 3, 4, 5])
    #expect(file.tensors["ü"]?.shape == [2, 3])
    #expect(file.tensors["scalar"]?.doubles == [3.5])
    #expect(file.tensors["i8"]?.integers == [0, 1])
    #expect(file.metadata == ["note": "a \"quoted\" \\ line\nof\u{1}text ☂"])
    #expect(file.bytes == bytes)
  }

  @Test func `equal contents give equal bytes whatever the order of fingerprint`() {
    var other = SafetensorsFile(metadata: Self.sample.metadata)
    for (name, tensor) in Self.sample.tensors.sorted(by: { $0.key > $1.key }) {
      other.tensors[name] = tensor
    }
    #expect(other.bytes == Self.sample.bytes)
  }

  @Test(
    arguments: [
      ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4, "holds 4 bytes"),
      ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 12, "holds 12 bytes"),
      ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "shape needs 8"),
      ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", 8, "shape needs 8"),
      ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "leaves a hole"),
      ("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "at least 0"),
      ("{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "unknown dtype"),
      ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "needs exactly dtype"),
      ("{\"a\":[1]}", 4, "needs exactly dtype"),
      ("{\"__metadata__\":{\"a\":1}}", 0, "__metadata__, a: is not a text"),
      ("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "given twice"),
      ("{\"a\":1,}", 0, "a name is missing"),
      ("{} x", 0, "text behind the end"),
      (
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,4294967296],"
          + "\"data_offsets\":[0,0]}}", 0, "impossible shape"
      ),
      (
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
          + "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[2,6]}}", 6, "overlaps"
      ),
    ])
  func `a header that lies is refused`(header: String, data: Int, message: String) {
    let answer = refusal(Self.bytes(header, data: data))
    #expect(answer.contains(message), "\(answer)")
  }

  @Test(
    arguments: [
      ([UInt8](), "an empty file"), ([8, 0, 0, 0, 0, 0, 0], "7 bytes"),
      ([0x80, 2, 0x7d, 0x71, 0, 0x58, 1, 0, 0, 0], "a Python pickle"),
      (Array("PK\u{3}\u{4}aaaaaaaaaaaa".utf8), "a zip archive"),
      (Array("<!DOCTYPE html><html></html>".utf8), "an HTML page"),
      ([255, 255, 255, 255, 255, 255, 255, 127, 0x7b, 0x7d], "claims 9223372036854775807 bytes"),
      ([200, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d], "claims 200 bytes of header in a file of 10"),
    ])
  func `another kind of file is named for what it is`(bytes: [UInt8], message: String) {
    let answer = refusal(bytes)
    #expect(answer.contains(message), "\(answer)")
  }

  @Test func `no truncation and no changed header byte does worse than a refusal`() {
    let bytes = Self.sample.bytes
    for count in 0..<bytes.count { #expect(refusal(Array(bytes.prefix(count))) != "accepted") }
    for place in 0..<min(bytes.count, 400) {
      var changed = bytes
      changed[place] ^= 0x15
      _ = try? SafetensorsFile(bytes: changed, path: "")
    }
  }
}
