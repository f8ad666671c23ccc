import Files

/// Reads a condition; a name is a column, everything else is known.
struct ConditionParser {
  private struct Token {
    enum Kind: Equatable {
      case word(String)
      case operand(ConditionOperand.Value)
      case comparison(ConditionOperator)
      case opening, closing, end
    }

    let kind: Kind
    /// The character where it begins, from 1.
    let offset: Int
  }

  private var tokens: [Token]
  private var position = 0
  private var depth = 0

  private static let deepest = 100

  init(_ text: String) throws(SkysortError) { tokens = try Self.tokens(Array(text)) }

  static func error(_ offset: Int, _ problem: String, _ fix: String = "") -> SkysortError {
    SkysortError(
      path: "--where", location: "character \(offset)", problem: problem,
      fix: fix.isEmpty ? "Write it as \"part = 'test' and r < 20\"." : fix, exitCode: .usage)
  }

  // MARK: Grammar

  mutating func condition() throws(SkysortError) -> ConditionNode {
    let node = try either()
    guard next.kind == .end else {
      throw Self.error(next.offset, "expected 'and', 'or' or the end, found \(explanation(next))")
    }
    return node
  }

  private var next: Token { tokens[position] }

  private mutating func takes(_ word: String) -> Bool {
    guard case .word(let found) = next.kind, found.lowercased() == word else { return false }
    position += 1
    return true
  }

  private mutating func either() throws(SkysortError) -> ConditionNode {
    var node = try both()
    while takes("or") { node = .or(node, try both()) }
    return node
  }

  private mutating func both() throws(SkysortError) -> ConditionNode {
    var node = try negation()
    while takes("and") { node = .and(node, try negation()) }
    return node
  }

  private mutating func negation() throws(SkysortError) -> ConditionNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else {
      throw Self.error(next.offset, "is nested more than \(Self.deepest) deep")
    }
    if takes("not") { return .not(try negation()) }
    guard next.kind == .opening else { return try comparison() }
    let opening = next.offset
    position += 1
    let node = try either()
    guard next.kind == .closing else {
      throw Self.error(
        next.offset,
        "expected ')' for the '(' at character \(opening), found \(explanation(next))")
    }
    position += 1
    return node
  }

  private mutating func comparison() throws(SkysortError) -> ConditionNode {
    let first = try operand()
    guard case .comparison(let comparison) = next.kind else {
      throw Self.error(
        next.offset, "expected =, !=, <, <=, >, >= or ~, found \(explanation(next))")
    }
    position += 1
    let second = try operand()
    let node = ConditionNode.comparison(first, comparison, second)
    if node.columns.isEmpty {
      throw Self.error(
        first.offset, "compares two values, none of which is a column",
        "A column's name stands without quotes; one that is no word in `backticks`.")
    }
    return node
  }

  private mutating func operand() throws(SkysortError) -> ConditionOperand {
    let token = next
    let value: ConditionOperand.Value
    switch token.kind {
    case .operand(let found): value = found
    case .word(let word):
      switch word.lowercased() {
      case "and", "or", "not":
        throw Self.error(token.offset, "expected a column or a value, found \(explanation(token))")
      case "true": value = .truth(true)
      case "false": value = .truth(false)
      default: value = .column(word)
      }
    default:
      throw Self.error(token.offset, "expected a column or a value, found \(explanation(token))")
    }
    position += 1
    return ConditionOperand(value: value, offset: token.offset)
  }

  private func explanation(_ token: Token) -> String {
    switch token.kind {
    case .word(let word): "'\(word)'"
    case .operand(.column(let name)): "`\(name)`"
    case .operand(.text(let text)): "the text '\(text)'"
    case .operand(.integer(let number)): "\(number)"
    case .operand(.real(let number)): "\(number)"
    case .operand(.truth(let truth)): "\(truth)"
    case .comparison(let comparison): "'\(comparison.rawValue)'"
    case .opening: "'('"
    case .closing: "')'"
    case .end: "the end"
    }
  }

  // MARK: Words

  private static func tokens(_ letters: [Character]) throws(SkysortError) -> [Token] {
    var tokens: [Token] = []
    var place = 0
    while place < letters.count {
      let letter = letters[place]
      if letter.isWhitespace {
        place += 1
        continue
      }
      let start = place
      let kind: Token.Kind
      switch letter {
      case "(": (kind, place) = (.opening, place + 1)
      case ")": (kind, place) = (.closing, place + 1)
      case "'", "\"", "`": kind = try quoted(letters, &place)
      case "=", "!", "<", ">", "~": kind = try comparison(letters, &place)
      case "0"..."9", ".", "+", "-": kind = try number(letters, &place)
      default: kind = try word(letters, &place)
      }
      tokens.append(Token(kind: kind, offset: start + 1))
    }
    tokens.append(Token(kind: .end, offset: letters.count + 1))
    return tokens
  }

  /// Text, or in backticks a column; a quotation mark inside is written twice.
  private static func quoted(
    _ letters: [Character], _ place: inout Int
  ) throws(SkysortError) -> Token.Kind {
    let (start, mark) = (place, letters[place])
    var text = ""
    place += 1
    while place < letters.count {
      if letters[place] == mark {
        guard place + 1 < letters.count, letters[place + 1] == mark else {
          place += 1
          return .operand(mark == "`" ? .column(text) : .text(text))
        }
        place += 1
      }
      text.append(letters[place])
      place += 1
    }
    throw error(start + 1, "the quotation mark \(mark) is not closed")
  }

  private static func comparison(
    _ letters: [Character], _ place: inout Int
  ) throws(SkysortError) -> Token.Kind {
    let start = place
    while place < letters.count, "=!<>~".contains(letters[place]) { place += 1 }
    let text = String(letters[start..<place])
    guard let found = ConditionOperator(rawValue: text) else {
      let meant = ["==": "=", "<>": "!=", "!": "not", "=<": "<=", "=>": ">="][text]
      throw error(
        start + 1, "'\(text)' compares nothing",
        meant.map { "Write \($0)." } ?? "Known are =, !=, <, <=, >, >= and ~.")
    }
    return .comparison(found)
  }

  private static func number(
    _ letters: [Character], _ place: inout Int
  ) throws(SkysortError) -> Token.Kind {
    let start = place
    place += 1
    while place < letters.count {
      let letter = letters[place]
      let isSign = "+-".contains(letter) && "eE".contains(letters[place - 1])
      guard letter.isASCII, letter.isLetter || letter.isNumber || letter == "." || isSign else {
        break
      }
      place += 1
    }
    let text = String(letters[start..<place])
    if let value = Int64(text) { return .operand(.integer(value)) }
    guard text.contains(where: \.isNumber), let value = Double(text), value.isFinite else {
      throw error(
        start + 1, "'\(text)' is not a number",
        "A column whose name begins like one stands in `backticks`.")
    }
    return .operand(.real(value))
  }

  private static func word(
    _ letters: [Character], _ place: inout Int
  ) throws(SkysortError) -> Token.Kind {
    let start = place
    while place < letters.count,
      letters[place].isLetter || letters[place].isNumber || "_.".contains(letters[place])
    {
      place += 1
    }
    guard place > start else {
      throw error(
        start + 1, "'\(letters[start])' is not understood",
        "A column whose name is no word stands in `backticks`, text in 'quotes'.")
    }
    return .word(String(letters[start..<place]))
  }
}
