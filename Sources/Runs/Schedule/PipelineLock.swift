import Files
import FoundationEssentials
import Settings

/// What made the outputs that lie in a run's folder: `pipeline.lock`.
///
/// The same text for the same inputs, settings and outputs, whenever and wherever it was
/// written, so that it can be kept under version control.
struct PipelineLock: Codable, Equatable {
  var schema = PipelineFile.schema
  var tasks: [String: TaskLock] = [:]

  static let name = "pipeline.lock"

  /// - Returns: An empty one where there is none, or none of this form.
  static func read(in folder: String) -> PipelineLock {
    let bytes = try? WholeFile.read(Paths.join(folder, name), maximumSize: 64 << 20)
    let lock = bytes.flatMap {
      try? JSONDecoder().decode(PipelineLock.self, from: Data($0))
    }
    return lock.flatMap { $0.schema == PipelineFile.schema ? $0 : nil } ?? PipelineLock()
  }

  func write(in folder: String) throws(SkysortError) {
    try AtomicFile.write(StableJSON.text(self), to: Paths.join(folder, Self.name))
  }
}

/// What made one task's outputs.
struct TaskLock: Codable, Equatable {
  var fingerprint: TaskFingerprint
  /// SHA-256 by path in the task's folder.
  var outputs: [String: String]
  var summary: String
  var metrics: [String: Double]
}

/// Everything that decides what a task's outputs are.
struct TaskFingerprint: Codable, Equatable {
  /// The tool's version and the form of pipelines.
  let tool: String
  let taskClass: String
  /// The task as canonical JSON.
  let settings: String
  /// The run's.
  let seed: UInt64
  /// SHA-256 by path; empty for an input that is a word and no file.
  var inputs: [String: String]

  enum CodingKeys: String, CodingKey {
    case tool, settings, seed, inputs
    case taskClass = "class"
  }

  /// SHA-256 of all of it.
  var key: String { Digest.sha256(CanonicalJSON.encode(self)) }

  /// What is different from an earlier fingerprint, in words; `nil` where nothing is.
  func difference(from earlier: TaskFingerprint) -> String? {
    if tool != earlier.tool { return "made by \(earlier.tool), this is \(tool)" }
    if taskClass != earlier.taskClass { return "its class was \(earlier.taskClass)" }
    if settings != earlier.settings {
      let change = StructuredValue.change(from: earlier.settings, to: settings)
      return "its settings changed" + (change.map { ": \($0)" } ?? "")
    }
    if seed != earlier.seed { return "the seed was \(earlier.seed)" }
    let paths = Set(inputs.keys).union(earlier.inputs.keys).sorted()
    let changed = paths.first { inputs[$0] != earlier.inputs[$0] }
    guard let changed else { return nil }
    if earlier.inputs[changed] == nil { return "\(changed) is new" }
    return inputs[changed] == nil ? "\(changed) is read no more" : "\(changed) changed"
  }
}

extension StructuredValue {
  /// The first difference between two trees of JSON, in words: `config.epochs was 40`.
  fileprivate static func change(from earlier: String, to now: String) -> String? {
    let trees = [earlier, now].map { try? JSONReader.read(Array($0.utf8)[...], path: "settings") }
    guard let before = trees[0], let after = trees[1] else { return nil }
    return after.change(from: before, path: "")
  }

  private func change(from earlier: StructuredValue, path: String) -> String? {
    guard case .mapping(let now) = content, case .mapping(let before) = earlier.content else {
      guard self != earlier, encoded != earlier.encoded else { return nil }
      return "\(path) was \(earlier.encoded)"
    }
    for name in Set(now.map(\.name)).union(before.map(\.name)).sorted() {
      let place = path.isEmpty ? name : "\(path).\(name)"
      switch (self[name], earlier[name]) {
      case (let value?, let old?):
        if let change = value.change(from: old, path: place) { return change }
      case (_?, nil): return "\(place) is new"
      case (nil, _): return "\(place) is stated no more"
      }
    }
    return nil
  }

  private var encoded: String { CanonicalJSON.encode(self) }
}
