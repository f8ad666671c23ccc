public import Files
import FoundationEssentials
import Settings
public import Tasks

/// Runs a pipeline's tasks, each into its own folder, and leaves alone what is up to date.
///
/// A task is up to date where the lock tells that its outputs were made from the same inputs,
/// with the same settings, seed and version, and the outputs are still those bytes. Tasks that
/// do not wait for each other run side by side. The folder's `pipeline.lock` is brought up to
/// date after each task, so that a run that was stopped is gone on with where it stopped.
public struct PipelineRun: Sendable {
  public var path: String
  /// Each task gets a folder of its name in here.
  public var folder = "runs"
  /// In the place of the pipeline's own parameters.
  public var changes: [String: String] = [:]
  /// Only this task, or the tasks of this subset; what they read must be there already.
  public var only: String?
  /// Says what would run and why, and runs nothing.
  public var isDry = false
  /// Runs tasks that are up to date too.
  public var isForced = false
  public var threads = 1
  public var seed: UInt64 = 0
  /// What the program was called with; for the record.
  public var arguments: [String] = []
  /// Of this program; what another made is made again.
  public var tool = Version.tool

  public init(path: String) { self.path = path }

  /// What a task's `class` may be.
  public static let taskClasses = PipelineEntry.Class.allCases.map(\.rawValue)

  /// What `run` prints.
  public struct Outcome: Sendable, Encodable {
    public let pipeline: String
    public let description: String?
    /// In the order of the pipeline.
    public internal(set) var tasks: [TaskOutcome] = []
    /// The run's record; `nil` of a dry run.
    public internal(set) var record: String?
    public internal(set) var seconds = 0.0
  }

  /// What became of one task.
  public struct TaskOutcome: Sendable, Encodable {
    public let name: String
    public let taskClass: String
    public internal(set) var state: TaskState
    /// Why it ran, or would.
    public internal(set) var reason: String?
    public internal(set) var outputs: [String] = []
    /// The headline for people: `accuracy 0.95 on 400 rows`.
    public internal(set) var summary = ""
    public internal(set) var warnings: [String] = []
    public internal(set) var metrics: [String: Double] = [:]
    public internal(set) var seconds = 0.0

    enum CodingKeys: String, CodingKey {
      case name, state, reason, outputs, summary, warnings, metrics, seconds
      case taskClass = "class"
    }
  }

  public enum TaskState: String, Sendable, Codable {
    /// It ran to its end.
    case done
    /// It was up to date.
    case reused
    /// It is what a dry run says of a task that is not up to date.
    case pending
    case failed
    /// It was not reached, or not asked for.
    case skipped
  }

  /// - Throws: The error of the first task that fails, as ``PipelineError``; what the others
  ///   wrote stays, and is reused by the next run.
  public func run(
    progress: @escaping ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) async throws -> Outcome {
    try await run(
      PipelineFile.load(path, changes: changes), progress: progress, interruption: interruption)
  }

  func run(
    _ pipeline: PipelineFile, progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> Outcome {
    for contract in pipeline.contracts { try contract.check(pipeline) }
    let order = try TaskOrder(pipeline)
    let chosen = try only.map { try pipeline.chosen($0) } ?? Set(order.names)
    let start = ContinuousClock.now
    var schedule = RunSchedule(self, pipeline, order, chosen: chosen)
    guard !isDry else { return try schedule.plan() }
    let lock = try FolderLock(folder)
    var record = try RunRecord(self, pipeline)
    do {
      try await schedule.run(progress: progress, interruption: interruption)
    } catch {
      record.finish(schedule, failure: error)
      _ = try? record.write(in: folder)
      try? RunCrate(record).write(in: folder)
      lock.release()
      throw error
    }
    record.finish(schedule, failure: nil)
    var outcome = schedule.outcome
    outcome.record = try record.write(in: folder)
    try RunCrate(record).write(in: folder)
    outcome.seconds = (ContinuousClock.now - start) / .seconds(1)
    lock.release()
    return outcome
  }
}

/// A task of a pipeline failed; says which, and why.
public struct PipelineError: ExitCoded {
  public let task: String
  public let cause: any ExitCoded

  public var description: String { "task '\(task)': \(cause.description)" }
  public var exitCode: ExitCode { cause.exitCode }
}
