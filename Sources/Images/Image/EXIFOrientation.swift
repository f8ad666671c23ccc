/// How a camera was held, by the EXIF data of a JPEG.
enum EXIFOrientation {
  /// - Returns: 2 to 8; `nil` where the image is upright or says nothing.
  /// - Source: CIPA DC-008 (Exif 2.32), section 4.6, tag 0x0112.
  static func find(in jpeg: [UInt8]) -> Int? {
    var position = 2
    while position + 4 <= jpeg.count, jpeg[position] == 0xff {
      let marker = jpeg[position + 1]
      // Pixels begin at a scan.
      guard marker != 0xda else { return nil }
      let length = Int(jpeg[position + 2]) << 8 | Int(jpeg[position + 3])
      let end = position + 2 + length
      guard length >= 2, end <= jpeg.count else { return nil }
      let content = jpeg[(position + 4)..<end]
      if marker == 0xe1, content.starts(with: Array("Exif\0\0".utf8)) {
        return orientation(Directory(Array(content.dropFirst(6))))
      }
      position = end
    }
    return nil
  }

  private static func orientation(_ directory: Directory?) -> Int? {
    guard let value = directory?.short(0x0112), (2...8).contains(value) else { return nil }
    return value
  }
}

/// The first directory of a TIFF, as EXIF data are one.
private struct Directory {
  private let bytes: [UInt8]
  private let isLittleEndian: Bool
  private var start = 0

  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    isLittleEndian = bytes.starts(with: Array("II".utf8))
    guard isLittleEndian || bytes.starts(with: Array("MM".utf8)), let start = number(at: 4, 4)
    else { return nil }
    self.start = start
  }

  /// The value of an entry of type `SHORT`.
  func short(_ tag: Int) -> Int? {
    guard let count = number(at: start, 2) else { return nil }
    for entry in 0..<count {
      let place = start + 2 + 12 * entry
      guard let found = number(at: place, 2) else { return nil }
      if found == tag { return number(at: place + 8, 2) }
    }
    return nil
  }

  private func number(at place: Int, _ width: Int) -> Int? {
    guard place >= 0, place + width <= bytes.count else { return nil }
    let digits = bytes[place..<(place + width)]
    return (isLittleEndian ? Array(digits.reversed()) : Array(digits))
      .reduce(0) { $0 << 8 | Int($1) }
  }
}
