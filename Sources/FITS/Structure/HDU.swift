/// A header-data unit: what a FITS file is a sequence of.
public struct HDU: Sendable, Hashable {
  /// What the data are.
  public enum Kind: Hashable, Sendable {
    case image, binaryTable, asciiTable
    /// An image or a table that was compressed into a binary table; described, not decoded.
    case compressedImage, compressedTable
    /// Groups of visibilities, an old layout of radio data.
    case randomGroups
    /// An extension of a type we do not know, by its `XTENSION`.
    case other(String)
  }

  /// Counted from 0, the primary unit.
  public let index: Int
  public let kind: Kind
  public let header: Header
  /// Of an image, the lengths of its axes, fastest first; of a compressed one, as if it were
  /// not; of tables, bytes of a row and rows.
  public let dimensions: [Int]
  /// `BITPIX`, or `ZBITPIX` of a compressed image: 8, 16, 32, 64 integers, -32, -64 reals.
  public let bitsPerPixel: Int
  /// Columns and rows, where the data are a table.
  public let table: TableLayout?
  /// Where the header starts in the (inflated) file, in bytes.
  let headerOffset: Int64
  let dataOffset: Int64
  /// Bytes without padding.
  let dataSize: Int64
  /// Bytes with padding to whole blocks.
  let paddedSize: Int64

  /// `EXTNAME`.
  public var name: String? { header.text("EXTNAME") }

  /// `EXTVER`, counted from 1.
  public var version: Int { Int(header.integer("EXTVER") ?? 1) }
}

extension HDU.Kind: CustomStringConvertible {
  public var description: String {
    switch self {
    case .image: "image"
    case .binaryTable: "binary table"
    case .asciiTable: "ASCII table"
    case .compressedImage: "compressed image"
    case .compressedTable: "compressed table"
    case .randomGroups: "random groups"
    case .other(let name): "extension of type \(name)"
    }
  }
}

extension HDU {
  /// - Throws: ``Fault`` where the header contradicts itself.
  init(
    index: Int, header: Header, headerOffset: Int64, dataOffset: Int64, dataSize: Int64,
    paddedSize: Int64
  ) throws(Fault) {
    let axes = try DataExtent.axes(of: header)
    let kind = Self.kind(of: header, axes: axes, isPrimary: index == 0)
    self.index = index
    self.kind = kind
    self.header = header
    self.headerOffset = headerOffset
    self.dataOffset = dataOffset
    self.dataSize = dataSize
    self.paddedSize = paddedSize
    bitsPerPixel = Int(header.integer(kind == .compressedImage ? "ZBITPIX" : "BITPIX") ?? 0)
    dimensions = kind == .compressedImage ? Self.compressedAxes(header) : axes.map { Int($0) }
    switch kind {
    case .binaryTable, .compressedTable, .compressedImage:
      table = try TableLayout(binary: header, dataOffset: dataOffset, dataSize: dataSize)
    case .asciiTable: table = try TableLayout(ascii: header, dataOffset: dataOffset)
    default: table = nil
    }
  }

  private static func kind(of header: Header, axes: [Int64], isPrimary: Bool) -> Kind {
    if isPrimary {
      let isGroups = DataExtent.isRandomGroups(header, axes: axes, isPrimary: true)
      return isGroups ? .randomGroups : .image
    }
    switch header.text("XTENSION") ?? "" {
    case "IMAGE", "IUEIMAGE": return .image
    case "TABLE": return .asciiTable
    case "BINTABLE", "A3DTABLE":
      if header["ZIMAGE"]?.logical == true { return .compressedImage }
      return header["ZTABLE"]?.logical == true ? .compressedTable : .binaryTable
    case let name: return .other(name)
    }
  }

  private static func compressedAxes(_ header: Header) -> [Int] {
    let count = min(max(header.integer("ZNAXIS") ?? 0, 0), 999)
    return (0..<count).map { Int(header.integer("ZNAXIS\($0 + 1)") ?? 0) }
  }
}
