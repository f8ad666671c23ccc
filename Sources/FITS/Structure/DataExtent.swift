/// How many bytes a header claims for its data, checked against every overflow.
enum DataExtent {
  /// Bytes of one FITS block.
  static let block: Int64 = 2880

  /// The size of a unit's data without padding.
  ///
  ///     |BITPIX| / 8 · GCOUNT · (PCOUNT + NAXIS1 · NAXIS2 · …)
  ///
  /// - Source: FITS standard 4.0, sections 4.4.1.2 and 6.1.1.
  static func size(of header: Header, isPrimary: Bool) throws(Fault) -> Int64 {
    let bits = try required(header, "BITPIX")
    guard [8, 16, 32, 64, -32, -64].contains(bits) else {
      throw Fault("BITPIX is \(bits), which is none of 8, 16, 32, 64, -32, -64")
    }
    let axes = try axes(of: header)
    let isGroups = isRandomGroups(header, axes: axes, isPrimary: isPrimary)
    guard !axes.isEmpty else { return 0 }
    var elements: Int64 = 1
    for length in isGroups ? axes.dropFirst() : axes[...] {
      elements = try product(elements, length)
    }
    let carriesGroups = isGroups || !isPrimary
    let parameters = carriesGroups ? try count(header, "PCOUNT", absent: 0) : 0
    let groups = carriesGroups ? try count(header, "GCOUNT", absent: 1) : 1
    let (perGroup, overflow) = elements.addingReportingOverflow(parameters)
    guard !overflow else { throw tooLarge }
    return try product(try product(perGroup, groups), abs(bits) / 8)
  }

  /// `NAXIS1`, `NAXIS2`, …
  static func axes(of header: Header) throws(Fault) -> [Int64] {
    let count = try required(header, "NAXIS")
    guard (0...999).contains(count) else {
      throw Fault("NAXIS is \(count), outside 0 to 999")
    }
    var axes: [Int64] = []
    for axis in 0..<count {
      let length = try required(header, "NAXIS\(axis + 1)")
      guard length >= 0 else { throw Fault("NAXIS\(axis + 1) is negative (\(length))") }
      axes.append(length)
    }
    return axes
  }

  /// An old layout of primary data: `NAXIS1 = 0` and `GROUPS = T`.
  static func isRandomGroups(_ header: Header, axes: [Int64], isPrimary: Bool) -> Bool {
    isPrimary && axes.first == 0 && header["GROUPS"]?.logical == true
  }

  /// The size rounded up to whole blocks.
  static func padded(_ size: Int64) throws(Fault) -> Int64 {
    let (sum, overflow) = size.addingReportingOverflow(block - 1)
    guard !overflow else { throw tooLarge }
    return sum / block * block
  }

  static func required(_ header: Header, _ keyword: String) throws(Fault) -> Int64 {
    guard let card = header.card(keyword) else { throw Fault("\(keyword) is missing") }
    guard let value = card.value?.integer else {
      throw Fault("\(keyword) is not an integer: \(card.value?.description ?? "")")
    }
    return value
  }

  private static func count(
    _ header: Header, _ keyword: String, absent: Int64
  ) throws(Fault) -> Int64 {
    guard header.card(keyword) != nil else { return absent }
    let value = try required(header, keyword)
    guard value >= 0 else { throw Fault("\(keyword) is negative (\(value))") }
    return value
  }

  private static func product(_ left: Int64, _ right: Int64) throws(Fault) -> Int64 {
    let (result, overflow) = left.multipliedReportingOverflow(by: right)
    guard !overflow else { throw tooLarge }
    return result
  }

  private static var tooLarge: Fault { Fault("the header claims more bytes than can exist") }
}
