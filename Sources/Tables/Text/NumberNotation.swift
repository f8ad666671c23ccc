import Files

/// How a column writes numbers.
enum NumberNotation: Hashable, Sendable {
  /// `1234.5`
  case plain
  /// `1,234.5`: commas part thousands.
  case commaGroups
  /// `1.234,5` and `1,5`: a comma stands before the decimals, points part thousands.
  case decimalComma

  /// A cell as ``plain`` has it.
  func plain(_ bytes: borrowing Span<UInt8>, _ cell: Cell, into plain: inout [UInt8]) {
    let (dropped, decimal): (UInt8, UInt8?) =
      self == .decimalComma ? (Ascii.point, Ascii.comma) : (Ascii.comma, nil)
    for position in cell.start..<cell.end {
      let byte = bytes[position]
      if self != .plain && byte == dropped { continue }
      plain.append(byte == decimal ? Ascii.point : byte)
    }
  }
}

extension CellTraits {
  /// A number whose point can only stand before decimals: `1.5`.
  static let decimalPoint = CellTraits(rawValue: 1 << 11)
  /// A number whose point could part thousands: `1.234`.
  static let eitherPoint = CellTraits(rawValue: 1 << 12)
  /// A number whose comma can only stand before decimals, or whose points can only part thousands:
  /// `1,5`, `1.234,5`, `1.234.567`.
  static let decimalComma = CellTraits(rawValue: 1 << 13)
  /// A number whose commas can only part thousands: `1,234.5`, `1,234,567`.
  static let commaGroups = CellTraits(rawValue: 1 << 14)
  /// A number whose comma could do either: `1,234`.
  static let eitherComma = CellTraits(rawValue: 1 << 15)
  /// A number with decimals or an exponent, as its commas have it.
  static let decimals = CellTraits(rawValue: 1 << 16)

  /// Numbers that are such only in another notation than the plain one.
  static let foreignNumber: CellTraits = [.decimalComma, .commaGroups, .eitherComma]

  /// What a number with commas, or with several points, could be; `nil` for any other text.
  static func foreignNumber(_ bytes: borrowing Span<UInt8>, _ cell: Cell) -> CellTraits? {
    var position = cell.start
    if position < cell.end, isSign(bytes[position]) { position += 1 }
    guard position < cell.end, Ascii.isDigit(bytes[position]) || bytes[position] == Ascii.comma
    else { return nil }
    var digits = 0
    // By group between marks, its digits; the marks between them.
    var groups = [0]
    var marks: [UInt8] = []
    var leadsWithZero = false
    while position < cell.end {
      let byte = bytes[position]
      if Ascii.isDigit(byte) {
        if digits == 0 { leadsWithZero = byte == Ascii.zero }
        groups[groups.count - 1] += 1
        digits += 1
      } else if byte == Ascii.comma || byte == Ascii.point {
        marks.append(byte)
        groups.append(0)
      } else {
        break
      }
      position += 1
    }
    let hasExponent = position < cell.end
    guard digits > 0, !marks.isEmpty, groups.count < 16,
      !hasExponent || isExponent(bytes, from: position, to: cell.end)
    else { return nil }
    let shape = NumberShape(
      groups: groups, marks: marks, leadsWithZero: leadsWithZero, hasExponent: hasExponent)
    guard var traits = shape.traits else { return nil }
    if !traits.contains(.decimals) {
      if digits > 15 { traits.insert(.beyondDouble) }
      if digits > 18 { traits.insert(.beyondInteger) }
    }
    let power = hasExponent ? Int(cell.text(bytes).split { "eE".contains($0) }.last ?? "") ?? 0 : 0
    traits.insert(power >= 15 ? .roundedIdentifier : .plainReal)
    return traits
  }

  private static func isExponent(
    _ bytes: borrowing Span<UInt8>, from start: Int, to end: Int
  ) -> Bool {
    guard bytes[start] | 0x20 == UInt8(ascii: "e") else { return false }
    var position = start + 1
    if position < end, isSign(bytes[position]) { position += 1 }
    guard position < end else { return false }
    while position < end {
      guard Ascii.isDigit(bytes[position]) else { return false }
      position += 1
    }
    return true
  }

  private static func isSign(_ byte: UInt8) -> Bool { byte == Ascii.minus || byte == Ascii.plus }
}

/// Digits with marks between them.
private struct NumberShape {
  /// Lengths.
  let groups: [Int]
  let marks: [UInt8]
  let leadsWithZero: Bool
  let hasExponent: Bool

  /// `nil` where neither notation makes a number of it.
  var traits: CellTraits? {
    let withCommas = reading(grouping: Ascii.comma, decimal: Ascii.point)
    let withPoints = reading(grouping: Ascii.point, decimal: Ascii.comma)
    switch (withCommas, withPoints) {
    case (nil, nil): return nil
    case (let decimals?, nil): return decimals ? [.commaGroups, .decimals] : .commaGroups
    case (nil, let decimals?): return decimals ? [.decimalComma, .decimals] : .decimalComma
    // One comma and three digits behind it: whole, or with decimals.
    case (_?, _?): return .eitherComma
    }
  }

