/// What a cell's text could be.
struct CellTraits: OptionSet, Hashable, Sendable {
  let rawValue: UInt32

  static let missing = CellTraits(rawValue: 1 << 0)
  static let integer = CellTraits(rawValue: 1 << 1)
  static let real = CellTraits(rawValue: 1 << 2)
  static let truth = CellTraits(rawValue: 1 << 3)
  static let text = CellTraits(rawValue: 1 << 4)
  /// An integer that begins with a needless zero, as codes do.
  static let leadingZero = CellTraits(rawValue: 1 << 5)
  /// An integer that Double cannot hold in full.
  static let beyondDouble = CellTraits(rawValue: 1 << 6)
  /// An integer beyond 64 bits.
  static let beyondInteger = CellTraits(rawValue: 1 << 7)
  /// A real that is not of the form of ``roundedIdentifier``.
  static let plainReal = CellTraits(rawValue: 1 << 8)
  /// A large number in exponent form: what spreadsheets make of identifiers.
  static let roundedIdentifier = CellTraits(rawValue: 1 << 9)
  /// Text that spreadsheets would run.
  static let formula = CellTraits(rawValue: 1 << 10)
}

extension CellTraits {
  init(_ bytes: borrowing Span<UInt8>, _ cell: Cell) {
    var position = cell.start
    let end = cell.end
    guard position < end else {
      self = .missing
      return
    }
    if bytes[position] == Ascii.minus || bytes[position] == Ascii.plus { position += 1 }
    let integerStart = position
    while position < end, Ascii.isDigit(bytes[position]) { position += 1 }
    let integerDigits = position - integerStart
    if position == end, integerDigits > 0 {
      self = Self.integer(bytes, cell, start: integerStart, digits: integerDigits)
      return
    }
    var fractionDigits = 0
    if position < end, bytes[position] == Ascii.point {
      position += 1
      let fractionStart = position
      while position < end, Ascii.isDigit(bytes[position]) { position += 1 }
      fractionDigits = position - fractionStart
    }
    if position == end, integerDigits + fractionDigits > 0 {
      let couldPart =
        fractionDigits == 3 && (1...3).contains(integerDigits) && bytes[integerStart] != Ascii.zero
      self = [.real, .plainReal, couldPart ? .eitherPoint : .decimalPoint]
    } else if integerDigits + fractionDigits > 0, position < end,
      bytes[position] | 0x20 == UInt8(ascii: "e"),
      let value = NumberText.real(bytes, cell, as: Double.self)
    {
      self = value.magnitude >= 1e15 ? [.real, .roundedIdentifier] : [.real, .plainReal]
      if fractionDigits > 0 { insert(.decimalPoint) }
    } else {
      self = Self.word(bytes, cell)
    }
  }

  private static func integer(
    _ bytes: borrowing Span<UInt8>, _ cell: Cell, start: Int, digits: Int
  ) -> CellTraits {
    var traits = CellTraits.integer
    if digits > 1, bytes[start] == Ascii.zero { traits.insert(.leadingZero) }
    guard digits > 15 else { return traits }
    guard let value = NumberText.integer(bytes, cell) else {
      return traits.union([.beyondDouble, .beyondInteger])
    }
    if value.magnitude > 1 << 53 { traits.insert(.beyondDouble) }
    return traits
  }

  private static func word(_ bytes: borrowing Span<UInt8>, _ cell: Cell) -> CellTraits {
    switch SpecialWord(bytes, cell) {
    case .missing: return .missing
    case .truth: return .truth
    case .infinity: return [.real, .plainReal]
    case nil: break
    }
    if let number = foreignNumber(bytes, cell) { return number }
    return Formula.begins(bytes, cell) ? [.text, .formula] : .text
  }
}

/// Cells that spreadsheets would take for a formula.
enum Formula {
  /// Whether a cell that is not a number begins a formula.
  ///
  /// A sign alone does not make one (`-12:30:45` is a declination); a sign and a call does.
  static func begins(_ bytes: borrowing Span<UInt8>, _ cell: Cell) -> Bool {
    guard cell.start < cell.end else { return false }
    switch bytes[cell.start] {
    case UInt8(ascii: "="), UInt8(ascii: "@"), Ascii.tab, Ascii.carriageReturn: return true
    case Ascii.plus, Ascii.minus:
      for position in cell.start..<cell.end where calls.contains(bytes[position]) { return true }
      return false
    default: return false
    }
  }

  private static let calls: [UInt8] = [
    UInt8(ascii: "("), UInt8(ascii: "|"), UInt8(ascii: "!"), UInt8(ascii: "="),
  ]

  /// Put before a formula, it makes spreadsheets show the text instead of running it.
  static let guardByte = UInt8(ascii: "'")
}
