import Files

/// How a file writes text.
struct TextForm: Hashable, Sendable {
  var encoding = TextEncoding.utf8
  /// Whether lines end with a carriage return alone, as on old Macs.
  var endsLinesWithReturns = false
}

/// A file's text in UTF-8 with newlines between lines, in whatever form the file has it.
///
/// Bytes that are no UTF-8 are read as Windows-1252, which has the same letters as Latin-1. Memory
/// is bounded by what is asked for at a time.
struct TextSource: ~Copyable {
  let path: String
  let form: TextForm
  /// Bytes that were read as Windows-1252.
  private(set) var foreignBytes = 0
  private var source: ByteSource
  /// Not given out yet.
  private var decoded: [UInt8] = []
  /// Read, and not complete enough to be decoded.
  private var rest: [UInt8] = []
  private var isAtStart = true
  private var isAtEnd = false

  init(path: String, form: TextForm) throws(SkysortError) {
    self.path = path
    self.form = form
    source = try Self.open(path, form)
  }

  private static func open(_ path: String, _ form: TextForm) throws(SkysortError) -> ByteSource {
    guard form.encoding != .utf32 else {
      throw SkysortError(
        path: path, problem: "the text is in UTF-32",
        fix: "Convert it: iconv -f UTF-32 -t UTF-8.")
    }
    return try ByteSource(path: path)
  }

  /// The next bytes; fewer than asked only at the end.
  mutating func bytes(atMost count: Int) throws(SkysortError) -> [UInt8] {
    while decoded.count < count, !isAtEnd { try decodeMore(count) }
    guard decoded.count > count else {
      defer { decoded = [] }
      return decoded
    }
    defer { decoded.removeFirst(count) }
    return Array(decoded.prefix(count))
  }

  private mutating func decodeMore(_ count: Int) throws(SkysortError) {
    let read = try source.bytes(atMost: count)
    isAtEnd = read.count < count
    var raw = rest.isEmpty ? read : rest + read
    rest = []
    if isAtStart, form.encoding == .utf8, raw.starts(with: [0xef, 0xbb, 0xbf]) {
      raw.removeFirst(3)
    }
    let start = decoded.count
    if form.encoding == .utf8 {
      if raw.allSatisfy({ $0 < 0x80 }) {
        if decoded.isEmpty { decoded = raw } else { decoded += raw }
      } else {
        appendUTF8(raw)
      }
    } else {
      try appendUTF16(raw)
    }
    isAtStart = false
    guard form.endsLinesWithReturns else { return }
    for place in start..<decoded.count where decoded[place] == Ascii.carriageReturn {
      decoded[place] = Ascii.newline
    }
  }

  // MARK: UTF-8 and Windows-1252

  private mutating func appendUTF8(_ raw: [UInt8]) {
    var place = 0
    while place < raw.count {
      let start = place
      while place < raw.count, raw[place] < 0x80 { place += 1 }
      decoded.append(contentsOf: raw[start..<place])
      guard place < raw.count else { return }
      switch Self.sequence(raw, at: place) {
      case .whole(let length):
        decoded.append(contentsOf: raw[place..<(place + length)])
        place += length
      case .cut where !isAtEnd:
        rest = Array(raw[place...])
        return
      case .cut, .none:
        foreignBytes += 1
        decoded.append(contentsOf: Self.letter(raw[place]))
        place += 1
      }
    }
  }

  private enum Sequence {
    case whole(Int)
    /// The beginning of one, at the end of the bytes.
    case cut
    case none
  }

  /// What stands at a byte beyond ASCII.
  ///
  /// - Source: The Unicode Standard 15.0, table 3-7.
  private static func sequence(_ raw: [UInt8], at place: Int) -> Sequence {
    let first = raw[place]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xbf
    switch first {
    case 0xc2...0xdf: length = 2
    case 0xe0...0xef:
      length = 3
      if first == 0xe0 { second = 0xa0...0xbf }
      if first == 0xed { second = 0x80...0x9f }
    case 0xf0...0xf4:
      length = 4
      if first == 0xf0 { second = 0x90...0xbf }
      if first == 0xf4 { second = 0x80...0x8f }
    default: return .none
    }
    for offset in 1..<length {
      guard place + offset < raw.count else { return .cut }
      let range = offset == 1 ? second : 0x80...0xbf
      guard range.contains(raw[place + offset]) else { return .none }
    }
    return .whole(length)
  }

  /// A character of Windows-1252 in UTF-8.
  private static func letter(_ byte: UInt8) -> [UInt8] {
    let code = (0x80...0x9f).contains(byte) ? windows[Int(byte) - 0x80] : UInt16(byte)
    return Array(String(Unicode.Scalar(code).map(Character.init) ?? "\u{fffd}").utf8)
  }

  /// The characters 0x80 to 0x9F; those without one keep their code.
  ///
  /// - Source: https://encoding.spec.whatwg.org/index-windows-1252.txt
  private static let windows: [UInt16] = [
    0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8d, 0x017d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178,
  ]

  // MARK: UTF-16

  private mutating func appendUTF16(_ raw: [UInt8]) throws(SkysortError) {
    let high = form.encoding == .utf16BigEndian ? 0 : 1
    func unit(_ place: Int) -> UInt16 {
      UInt16(raw[place + high]) << 8 | UInt16(raw[place + 1 - high])
    }
    var place = isAtStart && raw.count > 1 && unit(0) == 0xfeff ? 2 : 0
    while place + 1 < raw.count {
      let code = unit(place)
      if code < 0x80 {
        decoded.append(UInt8(code))
        place += 2
        continue
      }
      if UTF16.isLeadSurrogate(code), place + 3 >= raw.count, !isAtEnd { break }
      let hasTrail = place + 3 < raw.count && UTF16.isTrailSurrogate(unit(place + 2))
      if UTF16.isLeadSurrogate(code) && hasTrail {
        decoded += Array(String(decoding: [code, unit(place + 2)], as: UTF16.self).utf8)
        place += 4
      } else if UTF16.isSurrogate(code) {
        throw damaged("half a character")
      } else {
        decoded += Array(String(decoding: [code], as: UTF16.self).utf8)
        place += 2
      }
    }
    rest = Array(raw[place...])
    if isAtEnd, !rest.isEmpty { throw damaged("an odd number of bytes") }
  }

  private func damaged(_ what: String) -> SkysortError {
    SkysortError(
      path: path, problem: "the text is in \(form.encoding.rawValue) and holds \(what)",
      fix: "The file is damaged or cut; write or fetch it again.")
  }
}
