import Files
import FoundationEssentials
import Settings
import Tasks

/// The runs below a folder: `skysort run --out FOLDER/NAME`, or `--out FOLDER` itself.
///
/// The records in the runs' folders are what it knows; an index beside them makes it quick.
public struct RunRegistry: Sendable {
  public let folder: String

  public init(_ folder: String) { self.folder = folder }

  /// A run, in a line.
  public struct Entry: Sendable, Encodable, Hashable {
    public let id: String
    public let folder: String
    /// The record's file.
    public let record: String
    public let pipeline: String
    public let description: String?
    /// `done` or `failed`.
    public let state: String
    public let started: String
    public let ended: String
    public let seconds: Double
    /// The program's.
    public let version: String
    /// By `task.name`.
    public let metrics: [String: Double]
  }

  /// A record that cannot be read, and why.
  public struct Damaged: Sendable, Encodable, Hashable {
    public let path: String
    public let problem: String
  }

  public struct Listing: Sendable, Encodable {
    /// The earliest first.
    public let runs: [Entry]
    public let damaged: [Damaged]
  }

  /// A metric of one task in one run.
  public struct Point: Sendable, Encodable, Hashable {
    public let id: String
    public let folder: String
    public let started: String
    public let task: String
    public let value: Double
  }

  public struct History: Sendable, Encodable {
    public let metric: String
    /// The earliest first.
    public let values: [Point]
  }

  public func list() throws -> Listing {
    let index = try RunIndex(folder)
    return Listing(runs: try index.entries(), damaged: try index.damaged())
  }

  /// - Parameter metric: `accuracy`, or `report.accuracy` for one task's.
  /// - Throws: `SkysortError` where no run has it.
  public func history(of metric: String) throws -> History {
    let index = try RunIndex(folder)
    let values = try index.history(of: metric)
    guard !values.isEmpty else {
      let names = try index.metricNames()
      throw SkysortError(
        path: folder, problem: "has no run with a metric '\(metric)'",
        fix: names.isEmpty ? "It has no metrics." : Spelling.advice(for: metric, among: names))
    }
    return History(metric: metric, values: values)
  }

  /// A run with everything its record says.
  public func show(_ id: String) throws -> RunDescription {
    let entry = try entry(id)
    return RunDescription(entry, try RunRecord.read(in: entry.record))
  }

  /// The run of an ID, or of the beginning or the end of one.
  func entry(_ id: String) throws -> Entry {
    let entries = try RunIndex(folder).entries()
    let exact = entries.filter { $0.id == id }
    let found =
      exact.isEmpty ? entries.filter { $0.id.hasPrefix(id) || $0.id.hasSuffix(id) } : exact
    guard let entry = found.first, !id.isEmpty else {
      throw SkysortError(
        path: folder, problem: "has no run '\(id)'",
        fix: "See them with `skysort runs list \(folder)`.", exitCode: .noInput)
    }
    guard found.count == 1 else {
      let places = found.map { "\($0.id) in \($0.folder)" }.joined(separator: ", ")
      throw SkysortError(
        path: folder, problem: "has \(found.count) runs '\(id)': \(places)",
        fix: "Write more of the ID, or name the run's own folder.", exitCode: .usage)
    }
    return entry
  }
}

/// A run for people: what was asked for and what came of it.
public struct RunDescription: Sendable, Encodable {
  public let entry: RunRegistry.Entry
  /// Words by name.
  public let parameters: [String: String]
  public let tasks: [Task]
  public let failure: String?
  private let record: RunRecord

  public struct Task: Sendable {
    public let name: String
    public let taskClass: String
    public let state: PipelineRun.TaskState
    public let seconds: Double
    public let metrics: [String: Double]
    /// Paths from the task's folder with their SHA-256.
    public let outputs: [(path: String, sha256: String)]
  }

  init(_ entry: RunRegistry.Entry, _ record: RunRecord) {
    self.entry = entry
    self.record = record
    failure = record.failure
    let members = record.tree["parameters"]?.members ?? []
    parameters = Dictionary(
      members.map { ($0.name, $0.value.word ?? "") }, uniquingKeysWith: { _, last in last })
    tasks = record.tasks.map { task in
      Task(
        name: task.name, taskClass: task.taskClass, state: task.state, seconds: task.seconds,
        metrics: task.metrics, outputs: task.outputs.map { ($0.path, $0.sha256) })
    }
  }

  /// The record as it is.
  public func encode(to encoder: any Encoder) throws { try record.encode(to: encoder) }
}
