/// Reads the part of a record behind `= `.
enum ValueParser {
  /// - Returns: The value, and the comment behind the slash.
  static func parse(_ field: ArraySlice<UInt8>) -> (CardValue, comment: String) {
    let rest = field.drop { $0 == UInt8(ascii: " ") }
    guard let first = rest.first else { return (.undefined, "") }
    switch first {
    case UInt8(ascii: "'"): return quoted(rest)
    case UInt8(ascii: "("): return complex(rest)
    default: return plain(rest)
    }
  }

  private static func quoted(_ field: ArraySlice<UInt8>) -> (CardValue, String) {
    let quote = UInt8(ascii: "'")
    var characters: [UInt8] = []
    var index = field.startIndex + 1
    while index < field.endIndex {
      if field[index] == quote {
        guard index + 1 < field.endIndex, field[index + 1] == quote else { break }
        index += 1
      }
      characters.append(field[index])
      index += 1
    }
    guard index < field.endIndex else {
      return (.illegal(HeaderCard.text(field)), "")
    }
    return (.string(HeaderCard.text(characters[...])), comment(field[(index + 1)...]))
  }

  private static func complex(_ field: ArraySlice<UInt8>) -> (CardValue, String) {
    guard let end = field.firstIndex(of: UInt8(ascii: ")")) else {
      return (.illegal(HeaderCard.text(field)), "")
    }
    let inner = HeaderCard.text(field[(field.startIndex + 1)..<end])
    let parts = inner.split(separator: ",").map { $0.filter { $0 != " " } }
    let rest = comment(field[(end + 1)...])
    guard parts.count == 2, let real = number(parts[0]), let imaginary = number(parts[1]) else {
      return (.illegal("(\(inner))"), rest)
    }
    return (.complex(real, imaginary), rest)
  }

  private static func plain(_ field: ArraySlice<UInt8>) -> (CardValue, String) {
    let slash = field.firstIndex(of: UInt8(ascii: "/")) ?? field.endIndex
    let token = HeaderCard.text(field[..<slash])
    return (plainValue(token), comment(field[slash...]))
  }

  private static func plainValue(_ token: String) -> CardValue {
    switch token {
    case "": return .undefined
    case "T": return .logical(true)
    case "F": return .logical(false)
    default: break
    }
    if let integer = Int64(token) { return .integer(integer) }
    guard let real = number(token) else { return .illegal(token) }
    return .real(real)
  }

  /// A number as Fortran writes it: `1.5`, `-2E3`, `6.0D-5`; `nan` and hexadecimal are none.
  static func number(_ text: some StringProtocol) -> Double? {
    let isNumeric = text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || "+-.eEdD".utf8.contains($0)
    }
    guard isNumeric, !text.isEmpty else { return nil }
    return Double(String(text.map { $0 == "D" || $0 == "d" ? "E" : $0 }))
  }

  private static func comment(_ field: ArraySlice<UInt8>) -> String {
    let rest = field.drop { $0 == UInt8(ascii: " ") }
    guard rest.first == UInt8(ascii: "/") else { return "" }
    return HeaderCard.text(rest.dropFirst().drop { $0 == UInt8(ascii: " ") })
  }
}
