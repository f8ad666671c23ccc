public import Files

/// Named arrays and a few texts in one file: the safetensors format, read without trust.
///
/// Eight bytes of little-endian header length, a JSON header, the arrays' bytes. The arrays must
/// lie inside the file, neither overlapping nor leaving holes, each as long as its shape says.
///
/// - Source: The format's description, <https://github.com/huggingface/safetensors>.
public struct SafetensorsFile: Hashable, Sendable {
  /// Bytes.
  public static let maximumHeaderSize = 100_000_000
  /// Bytes.
  public static let maximumFileSize: Int64 = 1 << 36

  public var tensors: [String: StoredTensor]
  public var metadata: [String: String]

  public init(tensors: [String: StoredTensor] = [:], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// - Throws: `SkysortError` naming the tensor that lies about its place, or what the file
  ///   really is: a pickle or zip archive (`.pt`) is refused by name.
  public init(path: String) throws(SkysortError) {
    let bytes = try WholeFile.read(path, maximumSize: Self.maximumFileSize)
    try self.init(bytes: bytes, path: path)
  }

  /// - Parameter path: Where the bytes are from; for messages.
  public init(bytes: [UInt8], path: String) throws(SkysortError) {
    let header = try SafetensorsHeader(bytes: bytes, path: path)
    metadata = header.metadata
    tensors = [:]
    for entry in header.entries {
      let range = (header.dataStart + entry.begin)..<(header.dataStart + entry.end)
      tensors[entry.name] = StoredTensor(
        element: entry.element, shape: entry.shape, bytes: Array(bytes[range]))
    }
  }

  /// Writes the file whole or not at all.
  public func write(to path: String) throws(SkysortError) {
    try AtomicFile.write(bytes, to: path)
  }

  /// The file's bytes: equal for equal contents, and the same as the format's own library writes.
  ///
  /// Larger elements come first, so that each array lies on a multiple of its element's size.
  public var bytes: [UInt8] {
    let ordered = tensors.sorted {
      ($1.value.element.rank, $0.key) < ($0.value.element.rank, $1.key)
    }
    let header = SafetensorsHeader.text(ordered: ordered, metadata: metadata)
    let dataSize = ordered.reduce(0) { $0 + $1.value.bytes.count }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + dataSize)
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: header.count >> (8 * shift))) }
    bytes += header
    for tensor in ordered { bytes += tensor.value.bytes }
    return bytes
  }
}
