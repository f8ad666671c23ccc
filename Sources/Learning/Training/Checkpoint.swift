import Engine
import Files
import Glibc
import Settings

/// Where the state of an unfinished training is kept, and how often.
public struct CheckpointPlan: Hashable, Sendable {
  /// A safetensors file, replaced whole each time.
  public let path: String
  /// The least time between two checkpoints; zero keeps one after every step.
  public let interval: Duration
  /// Whether a checkpoint found at `path` is resumed; otherwise it is overwritten.
  public let resumes: Bool

  public init(path: String, interval: Duration = .seconds(10), resumes: Bool = true) {
    self.path = path
    self.interval = interval
    self.resumes = resumes
  }
}

/// When the next checkpoint is due, and what it must agree with.
struct CheckpointKeeper {
  let plan: CheckpointPlan
  let identity: TrainingIdentity
  private var last = ContinuousClock.now

  init(_ plan: CheckpointPlan, identity: TrainingIdentity) {
    self.plan = plan
    self.identity = identity
  }

  var isDue: Bool { ContinuousClock.now - last >= plan.interval }
  mutating func noteSaved() { last = .now }
}

/// The whole state of a training in one safetensors file.
///
/// Random numbers need no state of their own: shuffles depend on seed and epoch, dropout on seed
/// and step, so the position says it all.
enum Checkpoint {
  private static let format = "skysort-checkpoint-1"

  static func file(of run: TrainingRun, identity: TrainingIdentity) -> SafetensorsFile {
    let tensors = buffers(of: run).mapValues { buffer in
      let values = unsafe Array(buffer.values)
      return StoredTensor(floats: values, shape: [values.count])
    }
    return SafetensorsFile(
      tensors: tensors,
      metadata: [
        "format": format, "network": identity.network, "configuration": identity.configuration,
        "data": identity.data, "position": CanonicalJSON.encode(run.position),
        "history": CanonicalJSON.encode(run.history),
      ])
  }

  /// Puts a checkpoint's state into a training that has not begun.
  ///
  /// - Throws: `SkysortError` where the checkpoint is of another network, configuration or
  ///   data, or damaged; the training is then untouched.
  static func restore(
    _ file: SafetensorsFile, into run: inout TrainingRun, identity: TrainingIdentity, path: String
  ) throws(SkysortError) {
    guard file.metadata["format"] == format else {
      throw SkysortError(
        path: path, problem: "is not a checkpoint of a training", fix: "Name another file.")
    }
    try compare(file.metadata, identity, path: path)
    let position = try decode(TrainingPosition.self, file, "position", path: path)
    let history = try decode(TrainingHistory.self, file, "history", path: path)
    guard history.epochs.count <= run.configuration.epochs,
      history.bestEpoch.map({ (1...max(1, history.epochs.count)).contains($0) }) ?? true,
      (0...run.feed.batchCount).contains(position.batch), position.epoch >= 0, position.step >= 0
    else { throw damage(path, "position") }
    let targets = buffers(of: run)
    for (name, buffer) in targets.sorted(by: { $0.key < $1.key }) {
      guard file.tensors[name]?.floats?.count == buffer.layout.count else {
        throw damage(path, name)
      }
    }
    for (name, buffer) in targets {
      _ = unsafe buffer.values.update(fromContentsOf: file.tensors[name]?.floats ?? [])
    }
    run.position = position
    run.history = history
    run.optimizer.stepCount = position.updateCount
  }

  private static func buffers(of run: TrainingRun) -> [String: Parameters] {
    var buffers = [
      "parameters": run.parameters, "first_moment": run.optimizer.first,
      "second_moment": run.optimizer.second,
    ]
    buffers["average"] = run.average
    buffers["best"] = run.best
    return buffers
  }

  private static func damage(_ path: String, _ place: String) -> SkysortError {
    SkysortError(
      path: path, location: place, problem: "is damaged", fix: "Delete it and train anew.")
  }

  private static func decode<Content: Decodable>(
    _ type: Content.Type, _ file: SafetensorsFile, _ name: String, path: String
  ) throws(SkysortError) -> Content {
    guard let text = file.metadata[name] else { throw damage(path, name) }
    return try StrictSettings.decode(type, from: text, path: "\(path), \(name)")
  }

  private static func compare(
    _ metadata: [String: String], _ identity: TrainingIdentity, path: String
  ) throws(SkysortError) {
    let parts = [
      ("network", identity.network, "network"),
      ("configuration", identity.configuration, "training configuration"),
      ("data", identity.data, "data"),
    ]
    for (key, expected, name) in parts where metadata[key] != expected {
      throw SkysortError(
        path: path, location: key, problem: "belongs to a training with another \(name)",
        fix: "Train with the same \(name) as before, or delete the checkpoint.")
    }
  }
}

extension TrainingRun {
  mutating func keepCheckpoints(_ keeper: CheckpointKeeper) { checkpoints = keeper }

  /// Goes on from the checkpoint, where there is one and the plan wants it.
  mutating func resume() throws(SkysortError) {
    guard let keeper = checkpoints, keeper.plan.resumes else { return }
    guard unsafe access(keeper.plan.path.systemPath, F_OK) == 0 else { return }
    let file = try SafetensorsFile(path: keeper.plan.path)
    try Checkpoint.restore(
      file, into: &self, identity: keeper.identity, path: keeper.plan.path)
  }

  /// Writes a checkpoint, where any are kept.
  mutating func saveCheckpoint() throws(SkysortError) {
    guard let keeper = checkpoints else { return }
    try Checkpoint.file(of: self, identity: keeper.identity).write(to: keeper.plan.path)
    checkpoints?.noteSaved()
  }
}
