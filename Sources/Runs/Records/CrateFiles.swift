import Files

/// The files that a run read and wrote, as entities of its crate.
///
/// What tasks wrote lies in the crate. What they read from elsewhere is named by its contents,
/// as RFC 6920 has it, for the crate may be looked at where the run's paths mean nothing.
struct CrateFiles {
  /// Of every file, the tasks' outputs first; each once.
  private(set) var entities: [JSONValue] = []
  /// Of what came from elsewhere.
  private(set) var inputs: [String] = []
  private(set) var outputs: [String] = []
  private let tasks: Set<String>
  private var parts: [String] = []
  private var seen: Set<String> = []

  init(_ record: RunRecord) {
    tasks = Set(record.tasks.map(\.name))
    for task in record.tasks {
      for file in task.outputs {
        let id = id(of: file, in: task)
        if add(file, id: id) { outputs.append(id) }
      }
    }
    for input in record.tasks.flatMap(\.inputs) {
      let id = id(of: input)
      guard add(input, id: id) else { continue }
      if TaskInput(input.path).task(among: tasks) == nil { inputs.append(id) }
    }
  }

  /// Of every file and folder, for the root's parts.
  var links: [JSONValue] { parts.map(JSONValue.link) }

  /// Of an output, which lies in its task's folder.
  func id(of file: RunRecord.FileRecord, in task: RunRecord.TaskRecord) -> String {
    Self.encoded(Paths.join(task.name, file.path))
  }

  /// Of an input: in a task's folder, or elsewhere.
  func id(of file: RunRecord.FileRecord) -> String {
    let input = TaskInput(file.path)
    let isSingle = file.bytes != nil
    if input.task(among: tasks) != nil {
      return Self.encoded(input.path) + (isSingle || input.path.hasSuffix("/") ? "" : "/")
    }
    return isSingle ? "nih:sha-256;\(file.sha256)" : "#files-\(file.sha256)"
  }

  /// - Returns: Whether it was not there yet.
  private mutating func add(_ file: RunRecord.FileRecord, id: String) -> Bool {
    guard seen.insert(id).inserted else { return false }
    var members: [String: JSONValue] = [
      "@id": .text(id), "name": .text(TaskInput(file.path).path), "sha256": .text(file.sha256),
    ]
    members["contentSize"] = file.bytes.map { .text("\($0)") }
    if file.bytes != nil { members["encodingFormat"] = .text(Self.format(of: file.path)) }
    let isPart = !id.hasPrefix("#")
    members["@type"] = file.bytes != nil ? "File" : isPart ? "Dataset" : "Collection"
    if isPart { parts.append(id) }
    entities.append(.object(members))
    return true
  }

  /// Media types by the endings of what tasks read and write.
  private static func format(of path: String) -> String {
    let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    let known = [
      "fits": "application/fits", "fit": "application/fits", "csv": "text/csv",
      "tsv": "text/tab-separated-values", "ecsv": "text/x-ecsv", "json": "application/json",
      "html": "text/html", "vot": "application/x-votable+xml", "png": "image/png",
      "jpg": "image/jpeg", "yaml": "application/yaml",
    ]
    return known[ending] ?? "application/octet-stream"
  }

  /// A path as a part of an URI.
  static func encoded(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let kept = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/".utf8)
    let bytes = path.utf8.flatMap { byte in
      kept.contains(byte)
        ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
