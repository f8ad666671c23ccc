import Files

/// Finds the header-data units of a file and checks their claims against its size, without
/// any library's help and before anything is allocated for data.
struct FileWalker {
  /// Longer headers are taken for damage.
  private static let maximumHeaderSize: Int64 = 64 << 20
  private let bytes: FileBytes

  init(_ bytes: FileBytes) { self.bytes = bytes }

  func walk() throws(SkysortError) -> [HDU] {
    var units: [HDU] = []
    var offset: Int64 = 0
    while offset < bytes.size {
      if try isPadding(from: offset, after: units.count) { break }
      let unit = try unit(at: offset, index: units.count)
      units.append(unit)
      offset = unit.dataOffset + unit.paddedSize
    }
    return units
  }

  private func unit(at offset: Int64, index: Int) throws(SkysortError) -> HDU {
    let (header, dataOffset) = try header(at: offset, index: index)
    do throws(Fault) {
      let size = try DataExtent.size(of: header, isPrimary: index == 0)
      let paddedSize = try DataExtent.padded(size)
      let (end, overflow) = dataOffset.addingReportingOverflow(paddedSize)
      guard !overflow, end <= bytes.size else {
        throw Fault(
          "the file is shorter than its headers say: \(bytes.size) bytes, expected at least "
            + "\(overflow ? Int64.max : end)", fix: "It is truncated; fetch it again.")
      }
      return try HDU(
        index: index, header: header, headerOffset: offset, dataOffset: dataOffset,
        dataSize: size, paddedSize: paddedSize)
    } catch {
      throw error.located(path: bytes.path, hdu: index)
    }
  }

  /// Reads blocks up to the one with `END`.
  private func header(
    at offset: Int64, index: Int
  ) throws(SkysortError) -> (Header, dataOffset: Int64) {
    var records: [UInt8] = []
    var position = offset
    while true {
      guard position + DataExtent.block <= bytes.size, position - offset < Self.maximumHeaderSize
      else { throw headerFault(index, "no END card up to byte \(min(position, bytes.size))") }
      let block = try bytes.read(at: position, count: Int(DataExtent.block))
      position += DataExtent.block
      if let problem = HeaderBlock.problem(block) { throw headerFault(index, problem) }
      if let end = HeaderBlock.end(block) {
        records += block[..<end]
        return (Header(records: records), position)
      }
      records += block
    }
  }

  private func headerFault(_ index: Int, _ problem: String) -> SkysortError {
    Fault("the header is damaged: \(problem) (file of \(bytes.size) bytes)")
      .located(path: bytes.path, hdu: index)
  }

  /// Looks at what stands where a further unit could begin.
  ///
  /// - Returns: Whether only zeros are left, as some programs pad.
  private func isPadding(from offset: Int64, after count: Int) throws(SkysortError) -> Bool {
    let head = try bytes.read(at: offset, count: Int(min(bytes.size - offset, 9)))
    let expected = count == 0 ? "SIMPLE  =" : "XTENSION="
    if head == Array(expected.utf8) { return false }
    guard count > 0 else { throw notFITS() }
    if head == Array("SIMPLE  =".utf8) {
      throw SkysortError(
        path: bytes.path, location: "byte \(offset)",
        problem: "a second FITS file begins here: \(bytes.size) bytes, the first ends after "
          + "\(offset)", fix: "Two files were joined; split them.")
    }
    guard try isZero(from: offset) else {
      throw SkysortError(
        path: bytes.path,
        problem: "the file is longer than its headers say: \(bytes.size) bytes, expected \(offset)",
        fix: "Something was appended, or line ends were converted; fetch it again.")
    }
    return true
  }

  private func isZero(from start: Int64) throws(SkysortError) -> Bool {
    var offset = start
    while offset < bytes.size {
      let count = Int(min(bytes.size - offset, 1 << 16))
      guard try bytes.read(at: offset, count: count).allSatisfy({ $0 == 0 }) else { return false }
      offset += Int64(count)
    }
    return true
  }

  private func notFITS() -> SkysortError {
    SkysortError(
      path: bytes.path, problem: "is not a FITS file: it does not begin with SIMPLE",
      fix: "Check what the file is.")
  }
}

/// One block of a header.
enum HeaderBlock {
  /// The offset of the `END` card.
  static func end(_ block: [UInt8]) -> Int? {
    let mark = Array("END     ".utf8)
    return stride(from: 0, to: block.count, by: HeaderCard.length).first {
      block[$0..<($0 + 8)].elementsEqual(mark)
    }
  }

  /// What no header block holds; tabs, which the standard forbids too, stand in the comments of
  /// all images of the FIRST survey.
  static func problem(_ block: [UInt8]) -> String? {
    let limit = end(block) ?? block.count
    let strange = block[..<limit].firstIndex { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7f }
    guard let position = strange else { return nil }
    return switch block[position] {
    case 0x0a, 0x0d: "line ends stand in it, as after a transfer in text mode"
    case let byte: "byte \(byte) at position \(position) is not a text"
    }
  }
}
