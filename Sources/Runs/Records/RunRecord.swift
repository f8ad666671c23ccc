import Engine
import Files
import FoundationEssentials
import Glibc
import Numbers
import Settings
import Tasks

/// What was done in a run, with what, and what came of it: `run.json`.
///
/// Enough to do it again: see ``ReplayTask``.
struct RunRecord: Codable {
  var schema = PipelineFile.schema
  /// Of the start and the pipeline; names the record among others.
  let id: String
  let tool: ToolRecord
  let machine: MachineRecord
  let precision: String
  let threads: Int
  let seed: UInt64
  let arguments: [String]
  /// Where relative paths begin.
  let workingFolder: String
  /// As it was named.
  let pipeline: String
  let description: String?
  /// The pipeline's files.
  let sources: [FileRecord]
  /// Tasks and parameters with the values in use, as canonical JSON.
  let configuration: String
  /// ISO 8601.
  let started: String
  var ended = ""
  var seconds = 0.0
  var state = PipelineRun.TaskState.done
  var failure: String?
  var tasks: [TaskRecord] = []

  static let name = "run.json"
  /// Seconds since 1970; of a run that goes on.
  private var startTime = 0.0

  enum CodingKeys: String, CodingKey {
    case schema, id, tool, machine, precision, threads, seed, arguments, pipeline, description
    case sources, configuration, started, ended, seconds, state, failure, tasks
    case workingFolder = "working_folder"
  }

  struct ToolRecord: Codable {
    let name: String
    let version: String
    /// SHA-256 of the program's file.
    let build: String
    /// Versions by library.
    let libraries: [String: String]
  }

  /// A file by its contents.
  struct FileRecord: Codable, Hashable {
    let path: String
    /// `nil` of what is several files.
    let bytes: Int64?
    let sha256: String
  }

  struct TaskRecord: Codable {
    let name: String
    let taskClass: String
    let state: PipelineRun.TaskState
    let reason: String?
    let key: String?
    let settings: String
    let inputs: [FileRecord]
    /// Paths from the task's folder.
    let outputs: [FileRecord]
    let warnings: [String]
    let metrics: [String: Double]
    let seconds: Double

    enum CodingKeys: String, CodingKey {
      case name, state, reason, key, settings, inputs, outputs, warnings, metrics, seconds
      case taskClass = "class"
    }
  }

  init(_ run: PipelineRun, _ pipeline: PipelineFile) throws {
    let now = RunClock.now
    startTime = now
    started = RunClock.text(now)
    configuration = CanonicalJSON.encode(pipeline.resolved)
    tool = ToolRecord.current(in: run.folder)
    machine = MachineRecord.current
    precision = Precision.automatic.resolved.rawValue
    threads = run.threads
    seed = run.seed
    arguments = run.arguments
    workingFolder = try Paths.current()
    self.pipeline = run.path
    description = pipeline.description
    sources = pipeline.files.compactMap { path in
      guard let stamp = try? FileStamp(path), let digest = try? Digest.sha256(ofFile: path) else {
        return nil
      }
      return FileRecord(path: path, bytes: stamp.size, sha256: digest)
    }
    let digest = Digest.sha256("\(started)\(configuration)\(seed)\(threads)")
    id = started.filter { $0.isNumber || $0 == "T" } + "-" + digest.prefix(8)
  }

  /// Tasks and parameters with the values in use.
  var tree: StructuredValue {
    let tree = try? JSONReader.read(Array(configuration.utf8)[...], path: id)
    return tree ?? StructuredValue(.mapping([]), line: 1)
  }

  /// Adds what became of the tasks.
  mutating func finish(_ schedule: RunSchedule, failure: (any Error)?) {
    let now = RunClock.now
    ended = RunClock.text(now)
    seconds = RunClock.isFixed ? 0 : ((now - startTime) * 1000).rounded() / 1000
    state = failure == nil ? .done : .failed
    self.failure = failure.map { "\($0)" }
    tasks = schedule.records()
  }

  /// - Returns: The path.
  @discardableResult
  func write(in folder: String) throws(SkysortError) -> String {
    let text = StableJSON.text(self)
    let history = Paths.join(folder, "records")
    try Paths.makeFolder(history)
    try AtomicFile.write(text, to: Paths.join(history, "\(id).json"))
    let path = Paths.join(folder, Self.name)
    try AtomicFile.write(text, to: path)
    return path
  }

  /// - Throws: `SkysortError` where there is none, or none of this form.
  static func read(in folder: String) throws -> RunRecord {
    let path = Paths.isFolder(folder) ? Paths.join(folder, name) : folder
    let bytes = try WholeFile.read(path, maximumSize: 256 << 20)
    guard let record = try? JSONDecoder().decode(RunRecord.self, from: Data(bytes)),
      record.schema == PipelineFile.schema
    else {
      throw SkysortError(
        path: path, problem: "is not a record of a run that this version understands",
        fix: "Name the folder of a run.")
    }
    return record
  }
}

/// The time, or what `SOURCE_DATE_EPOCH` says it is.
enum RunClock {
  private static var epoch: Double? {
    unsafe getenv("SOURCE_DATE_EPOCH").flatMap { unsafe Double(String(cString: $0)) }
  }

  static var isFixed: Bool { epoch != nil }

  /// Seconds since 1970.
  static var now: Double {
    if let epoch { return epoch }
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// ISO 8601, to the millisecond, universal time.
  static func text(_ seconds: Double) -> String {
    let whole = Int(clamping: seconds.rounded(.down))
    let days = Int(clamping: (Double(whole) / 86_400).rounded(.down))
    let second = whole - days * 86_400
    let (year, month, day) = date(days)
    let milliseconds = Int(clamping: (seconds - Double(whole)) * 1000)
    func digits(_ number: Int, _ width: Int) -> String {
      let text = "\(number)"
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return digits(year, 4) + "-" + digits(month, 2) + "-" + digits(day, 2) + "T"
      + digits(second / 3600, 2) + ":" + digits(second / 60 % 60, 2) + ":" + digits(second % 60, 2)
      + "." + digits(milliseconds, 3) + "Z"
  }

  /// The Gregorian date so many days after 1970-01-01.
  private static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
    var (year, rest) = (1970, days)
    func isLeap(_ year: Int) -> Bool {
      year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }
    while rest >= (isLeap(year) ? 366 : 365) {
      rest -= isLeap(year) ? 366 : 365
      year += 1
    }
    let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var month = 0
    while rest >= lengths[month] {
      rest -= lengths[month]
      month += 1
    }
    return (year, month + 1, rest + 1)
  }
}
