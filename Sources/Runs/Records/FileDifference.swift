import Files
import Settings
import Tables

/// How far two outputs differ, in words.
enum FileDifference {
  /// - Returns: `nil` where nothing can be said but that the bytes differ.
  static func describe(_ before: String, _ now: String) -> String? {
    if before.hasSuffix(".json") { return json(before, now) }
    guard let first = try? TableFile.read(before), let second = try? TableFile.read(now) else {
      return nil
    }
    return tables(first, second)
  }

  private static func tables(_ first: Table, _ second: Table) -> String {
    guard first.rowCount == second.rowCount else {
      return "\(first.rowCount) rows against \(second.rowCount)"
    }
    var parts: [String] = []
    for column in first.columns {
      guard let other = second[column.name] else {
        parts.append("\(column.name) is gone")
        continue
      }
      if let part = columns(column, other) { parts.append(part) }
    }
    let added = second.columns.map(\.name).filter { first[$0] == nil }
    parts += added.map { "\($0) is new" }
    return parts.isEmpty ? "the cells agree" : parts.joined(separator: ", ")
  }

  private static func columns(_ first: Column, _ second: Column) -> String? {
    if let a = first.texts(), let b = second.texts() {
      let count = zip(a, b).count { $0 != $1 }
      return count == 0 ? nil : "\(first.name) differs in \(count) of \(a.count) rows"
    }
    guard let a = first.doubles(), let b = second.doubles() else { return nil }
    var largest = 0.0
    for (x, y) in zip(a, b) where x != y && !(x.isNaN && y.isNaN) {
      let difference = abs(x - y)
      largest = difference.isNaN ? .infinity : max(largest, difference)
    }
    return largest == 0 ? nil : "\(first.name) by up to \(largest)"
  }

  private static func json(_ before: String, _ now: String) -> String? {
    let trees = [before, now].map { path in
      (try? WholeFile.read(path, maximumSize: 256 << 20)).flatMap {
        try? JSONReader.read($0[...], path: path)
      }
    }
    guard let first = trees[0], let second = trees[1] else { return nil }
    var largest: (place: String, difference: Double) = ("", 0)
    var others = 0
    compare(first, second, "", &largest, &others)
    var parts: [String] = []
    if largest.difference > 0 {
      parts.append("\(largest.place) by \(largest.difference), the most of all numbers")
    }
    if others > 0 { parts.append("\(others) other values differ") }
    return parts.isEmpty ? "the values agree" : parts.joined(separator: "; ")
  }

  private static func compare(
    _ first: StructuredValue, _ second: StructuredValue, _ place: String,
    _ largest: inout (place: String, difference: Double), _ others: inout Int
  ) {
    switch (first.content, second.content) {
    case (.mapping(let a), .mapping(let b)):
      for name in Set(a.map(\.name)).union(b.map(\.name)).sorted() {
        guard let x = first[name], let y = second[name] else {
          others += 1
          continue
        }
        compare(x, y, place.isEmpty ? name : "\(place).\(name)", &largest, &others)
      }
    case (.sequence(let a), .sequence(let b)) where a.count == b.count:
      for (index, pair) in zip(a, b).enumerated() {
        compare(pair.0, pair.1, "\(place)[\(index)]", &largest, &others)
      }
    default:
      if let x = first.double, let y = second.double {
        if abs(x - y) > largest.difference { largest = (place, abs(x - y)) }
      } else if first.word != second.word || first.word == nil {
        others += 1
      }
    }
  }
}

extension StructuredValue {
  /// As a number, where it is one.
  var double: Double? {
    switch content {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }
}
