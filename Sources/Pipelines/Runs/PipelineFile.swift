import Files
import Settings

/// A pipeline as its YAML describes it: named tasks, done in order.
///
///     description: From a labelled table to a judged catalog.
///     parameters: {epochs: 40}
///     tasks:
///       model:
///         class: train
///         inputs: {table: labelled.csv}
///         config: {epochs: $epochs}
///
/// An input that begins with an earlier task's name is in that task's folder; any other is a
/// path from the working folder. `$name` stands for a parameter's value.
struct PipelineFile: Decodable {
  let description: String?
  /// Values by name, as YAML writes them.
  let parameters: [String: PipelineParameter]
  let tasks: [PipelineEntry]

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case description, parameters, tasks
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    description = try values.decodeIfPresent(String.self, forKey: .description)
    parameters =
      try values.decodeIfPresent([String: PipelineParameter].self, forKey: .parameters) ?? [:]
    let entries = try values.nestedContainer(keyedBy: TaskName.self, forKey: .tasks)
    tasks = try entries.allKeys.map { name in
      try PipelineEntry(name: name.stringValue, from: entries.superDecoder(forKey: name))
    }
  }

  /// Reads a pipeline, `changes` in the place of its own parameters.
  static func load(_ path: String, changes: [String: String]) throws -> PipelineFile {
    let bytes = try WholeFile.read(path, maximumSize: 1 << 20)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw TaskError(
        subject: path, problem: "is no UTF-8 text", fix: "A pipeline is a YAML file.")
    }
    let head = try StrictSettings.decode(Head.self, from: text, path: path)
    var values = head.parameters.mapValues(\.text)
    for (name, value) in changes.sorted(by: { $0.key < $1.key }) {
      guard values[name] != nil else {
        throw TaskError(
          subject: path, problem: "has no parameter '\(name)' to set",
          fix: "Its parameters are: \(values.keys.sorted().joined(separator: ", ")).",
          exitCode: .usage)
      }
      values[name] = value
    }
    let resolved = try substitute(values, in: text, path: path)
    return try StrictSettings.decode(PipelineFile.self, from: resolved, path: path)
  }

  /// Only the parameters; tasks are looked at once those are put in.
  private struct Head: Decodable {
    let parameters: [String: PipelineParameter]

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      parameters =
        try values.decodeIfPresent([String: PipelineParameter].self, forKey: .parameters) ?? [:]
    }
  }

  private static func substitute(
    _ values: [String: String], in text: String, path: String
  ) throws -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "$") {
      result += rest[..<start]
      let name = rest[rest.index(after: start)...].prefix {
        $0.isLetter || $0.isNumber || $0 == "_"
      }
      guard let value = name.isEmpty ? "$" : values[String(name)] else {
        throw TaskError(
          subject: path, problem: "uses the parameter '$\(name)', which it does not declare",
          fix: "Declare it under 'parameters'.")
      }
      result += value
      rest = rest[name.endIndex...]
    }
    return result + rest
  }
}

/// A parameter's value.
struct PipelineParameter: Decodable {
  /// As YAML writes it.
  let text: String

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let integer = try? value.decode(Int.self) {
      text = String(integer)
    } else if let number = try? value.decode(Double.self) {
      text = String(number)
    } else if let truth = try? value.decode(Bool.self) {
      text = String(truth)
    } else {
      text = try value.decode(String.self)
    }
  }
}

/// Any task's name.
struct TaskName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init?(stringValue: String) {
    let isPlain = stringValue.allSatisfy { $0.isLetter || $0.isNumber || "-_".contains($0) }
    guard !stringValue.isEmpty, isPlain else { return nil }
    self.stringValue = stringValue
  }
  init?(intValue: Int) { nil }
}
