import Files
import Models
import Settings
public import Tasks

extension TuningTask {
  /// A search for the settings of a pipeline's training.
  ///
  /// - Parameters:
  ///   - name: Of a task that trains; needed where there are several.
  ///   - runFolder: The folder of a run, where the training reads what other tasks wrote.
  /// - Throws: `SkysortError` where it is not clear what is trained on what.
  public init(
    pipeline path: String, task name: String?, runFolder: String?, folder: String, seed: UInt64,
    threads: Int
  ) throws {
    let pipeline = try PipelineFile.load(path, changes: [:])
    let entry = try Self.entry(pipeline, name)
    guard var task = entry.task as? TrainingTask<ClassifierConfiguration> else {
      preconditionFailure("expected a training")
    }
    let names = Set(pipeline.tasks.map(\.name))
    if runFolder == nil,
      let maker = entry.inputs.lazy.compactMap({ TaskInput($0.text).task(among: names) }).first
    {
      throw SkysortError(
        path: path, problem: "the task '\(entry.name)' reads what '\(maker)' writes",
        fix: "Run the pipeline, and name the folder of the run by --run.", exitCode: .usage)
    }
    task.move(
      to: TaskPlace(
        folder: folder, runFolder: runFolder ?? "", taskNames: names, threads: threads,
        seed: entry.statesSeed ? nil : seed))
    var base = ConfigurationTree(.mlp)
    let config = entry.tree["config"]
    if let tree = config?["model"] { base = ConfigurationTree(tree) }
    if let epochs = config?["epochs"] { base.set("training.epochs", to: epochs) }
    self.init(task, base: base, folder: folder)
    basePath = path
  }

  private static func entry(_ pipeline: PipelineFile, _ name: String?) throws -> PipelineEntry {
    let trainings = pipeline.tasks.filter { $0.taskClass == .train }
    let names = trainings.map(\.name)
    if let name {
      if let entry = trainings.first(where: { $0.name == name }) { return entry }
      throw SkysortError(
        path: pipeline.path, problem: "has no task '\(name)' that trains",
        fix: Spelling.advice(for: name, among: names), exitCode: .usage)
    }
    guard let entry = trainings.first, trainings.count == 1 else {
      throw SkysortError(
        path: pipeline.path, problem: "has \(trainings.count) tasks that train",
        fix: names.isEmpty
          ? "Name a table, or a pipeline with one."
          : "Name one by --task: \(names.joined(separator: ", ")).",
        exitCode: .usage)
    }
    return entry
  }
}
