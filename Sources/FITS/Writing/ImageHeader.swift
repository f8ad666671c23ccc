/// What an image is to look like: everything but its pixels.
struct ImageHeader: Sendable {
  let isPrimary: Bool
  /// Fastest axis first.
  let shape: [Int]
  let format: PixelFormat
  /// Whether stored integers are shifted by half their range: unsigned ones, or signed bytes.
  let isShifted: Bool
  let name: String?
  let entries: [OutputEntry]
  let history: [String]

  /// A primary unit without data.
  static let empty = ImageHeader(
    isPrimary: true, shape: [], format: .uint8, isShifted: false, name: nil, entries: [],
    history: [])

  /// The header; its length does not depend on the sum.
  func sealed(dataSum: UInt32) -> [UInt8] {
    var records = HeaderRecords()
    if isPrimary {
      records.add("SIMPLE", .logical(true), "conforms to the FITS standard")
    } else {
      records.add("XTENSION", .string("IMAGE"), "image extension")
    }
    let bitsComment = format.isInteger ? "bits per element" : "bits per element, a real number"
    records.add("BITPIX", .integer(Int64(format.rawValue)), bitsComment)
    records.add("NAXIS", .integer(Int64(shape.count)), shape.isEmpty ? "no data" : "axes")
    for (axis, length) in shape.enumerated() {
      records.add("NAXIS\(axis + 1)", .integer(Int64(length)))
    }
    if isPrimary {
      records.add("EXTEND", .logical(true), "extensions follow")
    } else {
      records.add("PCOUNT", .integer(0), "no bytes behind the pixels")
      records.add("GCOUNT", .integer(1), "one group")
    }
    records.add(cards())
    return records.sealed(dataSum: dataSum)
  }

  private func cards() -> HeaderRecords {
    var records = HeaderRecords()
    if let name { records.add("EXTNAME", .string(name)) }
    if isShifted {
      records.add("BSCALE", .integer(1))
      records.add("BZERO", shift, format == .uint8 ? "signed bytes" : "unsigned integers")
    }
    let ours = (name == nil ? [] : ["EXTNAME"]) + (isShifted ? ["BSCALE", "BZERO"] : [])
    records.add(entries.filter { !ours.contains($0.keyword.uppercased()) })
    records.add(history: history)
    records.declareLongStrings()
    return records
  }

  /// `BZERO` of shifted integers.
  private var shift: CardValue {
    switch format {
    case .uint8: .integer(-128)
    case .int16: .integer(32768)
    case .int32: .integer(2_147_483_648)
    // Beyond 64-bit integers, so written as the digits themselves.
    default: .real(9_223_372_036_854_775_808)
    }
  }
}
