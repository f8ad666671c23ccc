public import Files
import Settings
public import Tasks

/// Does a recorded run again, in a folder of its own, and compares the bytes.
public struct ReplayTask: Sendable {
  /// The folder of the run.
  public var run: String
  /// Where it is done again; must be empty or not there.
  public var folder: String
  /// The recorded number where `nil`; results do not depend on it.
  public var threads: Int?

  public init(run: String, folder: String) {
    self.run = run
    self.folder = folder
  }

  /// What `replay` prints.
  public struct Outcome: Sendable, Encodable {
    public let record: String
    public let folder: String
    /// Whether every output has the recorded bytes.
    public let isIdentical: Bool
    /// What is different about program, libraries and machine, and what that may change.
    public let circumstances: [String]
    public let outputs: [ReplayedFile]

    enum CodingKeys: String, CodingKey {
      case record, folder, circumstances, outputs
      case isIdentical = "identical"
    }
  }

  /// One output, before and now.
  public struct ReplayedFile: Sendable, Encodable {
    public enum State: String, Sendable, Encodable { case same, different, missing, new }

    /// `task/file`.
    public let path: String
    public let state: State
    public let recorded: String?
    public let replayed: String?
    /// How far they differ, where both are still there to be looked at.
    public let difference: String?
  }

  /// Where the recorded run's relative paths begin.
  public static func workingFolder(of run: String) throws -> String {
    try RunRecord.read(in: run).workingFolder
  }

  /// Paths in the record begin in the working folder, which must be the recorded one.
  ///
  /// - Throws: `SkysortError` where an input is not what it was.
  public func run(
    progress: @escaping ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) async throws -> Outcome {
    let record = try RunRecord.read(in: run)
    guard record.state == .done else {
      throw SkysortError(
        path: run, problem: "is the record of a run that failed",
        fix: "Run the pipeline to its end first.")
    }
    try checkInputs(record)
    guard try !Paths.exists(folder) || Paths.list(folder).isEmpty else {
      throw SkysortError(
        path: folder, problem: "is not empty", fix: "Choose another folder with --out.",
        exitCode: .usage)
    }
    var again = PipelineRun(path: record.pipeline)
    again.folder = folder
    again.seed = record.seed
    again.threads = threads ?? record.threads
    let document = try PipelineDocument(text: record.configuration, path: record.pipeline)
    _ = try await again.run(
      PipelineFile(document, changes: [:]), progress: progress, interruption: interruption)
    return try outcome(record, try RunRecord.read(in: folder))
  }

  /// Inputs that no task of the run made must be the recorded ones.
  private func checkInputs(_ record: RunRecord) throws {
    let tasks = Set(record.tasks.map(\.name))
    for task in record.tasks {
      for input in task.inputs where TaskInput(input.path).task(among: tasks) == nil {
        let path = TaskInput(input.path).path
        guard Paths.exists(path) else {
          guard input.bytes != nil else { continue }
          throw SkysortError(
            path: path, problem: "is gone, and the run read it",
            fix: "Bring it back; its SHA-256 was \(input.sha256).", exitCode: .noInput)
        }
        guard !Paths.isFolder(path), try Digest.sha256(ofFile: path) != input.sha256 else {
          continue
        }
        throw SkysortError(
          path: path, problem: "is not what the run read",
          fix: "Bring back the file whose SHA-256 was \(input.sha256), or run the pipeline anew.")
      }
    }
  }

  private func outcome(_ record: RunRecord, _ again: RunRecord) throws -> Outcome {
    let before = record.outputs
    let now = again.outputs
    let files = Set(before.keys).union(now.keys).sorted().map { path in
      ReplayedFile(
        path: path, state: Self.state(before[path], now[path]), recorded: before[path],
        replayed: now[path],
        difference: before[path] == now[path] ? nil : difference(path, record))
    }
    return Outcome(
      record: record.id, folder: folder, isIdentical: files.allSatisfy { $0.state == .same },
      circumstances: circumstances(record, again), outputs: files)
  }

  private static func state(_ before: String?, _ now: String?) -> ReplayedFile.State {
    if before == now { return .same }
    if before == nil { return .new }
    return now == nil ? .missing : .different
  }

  /// Looks at the files themselves, as far as the run's are still there.
  private func difference(_ path: String, _ record: RunRecord) -> String? {
    let root = Paths.isFolder(run) ? run : Paths.folder(of: run)
    let (before, now) = (Paths.join(root, path), Paths.join(folder, path))
    guard Paths.exists(before), Paths.exists(now),
      (try? Digest.sha256(ofFile: before)) == record.outputs[path]
    else { return nil }
    return FileDifference.describe(before, now)
  }

  /// Classes of tasks whose figures products of matrices decide.
  private static let computing = Set(
    [PipelineEntry.Class.train, .autoencode, .classify, .encode, .project].map(\.rawValue))

  private func circumstances(_ record: RunRecord, _ again: RunRecord) -> [String] {
    var lines: [String] = []
    if record.tool.version != again.tool.version || record.tool.build != again.tool.build {
      lines.append(
        "made by \(record.tool.name) \(record.tool.version), replayed by another build,"
          + " \(again.tool.version)")
    }
    for (name, version) in again.tool.libraries.sorted(by: { $0.key < $1.key })
    where record.tool.libraries[name] != version {
      lines.append("\(name) was \(record.tool.libraries[name] ?? "unknown"), is \(version)")
    }
    let differences = again.machine.decisiveDifferences(from: record.machine)
    if !differences.isEmpty {
      let tasks = record.tasks.filter { Self.computing.contains($0.taskClass) }
      lines.append(
        "\(differences.joined(separator: ", ")): the last digits of"
          + " \(tasks.map(\.name).joined(separator: ", ")) and what follows from them may differ")
    }
    if record.threads != again.threads {
      lines.append(
        "on \(again.threads) threads instead of \(record.threads), which changes nothing")
    }
    return lines
  }
}

extension RunRecord {
  /// SHA-256 by `task/file`.
  var outputs: [String: String] {
    Dictionary(
      tasks.flatMap { task in
        task.outputs.map { (Paths.join(task.name, $0.path), $0.sha256) }
      }, uniquingKeysWith: { first, _ in first })
  }
}

/// A replayed run did not come out the same.
public struct ReplayDiffers: ExitCoded {
  public let description: String
  public let exitCode = ExitCode.badData

  public init(_ outcome: ReplayTask.Outcome) {
    let count = outcome.outputs.count { $0.state != .same }
    description =
      "\(outcome.record): \(count) of \(outcome.outputs.count) outputs are not what they were."
      + " See the list above."
  }
}
