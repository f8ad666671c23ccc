import Files
import Models
import Settings
import Tasks

/// One task of a pipeline: what it does, from what, and how.
struct PipelineEntry {
  let name: String
  let taskClass: Class
  let task: any PipelineTask
  /// As written, parameters put in.
  let tree: StructuredValue

  /// What `class` may say.
  enum Class: String, CaseIterable {
    case simulate, ingest, split, detect, cutouts, train, classify, validate, compare
    case autoencode, encode, project

    var task: any PipelineTask.Type {
      switch self {
      case .simulate: PipelineSimulation.self
      case .ingest: IngestTask.self
      case .split: SplitTask.self
      case .detect: DetectionTask.self
      case .cutouts: CutoutTask.self
      case .train: TrainingTask<ClassifierConfiguration>.self
      case .classify: ClassificationTask.self
      case .validate: ValidationTask.self
      case .compare: ComparisonTask.self
      case .autoencode: TrainingTask<AutoencoderConfiguration>.self
      case .encode: EncodingTask.self
      case .project: ProjectionTask.self
      }
    }
  }

  /// Whether it states a seed of its own.
  var statesSeed: Bool { tree["config"]?["seed"] != nil }

  /// - Parameter path: The file that describes it.
  init(name: String, tree: StructuredValue, path: String) throws(SkysortError) {
    self.name = name
    self.tree = tree
    // The names above it are kept, so that diagnostics tell them.
    let place = StructuredValue(
      .mapping([
        .init(
          name: "tasks",
          value: .init(.mapping([.init(name: name, value: tree)]), line: tree.line))
      ]), line: tree.line)
    let stated = try StrictSettings.decode(Place.self, from: place, path: path).stated
    (taskClass, task) = (stated.taskClass, stated.task)
  }

  /// The texts under `inputs`, with the names that lead to them.
  var inputs: [(name: String, text: String)] {
    guard case .mapping(let members)? = tree["inputs"]?.content else { return [] }
    return members.flatMap { member -> [(name: String, text: String)] in
      guard case .sequence(let elements) = member.value.content else {
        return member.value.word.map { [(member.name, $0)] } ?? []
      }
      return elements.compactMap { element in element.word.map { (member.name, $0) } }
    }
  }

  /// A task below its name below `tasks`.
  private struct Place: Decodable {
    let stated: Stated

    init(from decoder: any Decoder) throws {
      let root = try decoder.container(keyedBy: AnyName.self)
      guard let section = root.allKeys.first else { preconditionFailure("expected a section") }
      let tasks = try root.nestedContainer(keyedBy: AnyName.self, forKey: section)
      guard let name = tasks.allKeys.first else { preconditionFailure("expected a task") }
      stated = try tasks.decode(Stated.self, forKey: name)
    }
  }

  /// What is said of a task.
  private struct Stated: Decodable {
    let taskClass: Class
    let task: any PipelineTask

    private enum CodingKeys: String, CodingKey, CaseIterable {
      case inputs, config
      case taskClass = "class"
    }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      let word = try values.decode(String.self, forKey: .taskClass)
      let known = Class.allCases.map(\.rawValue)
      guard let taskClass = Class(rawValue: word) else {
        throw values.diagnostic(
          .taskClass,
          "no class of tasks is called '\(word)'. \(Spelling.advice(for: word, among: known))")
      }
      self.taskClass = taskClass
      task = try Self.read(taskClass.task, values)
    }

    private static func read<Task: PipelineTask>(
      _ type: Task.Type, _ values: KeyedDecodingContainer<CodingKeys>
    ) throws -> Task {
      var task = Task()
      if !Task.inputSettings.isEmpty {
        try values.superDecoder(forKey: .inputs).read(Task.inputSettings, into: &task)
      } else if values.contains(.inputs) {
        throw values.diagnostic(.inputs, "is of no use: such a task reads nothing")
      }
      guard values.contains(.config), try !values.decodeNil(forKey: .config) else { return task }
      let config = try values.superDecoder(forKey: .config).read(Task.settings, into: &task)
      if let (name, problem) = task.conflict {
        throw config.diagnostic(AnyName(stringValue: name), problem)
      }
      return task
    }
  }
}
