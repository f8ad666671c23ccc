/// What one element of a column is once it is decoded; raw values name it in messages.
public enum ElementKind: String, Hashable, Sendable, CaseIterable {
  case bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64
  case float, double, string, complexFloat, complexDouble
}

/// What one element of a binary table is on disk, by the letter of its `TFORM`.
public enum StoredType: Character, Hashable, Sendable, CaseIterable {
  case logical = "L"
  case bit = "X"
  case byte = "B"
  case short = "I"
  case int = "J"
  case long = "K"
  case character = "A"
  case float = "E"
  case double = "D"
  case complexFloat = "C"
  case complexDouble = "M"

  /// Bytes of `count` elements.
  func size(of count: Int) -> (bytes: Int, overflow: Bool) {
    guard self != .bit else { return (count / 8 + (count % 8 == 0 ? 0 : 1), false) }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: width)
    return (bytes, overflow)
  }

  /// Bytes of one element; of bits, of eight.
  var width: Int {
    switch self {
    case .logical, .bit, .byte, .character: 1
    case .short: 2
    case .int, .float: 4
    case .long, .double, .complexFloat: 8
    case .complexDouble: 16
    }
  }

  var isInteger: Bool { self == .byte || self == .short || self == .int || self == .long }
}
