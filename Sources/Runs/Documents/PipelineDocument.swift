import Files
import Settings
import Tasks

/// The files of a pipeline, read and joined, before parameters are put in.
struct PipelineDocument {
  /// A part and the file it is from.
  struct Part {
    let name: String
    let value: StructuredValue
    let path: String
  }

  let path: String
  private(set) var description: String?
  private(set) var files: [String] = []
  private(set) var parameters: [Part] = []
  private(set) var tasks: [Part] = []
  private(set) var contracts: [Part] = []
  private(set) var subsets: [Part] = []

  /// How deep files may import others.
  private static let maximumDepth = 8

  init(_ path: String) throws {
    self.path = path
    try read(path, importers: [])
    guard !tasks.isEmpty else {
      throw SkysortError(
        path: path, problem: "describes no task", fix: "List them under 'tasks'.")
    }
  }

  /// - Parameter text: A pipeline that imports nothing.
  init(text: String, path: String) throws {
    self.path = path
    try add(StrictSettings.decode(Head.self, from: text, path: path), path: path)
  }

  /// What a file may say.
  private struct Head: Decodable {
    let schema: StructuredValue?
    let description: String?
    let imports: [String]
    let parameters: StructuredValue?
    let tasks: StructuredValue?
    let contracts: [StructuredValue]
    let subsets: StructuredValue?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case schema, description, imports, parameters, tasks, contracts, subsets
    }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      schema = try values.decodeIfPresent(StructuredValue.self, forKey: .schema)
      description = try values.decodeIfPresent(String.self, forKey: .description)
      imports = try values.words(.imports)
      parameters = try values.decodeIfPresent(StructuredValue.self, forKey: .parameters)
      tasks = try values.decodeIfPresent(StructuredValue.self, forKey: .tasks)
      contracts = try values.list(of: StructuredValue.self, .contracts)
      subsets = try values.decodeIfPresent(StructuredValue.self, forKey: .subsets)
    }
  }

  private mutating func read(_ path: String, importers: [String]) throws {
    guard !importers.contains(path), importers.count < Self.maximumDepth else {
      throw SkysortError(
        path: path,
        problem: importers.contains(path)
          ? "imports itself, by way of \(importers.joined(separator: ", "))"
          : "is imported more than \(Self.maximumDepth) deep", fix: "Remove the import.")
    }
    let head = try StrictSettings.load(Head.self, path: path)
    for name in head.imports {
      try read(Paths.join(Paths.folder(of: path), name), importers: importers + [path])
    }
    description = head.description ?? description
    files.append(path)
    try add(head, path: path)
  }

  private mutating func add(_ head: Head, path: String) throws {
    if let schema = head.schema, schema.content != .integer(PipelineFile.schema) {
      throw SkysortError(
        path: path, location: "line \(schema.line), schema",
        problem: "is of another form than this version reads, which is \(PipelineFile.schema)",
        fix: "Use the version of the program it was written for, or change it.")
    }
    if description == nil { description = head.description }
    try Self.join(&parameters, head.parameters, "parameters", path)
    try Self.join(&tasks, head.tasks, "tasks", path)
    try Self.join(&subsets, head.subsets, "subsets", path)
    contracts += head.contracts.map { Part(name: "", value: $0, path: path) }
  }

  /// Adds the members of a mapping; those of the same name are replaced.
  private static func join(
    _ parts: inout [Part], _ value: StructuredValue?, _ section: String, _ path: String
  ) throws(SkysortError) {
    guard let value, value.content != .nothing else { return }
    guard case .mapping(let members) = value.content else {
      throw SkysortError(
        path: path, location: "line \(value.line), \(section)",
        problem: "needs a mapping of names, found \(value.explanation)")
    }
    for member in members {
      guard isName(member.name) else {
        throw SkysortError(
          path: path, location: "line \(member.value.line), \(section)",
          problem: "'\(member.name)' is not a name",
          fix: "Names are letters, digits, '-' and '_'.")
      }
      let part = Part(name: member.name, value: member.value, path: path)
      if let index = parts.firstIndex(where: { $0.name == member.name }) {
        parts[index] = part
      } else {
        parts.append(part)
      }
    }
  }

  static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "-_".contains($0) }
  }

  /// The parameters with the values in use.
  func parameters(with changes: [String: String]) throws -> [StructuredValue.Member] {
    let names = parameters.map(\.name)
    for name in changes.keys.sorted() where !names.contains(name) {
      throw SkysortError(
        path: path, problem: "has no parameter '\(name)' to set",
        fix: names.isEmpty ? "It has none." : Spelling.advice(for: name, among: names),
        exitCode: .usage)
    }
    return try parameters.map { part in
      guard part.value.word != nil else {
        throw SkysortError(
          path: part.path, location: "line \(part.value.line), parameters.\(part.name)",
          problem: "needs one word or number, found \(part.value.explanation)")
      }
      let changed = changes[part.name].map { StructuredValue(plain: $0, line: part.value.line) }
      return .init(name: part.name, value: changed ?? part.value)
    }
  }
}
