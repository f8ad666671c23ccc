import Files
import Settings
import Tasks

/// Decides which tasks run, runs them side by side where they may, and keeps the lock.
struct RunSchedule {
  private let run: PipelineRun
  private let pipeline: PipelineFile
  private let order: TaskOrder
  private let chosen: Set<String>
  private var digests: TaskDigests
  private(set) var lock: PipelineLock
  /// By task.
  private(set) var outcomes: [String: PipelineRun.TaskOutcome]
  /// Of what was looked at in this run, by task.
  private(set) var fingerprints: [String: TaskFingerprint] = [:]

  init(
    _ run: PipelineRun, _ pipeline: PipelineFile, _ order: TaskOrder, chosen: Set<String>
  ) {
    self.run = run
    self.pipeline = pipeline
    self.order = order
    self.chosen = chosen
    digests = TaskDigests(
      runFolder: run.folder, taskNames: Set(order.names),
      contents: ContentDigests(path: Paths.join(run.folder, ".digests.json")))
    lock = PipelineLock.read(in: run.folder)
    outcomes = Dictionary(
      uniqueKeysWithValues: pipeline.tasks.map {
        ($0.name, .init(name: $0.name, taskClass: $0.taskClass.rawValue, state: .skipped))
      })
  }

  var outcome: PipelineRun.Outcome {
    .init(
      pipeline: run.path, description: pipeline.description,
      tasks: pipeline.tasks.compactMap { outcomes[$0.name] })
  }

  /// What would run, and why.
  mutating func plan() throws -> PipelineRun.Outcome {
    var pending: Set<String> = []
    for name in order.names where chosen.contains(name) {
      let entry = entry(name)
      let source = order.dependencies[name, default: []].intersection(pending).min()
      let reason =
        try source.map { "'\($0)' runs before it" } ?? reasonToRun(entry)
      outcomes[name]?.reason = reason
      outcomes[name]?.state = reason == nil ? .reused : .pending
      if reason != nil { pending.insert(name) }
    }
    return outcome
  }

  private func entry(_ name: String) -> PipelineEntry {
    guard let entry = pipeline.tasks.first(where: { $0.name == name }) else {
      preconditionFailure("expected a task named \(name)")
    }
    return entry
  }

  // MARK: - Running

  /// What a task that ran brings back.
  private struct Finished: Sendable {
    let name: String
    let seconds: Double
    let result: Result<TaskResult, any Error>
  }