  /// Whether there are decimals, where one mark parts thousands and the other stands before
  /// them; `nil` where that makes no number.
  private func reading(grouping: UInt8, decimal: UInt8) -> Bool? {
    let decimals = marks.count { $0 == decimal }
    guard decimals <= 1, decimals == 0 || marks.last == decimal else { return nil }
    let whole = decimals == 1 ? groups.dropLast() : groups[...]
    if whole.count > 1 {
      guard let first = whole.first, (1...3).contains(first), !leadsWithZero, !hasExponent,
        whole.dropFirst().allSatisfy({ $0 == 3 })
      else { return nil }
    }
    return decimals == 1 || hasExponent
  }
}

extension TextScan {
  /// How each column writes numbers, by its cells, and where these could be read in two ways by
  /// the other columns: a spreadsheet writes all in one way.
  ///
  /// - Throws: `SkysortError` naming both readings where that does not tell.
  func notations(_ layout: TextLayout) throws(SkysortError) -> [NumberNotation] {
    guard layout.format != .ecsv else { return profiles.map { _ in .plain } }
    let numeric = profiles.map(\.traits).filter { $0.isDisjoint(with: [.text, .truth]) }
    let hasPoints = numeric.contains {
      !$0.isDisjoint(with: [.decimalPoint, .commaGroups]) && !$0.contains(.decimalComma)
    }
    let hasCommas = numeric.contains {
      $0.contains(.decimalComma) && $0.isDisjoint(with: [.decimalPoint, .commaGroups])
    }
    var notations: [NumberNotation] = []
    for (index, profile) in profiles.enumerated() {
      let notation = profile.notation(
        hasPoints: hasPoints, hasCommas: hasCommas, isCommaSeparated: layout.delimiter == .comma)
      guard let notation else { throw profile.twoReadings(of: layout.names[index], layout) }
      notations.append(notation)
    }
    return notations
  }

  /// What is to be said of columns in another notation than the plain one.
  func notationWarnings(_ layout: TextLayout, _ notations: [NumberNotation]) -> [String] {
    zip(layout.names, zip(profiles, notations)).compactMap { name, column in
      let (profile, notation) = column
      let example = profile.example ?? ""
      switch notation {
      case .decimalComma:
        return "Column \(name) has commas before the decimals ('\(example)'): its numbers are read "
          + "so, and written with points."
      case .commaGroups:
        return "Column \(name) has commas between thousands ('\(example)'): its numbers are read "
          + "so, and written without."
      case .plain:
        let isNumeric =
          profile.traits.isDisjoint(with: [.text, .truth])
          && !profile.traits.isDisjoint(with: .foreignNumber)
        guard isNumeric else { return nil }
        return "Column \(name) is taken for text: it holds '\(example)', a number with a comma "
          + "before the decimals, beside points before decimals."
      }
    }
  }
}

extension ColumnProfile {
  /// - Parameters:
  ///   - hasPoints: Whether other columns certainly have points before decimals, or commas
  ///     between thousands.
  ///   - hasCommas: Whether other columns certainly have commas before decimals.
  /// - Returns: `nil` where there are two readings.
  fileprivate func notation(
    hasPoints: Bool, hasCommas: Bool, isCommaSeparated: Bool
  ) -> NumberNotation? {
    guard traits.isDisjoint(with: [.text, .truth]) else { return .plain }
    let isPoint = !traits.isDisjoint(with: [.decimalPoint, .commaGroups])
    if traits.contains(.decimalComma) {
      // Two notations in one column are no numbers; neither are quoted pairs such as '3,12'
      // among commas where every other column has points.
      return isPoint || (isCommaSeparated && hasPoints) ? .plain : .decimalComma
    }
    if traits.contains(.commaGroups) { return .commaGroups }
    if traits.contains(.eitherComma) {
      if isPoint { return .commaGroups }
      if hasPoints == hasCommas { return nil }
      return hasPoints ? .commaGroups : .decimalComma
    }
    // Points and nothing else, three digits behind each of them, among decimal commas.
    return traits.contains(.eitherPoint) && !isPoint && hasCommas ? nil : .plain
  }

  fileprivate func twoReadings(of name: String, _ layout: TextLayout) -> SkysortError {
    let text = example ?? ""
    let digits = text.filter { $0 != "," && $0 != "." }
    let decimal = text.replacing(",", with: ".")
    return SkysortError(
      path: layout.path, location: "column \(name)",
      problem: "'\(text)' can be read as \(digits), its mark between thousands, or as \(decimal), "
        + "its mark before decimals",
      fix: "Write the column without marks between thousands, and with points before decimals.")
  }

  /// The narrowest type that holds every cell without loss in a notation.
  func type(_ notation: NumberNotation) -> ElementType {
    let isForeign = !traits.isDisjoint(with: .foreignNumber)
    guard notation != .plain else { return isForeign ? .string : type }
    let hasDecimals =
      traits.contains(.decimals)
      || (notation == .decimalComma && traits.contains(.eitherComma))
      || (notation == .commaGroups && !traits.isDisjoint(with: [.decimalPoint, .eitherPoint]))
    if hasDecimals { return traits.contains(.beyondDouble) ? .string : .double }
    return traits.isDisjoint(with: [.beyondInteger, .leadingZero]) ? .int64 : .string
  }
}
