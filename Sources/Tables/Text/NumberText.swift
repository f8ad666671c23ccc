/// Numbers out of text, exactly rounded; no locale plays a part.
enum NumberText {
  /// An integer with an optional sign; `nil` for anything else, or beyond 64 bits.
  static func integer(_ bytes: borrowing Span<UInt8>, _ cell: Cell) -> Int64? {
    var position = cell.start
    let end = cell.end
    guard position < end else { return nil }
    let isNegative = bytes[position] == Ascii.minus
    if isNegative || bytes[position] == Ascii.plus { position += 1 }
    guard position < end, end - position < 40 else { return nil }
    var magnitude: UInt64 = 0
    while position < end {
      let digit = bytes[position] &- Ascii.zero
      guard digit < 10 else { return nil }
      let (product, isOverflow) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, isCarry) = product.addingReportingOverflow(UInt64(digit))
      guard !isOverflow, !isCarry else { return nil }
      magnitude = sum
      position += 1
    }
    if isNegative {
      return magnitude <= Int64.min.magnitude ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
    }
    return Int64(exactly: magnitude)
  }

  /// A decimal number, correctly rounded; `nil` for anything else, `inf` and `nan` included.
  ///
  /// Up to nineteen digits are divided, or multiplied, by their power of ten in 128 bits; what
  /// is longer or further from 1 takes Swift's own, slower way.
  static func real<Real: TextReal>(
    _ bytes: borrowing Span<UInt8>, _ cell: Cell, as type: Real.Type = Real.self
  ) -> Real? {
    guard let decimal = Decimal(bytes, cell) else { return nil }
    if let value: Real = decimal.exact() { return decimal.isNegative ? -value : value }
    return Real(cell.text(bytes))
  }
}

/// A floating-point type that text is read into.
protocol TextReal: BinaryFloatingPoint, LosslessStringConvertible {
  /// Integers up to here are exact.
  static var largestInteger: UInt64 { get }
  /// Powers of ten up to this exponent are exact.
  static var largestPower: Int { get }
}

extension Float: TextReal {
  static let largestInteger: UInt64 = 1 << 24
  static let largestPower = 10
}

extension Double: TextReal {
  static let largestInteger: UInt64 = 1 << 53
  static let largestPower = 22
}

/// `digits · 10^exponent`, as read from text.
private struct Decimal {
  var digits: UInt64 = 0
  var exponent = 0
  var isNegative = false
  /// Whether there were more digits than ``digits`` can hold.
  var isLong = false

  init?(_ bytes: borrowing Span<UInt8>, _ cell: Cell) {
    var position = cell.start
    let end = cell.end
    guard position < end else { return nil }
    isNegative = bytes[position] == Ascii.minus
    if isNegative || bytes[position] == Ascii.plus { position += 1 }
    let integerStart = position
    readDigits(bytes, &position, end)
    var digitCount = position - integerStart
    if position < end, bytes[position] == Ascii.point {
      position += 1
      let fractionStart = position
      readDigits(bytes, &position, end)
      exponent = fractionStart - position
      digitCount += position - fractionStart
    }
    guard digitCount > 0 else { return nil }
    isLong = digitCount > 19
    if position < end {
      guard let power = Self.power(bytes, position, end) else { return nil }
      exponent += power
    }
  }

  @inline(__always)
  private mutating func readDigits(
    _ bytes: borrowing Span<UInt8>, _ position: inout Int, _ end: Int
  ) {
    while position < end {
      let digit = bytes[position] &- Ascii.zero
      guard digit < 10 else { return }
      digits = digits &* 10 &+ UInt64(digit)
      position += 1
    }
  }

  /// The number behind `e`, held within ±100,000; `nil` where there is something else.
  private static func power(_ bytes: borrowing Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    guard bytes[start] | 0x20 == UInt8(ascii: "e") else { return nil }
    var position = start + 1
    guard position < end else { return nil }
    let isNegative = bytes[position] == Ascii.minus
    if isNegative || bytes[position] == Ascii.plus { position += 1 }
    guard position < end else { return nil }
    var power = 0
    while position < end {
      let digit = bytes[position] &- Ascii.zero
      guard digit < 10 else { return nil }
      power = min(power * 10 + Int(digit), 100_000)
      position += 1
    }
    return isNegative ? -power : power
  }

  /// The magnitude, correctly rounded; `nil` where 128 bits do not suffice.
  func exact<Real: TextReal>() -> Real? {
    guard !isLong else { return nil }
    if digits == 0 { return 0 }
    if digits <= Real.largestInteger, abs(exponent) <= Real.largestPower {
      let value = Real(Int64(digits))
      // Both operands are exact, so the one operation rounds correctly (Clinger 1990).
      return exponent < 0
        ? value / Real(Self.powers[-exponent]) : value * Real(Self.powers[exponent])
    }
    switch exponent {
    case -19...(-1): return quotient()
    case 0...19: return product()
    default: return nil
    }
  }

  /// `digits / 10^-exponent`: the quotient's 62 or more bits, its last bit set where a
  /// remainder is left, round as the true quotient does.
  private func quotient<Real: TextReal>() -> Real {
    let power = Self.integerPowers[-exponent]
    let digitShift = digits.leadingZeroBitCount
    let powerShift = power.leadingZeroBitCount
    let dividend = digits << UInt64(digitShift)
    let divided = (power << UInt64(powerShift)).dividingFullWidth((dividend >> 1, dividend << 63))
    let sticky: UInt64 = divided.remainder == 0 ? 0 : 1
    let value = Real(Int64(divided.quotient >> 1 | divided.quotient & 1 | sticky))
    return Real(
      sign: .plus, exponent: Real.Exponent(powerShift - digitShift - 62), significand: value)
  }

  /// `digits · 10^exponent`, its low bits gathered in the last.
  private func product<Real: TextReal>() -> Real {
    let full = digits.multipliedFullWidth(by: Self.integerPowers[exponent])
    guard full.high > 0 else { return Real(full.low) }
    let shift = UInt64(full.high.leadingZeroBitCount)
    let top = shift == 0 ? full.high : full.high << shift | full.low >> (64 - shift)
    let sticky: UInt64 = full.low << shift == 0 ? 0 : 1
    let value = Real(Int64(top >> 1 | top & 1 | sticky))
    return Real(sign: .plus, exponent: Real.Exponent(65 - Int(shift)), significand: value)
  }

  private static let integerPowers: [UInt64] = (0...19).map { exponent in
    (0..<exponent).reduce(UInt64(1)) { power, _ in power * 10 }
  }

  /// Each is exact in Double up to 10²².
  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
