import Files
import Settings

/// A condition on a pipeline's settings that must hold before anything runs.
///
///     contracts:
///       - model.config.epochs >= 10
///       - contract: catalog.inputs.model == report.inputs.model
///         message: Both must look at one model.
///
/// A side is a path into a task or into `parameters`, a number, a word, or, behind `in`, a list.
struct PipelineContract: Decodable {
  let text: String
  /// What the user should know where it does not hold.
  let message: String?
  let line: Int

  private enum CodingKeys: String, CodingKey, CaseIterable { case contract, message }

  init(from decoder: any Decoder) throws {
    let tree = try StructuredValue(from: decoder)
    line = tree.line
    if let word = tree.word {
      (text, message) = (word, nil)
      return
    }
    let values = try decoder.container(keyedBy: CodingKeys.self)
    text = try values.word(.contract)
    message = try values.wordIfPresent(.message)
  }

  /// - Throws: `SkysortError` where it does not hold or cannot be understood.
  func check(_ pipeline: PipelineFile) throws(SkysortError) {
    guard let match = Self.comparison(in: text) else {
      throw diagnostic(
        "is not a comparison: '\(text)'",
        fix: "Write SIDE OPERATOR SIDE with one of \(Self.operators.joined(separator: " ")).",
        pipeline)
    }
    let left = try value(match.left, pipeline)
    let holds: Bool
    if match.word == "in" {
      var elements: [StructuredValue] = []
      for word in Self.list(match.right) { elements.append(try value(word, pipeline)) }
      holds = elements.contains { Self.areEqual($0, left) }
    } else {
      let right = try value(match.right, pipeline)
      holds = try compare(left, match.word, right, pipeline)
    }
    guard holds else {
      throw diagnostic(
        "the contract '\(text)' does not hold: \(match.left) is \(left.word ?? "a list")",
        fix: message ?? "Change the settings, or the contract.", pipeline)
    }
  }

  private static let operators = ["==", "!=", "<=", ">=", "<", ">", "in"]

  private static func comparison(
    in text: String
  ) -> (left: String, word: String, right: String)? {
    let words = text.split(separator: " ", maxSplits: 2).map(String.init)
    guard words.count == 3, operators.contains(words[1]) else { return nil }
    return (words[0], words[1], words[2])
  }

  private static func list(_ text: String) -> [String] {
    let inside = text.drop { $0 == "[" || $0 == " " }.prefix { $0 != "]" }
    return inside.split(separator: ",").map { String($0.drop { $0 == " " }) }
  }

  /// What a side stands for.
  private func value(
    _ side: String, _ pipeline: PipelineFile
  ) throws(SkysortError) -> StructuredValue {
    let steps = side.split(separator: ".").map(String.init)
    let tasks = pipeline.tasks.map(\.name)
    guard steps.count > 1, let first = steps.first, !(first.first?.isNumber ?? true) else {
      return StructuredValue(plain: side, line: line)
    }
    guard first == "parameters" || tasks.contains(first) else {
      throw diagnostic(
        "speaks of '\(first)', which is not a task",
        fix: Spelling.advice(for: first, among: tasks + ["parameters"]), pipeline)
    }
    var value: StructuredValue? =
      first == "parameters"
      ? StructuredValue(.mapping(pipeline.parameters), line: line)
      : pipeline.tasks.first { $0.name == first }?.tree
    for step in steps.dropFirst() { value = value?[step] }
    guard let value else {
      throw diagnostic(
        "speaks of \(side), which is not stated", fix: "State it, or change the contract.",
        pipeline)
    }
    return value
  }

  private func compare(
    _ left: StructuredValue, _ word: String, _ right: StructuredValue, _ pipeline: PipelineFile
  ) throws(SkysortError) -> Bool {
    switch word {
    case "==": return Self.areEqual(left, right)
    case "!=": return !Self.areEqual(left, right)
    default: break
    }
    guard let a = left.double, let b = right.double else {
      throw diagnostic(
        "'\(text)' compares sizes of what is not a number", fix: "Use == or !=.", pipeline)
    }
    return switch word {
    case "<": a < b
    case "<=": a <= b
    case ">": a > b
    default: a >= b
    }
  }

  private static func areEqual(_ a: StructuredValue, _ b: StructuredValue) -> Bool {
    if let a = a.double, let b = b.double { return a == b }
    return a.word == b.word && a.word != nil
  }

  private func diagnostic(
    _ problem: String, fix: String, _ pipeline: PipelineFile
  ) -> SkysortError {
    SkysortError(
      path: pipeline.path, location: "line \(line), contracts", problem: problem, fix: fix)
  }
}
