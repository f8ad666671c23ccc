/// What a file is, by its first bytes; names and endings are not believed.
public enum FileKind: String, Sendable, Hashable, CaseIterable {
  case empty, fits, gzip, bzip2, compress, xz, zip, html, gitLFSPointer, jpeg, png, pickle
  case safetensors, hdf5, parquet, xml, text, binary

  /// How many bytes ``init(head:)`` wants to see.
  public static let headLength = 512

  /// - Parameter head: A file's first ``headLength`` bytes, or all of a shorter file.
  public init(head: [UInt8]) {
    if let kind = Self.signatures.first(where: { head.starts(with: $0.bytes) })?.kind {
      self = kind
    } else if head.isEmpty {
      self = .empty
    } else {
      self = Self.looser(head)
    }
  }

  private static let signatures: [(bytes: [UInt8], kind: FileKind)] = [
    (Array("SIMPLE  =".utf8), .fits), (Array("XTENSION=".utf8), .fits),
    ([0x1f, 0x8b], .gzip), (Array("BZh".utf8), .bzip2), ([0x1f, 0x9d], .compress),
    ([0xfd, 0x37, 0x7a, 0x58, 0x5a], .xz), ([0x50, 0x4b, 3, 4], .zip),
    (Array("version https://git-lfs".utf8), .gitLFSPointer),
    ([0xff, 0xd8, 0xff], .jpeg), ([0x89, 0x50, 0x4e, 0x47], .png),
    ([0x89, 0x48, 0x44, 0x46], .hdf5), (Array("PAR1".utf8), .parquet),
  ]

  private static func looser(_ head: [UInt8]) -> FileKind {
    if head.count >= 9, head[8] == UInt8(ascii: "{"), head[5...7].allSatisfy({ $0 == 0 }) {
      return .safetensors
    }
    if head[0] == 0x80, head.count > 1, (2...5).contains(head[1]) { return .pickle }
    if head.contains(0), isWideText(head) { return .text }
    let text = markup(head)
    if text.hasPrefix("<!doctype html") || text.hasPrefix("<html") { return .html }
    if text.hasPrefix("<?xml") || text.hasPrefix("<votable") { return .xml }
    return head.contains(0) ? .binary : .text
  }

  /// Whether this is a text whose characters take two bytes or four, with zeros among them.
  private static func isWideText(_ head: [UInt8]) -> Bool {
    switch TextEncoding(head: head) {
    case .utf8: false
    case .utf32: true
    // A byte order mark alone could be chance: two zeros side by side are no character.
    case .utf16LittleEndian, .utf16BigEndian:
      stride(from: 0, to: head.count - 1, by: 2).allSatisfy { head[$0] != 0 || head[$0 + 1] != 0 }
    }
  }

  /// The first visible characters in lower case, behind a byte order mark and white space.
  private static func markup(_ head: [UInt8]) -> String {
    var rest = head[...]
    if rest.starts(with: [0xef, 0xbb, 0xbf]) { rest = rest.dropFirst(3) }
    rest = rest.drop { $0 == 0x20 || (0x09...0x0d).contains($0) }
    return String(decoding: rest.prefix(16), as: UTF8.self).lowercased()
  }

  /// The kind in words, with what to do about it; for messages.
  public var explanation: String {
    switch self {
    case .empty: "an empty file"
    case .fits: "a FITS file"
    case .gzip: "a gzip file"
    case .bzip2: "a bzip2 file"
    case .compress: "a compress (.Z) file; decompress it first"
    case .xz: "an xz file; decompress it first (unxz)"
    case .zip: "a zip archive; unpack it first"
    case .html: "an HTML page, perhaps an error page saved by a download; download it again"
    case .gitLFSPointer: "a git-lfs pointer, not the data itself; run `git lfs pull`"
    case .jpeg: "a JPEG image"
    case .png: "a PNG image"
    case .pickle: "a Python pickle, which can run code when opened; it is refused"
    case .safetensors: "a safetensors file"
    case .hdf5: "an HDF5 file; convert it to FITS or CSV"
    case .parquet: "a Parquet file; convert it to FITS or CSV"
    case .xml: "an XML file"
    case .text: "a text file"
    case .binary: "a binary file of no known kind"
    }
  }
}
