/// What a cell holds, or a place in a statement stands for.
public enum SQLiteValue: Hashable, Sendable {
  case integer(Int64)
  case real(Double)
  case text(String)
  case null

  public init(_ text: String?) { self = text.map(Self.text) ?? .null }
  public init(_ number: Double?) { self = number.map(Self.real) ?? .null }
  public init(_ truth: Bool) { self = .integer(truth ? 1 : 0) }

  public var text: String? { if case .text(let text) = self { text } else { nil } }
  public var integer: Int64? { if case .integer(let integer) = self { integer } else { nil } }
  /// Also of a whole number.
  public var number: Double? {
    switch self {
    case .real(let number): number
    case .integer(let integer): Double(integer)
    case .text, .null: nil
    }
  }
}

/// A row of an answer.
public struct SQLiteRow: Hashable, Sendable {
  let names: [String]
  let values: [SQLiteValue]

  var first: SQLiteValue? { values.first.flatMap { $0 == .null ? nil : $0 } }

  /// The cell of a column of the statement.
  public subscript(name: String) -> SQLiteValue {
    guard let index = names.firstIndex(of: name) else {
      preconditionFailure("expected one of \(names), found \(name)")
    }
    return values[index]
  }

  /// The text of a column that is never null.
  public func text(_ name: String) -> String {
    guard let text = self[name].text else {
      preconditionFailure("expected a text in \(name), found \(self[name])")
    }
    return text
  }
}
