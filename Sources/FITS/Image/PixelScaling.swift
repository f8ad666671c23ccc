/// What the numbers of an image stand for.
///
///     value = BZERO + BSCALE · stored
///
/// - Source: FITS standard 4.0, sections 4.4.2.5 and 5.3.
struct PixelScaling: Hashable, Sendable {
  let scale: Double
  let zero: Double
  /// The stored integer of pixels without a value; `nil` for reals, whose sign for it is NaN.
  let blank: Int64?

  var isIdentity: Bool { scale == 1 && zero == 0 && blank == nil }

  /// How 64-bit integers stay integers.
  enum IntegerShift: Hashable, Sendable {
    /// They do not: `BSCALE` or `BZERO` makes them real.
    case none
    case signed(Int64)
    /// By 2^63.
    case unsigned
  }

  var integerShift: IntegerShift {
    guard scale == 1 else { return .none }
    return zero == 0x1p63 ? .unsigned : Int64(exactly: zero).map { .signed($0) } ?? .none
  }

  init(scale: Double = 1, zero: Double = 0, blank: Int64? = nil) {
    self.scale = scale
    self.zero = zero
    self.blank = blank
  }

  init(_ header: Header, format: PixelFormat) throws(Fault) {
    scale = try Self.number(header, "BSCALE", absent: 1)
    zero = try Self.number(header, "BZERO", absent: 0)
    guard scale != 0 else { throw Fault("BSCALE is 0, which would make all pixels equal") }
    guard format.isInteger, let card = header.card("BLANK") else {
      blank = nil
      return
    }
    guard let value = card.value?.integer else {
      throw Fault("BLANK is not an integer: \(card.value?.description ?? "")")
    }
    blank = value
  }

  private static func number(
    _ header: Header, _ keyword: String, absent: Double
  ) throws(Fault) -> Double {
    guard let card = header.card(keyword) else { return absent }
    guard let value = card.value?.real, value.isFinite else {
      throw Fault("\(keyword) is not a number: \(card.value?.description ?? "")")
    }
    return value
  }
}

extension PixelScaling {
  /// Scales in double precision.
  @inline(__always)
  func value(_ stored: Double) -> Double {
    if let blank, stored == Double(blank) { return .nan }
    let product = scale == 1 ? stored : stored * scale
    return zero == 0 ? product : product + zero
  }

  /// Scales in single precision, product and sum each rounded, as astropy does with pixels of
  /// 8 and 16 bits and single-precision reals.
  @inline(__always)
  func value(_ stored: Float) -> Float {
    if let blank, stored == Float(blank) { return .nan }
    let product = scale == 1 ? stored : stored * Float(scale)
    return zero == 0 ? product : product + Float(zero)
  }

  /// Scales a 64-bit integer.
  ///
  /// - Returns: NaN where blank; `nil` where the value is an integer beyond 2^53, where
  ///   `Double` has gaps.
  @inline(__always)
  func value(_ stored: Int64, shift: IntegerShift) -> Double? {
    if stored == blank { return .nan }
    switch shift {
    case .none: return value(Double(stored))
    case .signed(let shift):
      let (sum, overflow) = stored.addingReportingOverflow(shift)
      return !overflow && sum.magnitude <= 1 << 53 ? Double(sum) : nil
    case .unsigned:
      let number = UInt64(bitPattern: stored) ^ 1 << 63
      return number <= 1 << 53 ? Double(number) : nil
    }
  }
}