  mutating func run(
    progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws {
    defer { digests.contents.save() }
    var waiting = order.names.filter(chosen.contains)
    var running: Set<String> = []
    var failure: (any Error)?
    let width = min(run.threads, max(1, waiting.count))
    try await withThrowingTaskGroup(of: Finished.self) { group in
      while true {
        var ready: [(name: String, task: Prepared)] = []
        while failure == nil, running.count < width,
          let name = waiting.first(where: { isReady($0, waiting: waiting, running: running) })
        {
          waiting.removeAll { $0 == name }
          do {
            try interruption.check()
            guard let task = try prepare(name) else { continue }
            running.insert(name)
            ready.append((name, task))
          } catch {
            failure = explain(error, name)
          }
        }
        let threads = max(1, run.threads / max(1, running.count))
        for (name, task) in ready {
          let task = moved(task, threads: threads)
          group.addTask { await Self.execute(name, task, progress, interruption) }
        }
        guard let finished = try await group.next() else { break }
        running.remove(finished.name)
        do {
          try conclude(finished)
        } catch {
          failure = failure ?? explain(error, finished.name)
        }
      }
    }
    if let failure { throw failure }
  }

  private func isReady(_ name: String, waiting: [String], running: Set<String>) -> Bool {
    let sources = order.dependencies[name, default: []]
    return sources.isDisjoint(with: waiting) && sources.isDisjoint(with: running)
  }

  /// A task that must run, and where.
  private struct Prepared {
    let folder: TaskFolder
    let entry: PipelineEntry
  }

  /// - Returns: `nil` where the task is up to date.
  private mutating func prepare(_ name: String) throws -> Prepared? {
    let entry = entry(name)
    guard let reason = try reasonToRun(entry), let fingerprint = fingerprints[name] else {
      outcomes[name]?.state = .reused
      describe(name)
      return nil
    }
    outcomes[name]?.reason = reason
    return Prepared(
      folder: try TaskFolder(name, in: run.folder, key: fingerprint.key), entry: entry)
  }

  /// Why a task must run; `nil` where it is up to date.
  private mutating func reasonToRun(_ entry: PipelineEntry) throws -> String? {
    let fingerprint = TaskFingerprint(
      tool: "\(run.tool), form \(PipelineFile.schema)", taskClass: entry.taskClass.rawValue,
      settings: entry.canonicalText, seed: run.seed, inputs: try digests.inputs(of: entry))
    fingerprints[entry.name] = fingerprint
    guard let known = lock.tasks[entry.name] else { return "it has not run" }
    if let difference = fingerprint.difference(from: known.fingerprint) { return difference }
    guard let found = try digests.outputs(of: entry.name) else { return "its outputs are gone" }
    for (file, digest) in known.outputs.sorted(by: { $0.key < $1.key }) {
      guard let now = found[file] else { return "its output \(file) is gone" }
      if now != digest { return "its output \(file) was changed" }
    }
    return run.isForced ? "it was asked for" : nil
  }

  private func moved(_ prepared: Prepared, threads: Int) -> any PipelineTask {
    var task = prepared.entry.task
    task.move(
      to: TaskPlace(
        folder: prepared.folder.path, runFolder: run.folder, taskNames: Set(order.names),
        threads: threads, seed: prepared.entry.statesSeed ? nil : run.seed))
    return task
  }

  private static func execute(
    _ name: String, _ task: any PipelineTask, _ progress: @escaping ProgressHandler,
    _ interruption: Interruption
  ) async -> Finished {
    let start = ContinuousClock.now
    let result: Result<TaskResult, any Error>
    do {
      result = .success(try await task.execute(progress: progress, interruption: interruption))
    } catch {
      result = .failure(error)
    }
    return Finished(
      name: name, seconds: (ContinuousClock.now - start) / .seconds(1), result: result)
  }

  /// Publishes what a task wrote, and says so in the lock.
  private mutating func conclude(_ finished: Finished) throws {
    let name = finished.name
    outcomes[name]?.seconds = finished.seconds
    outcomes[name]?.state = .failed
    let result = try finished.result.get()
    guard let fingerprint = fingerprints[name] else {
      preconditionFailure("expected fingerprint of \(name)")
    }
    try TaskFolder(name, in: run.folder).publish()
    let outputs = try digests.outputs(of: name) ?? [:]
    lock.tasks[name] = TaskLock(
      fingerprint: fingerprint, outputs: outputs, summary: result.summary, metrics: result.metrics)
    lock.tasks = lock.tasks.filter { outcomes[$0.key] != nil }
    try lock.write(in: run.folder)
    outcomes[name]?.state = .done
    outcomes[name]?.warnings = result.warnings
    describe(name)
  }

  /// Copies what the lock knows of a task.
  private mutating func describe(_ name: String) {
    guard let known = lock.tasks[name] else { return }
    let folder = Paths.join(run.folder, name)
    outcomes[name]?.outputs = known.outputs.keys.sorted().map { Paths.join(folder, $0) }
    outcomes[name]?.summary = known.summary
    outcomes[name]?.metrics = known.metrics
  }

  /// What became of the tasks, for the record.
  func records() -> [RunRecord.TaskRecord] {
    pipeline.tasks.compactMap { entry in
      guard let outcome = outcomes[entry.name] else { return nil }
      let fingerprint = fingerprints[entry.name]
      let inputs = (fingerprint?.inputs ?? [:]).filter { !$0.value.isEmpty }.sorted {
        $0.key < $1.key
      }
      let isThere = [.done, .reused].contains(outcome.state)
      let outputs = isThere ? lock.tasks[entry.name]?.outputs ?? [:] : [:]
      return RunRecord.TaskRecord(
        name: entry.name, taskClass: outcome.taskClass, state: outcome.state,
        reason: outcome.reason, key: fingerprint?.key, settings: entry.canonicalText,
        inputs: inputs.map { path, digest in
          file(path, digest, at: digests.path(TaskInput(path)))
        },
        outputs: outputs.sorted { $0.key < $1.key }.map { path, digest in
          file(path, digest, at: Paths.join(Paths.join(run.folder, entry.name), path))
        },
        warnings: outcome.warnings, metrics: outcome.metrics, seconds: outcome.seconds)
    }
  }

  private func file(_ name: String, _ digest: String, at path: String) -> RunRecord.FileRecord {
    .init(path: name, bytes: (try? FileStamp(path))?.size, sha256: digest)
  }

  private func explain(_ error: any Error, _ task: String) -> any Error {
    guard let known = error as? any ExitCoded, !(known is Interrupted) else { return error }
    return PipelineError(task: task, cause: known)
  }
}

extension PipelineEntry {
  /// The task as it decides about outputs.
  var canonicalText: String { CanonicalJSON.encode(tree) }
}
