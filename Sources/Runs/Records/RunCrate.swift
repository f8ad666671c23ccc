import Files
import Settings

/// A run as an RO-Crate: what was done by which program, from what and to what, in the words that
/// archives and workflow registries read.
///
/// It says what ``RunRecord`` says, in the vocabulary of schema.org.
///
/// - Source: RO-Crate 1.1, doi:10.5281/zenodo.5146227; Workflow Run RO-Crate 0.5 (Process,
///   Workflow and Provenance Run Crate), Leo et al. 2024, doi:10.1371/journal.pone.0309210.
struct RunCrate {
  static let name = "ro-crate-metadata.json"
  /// The pipeline with its parameters' values, as a file of the crate.
  static let pipelineName = "pipeline.yaml"

  private let record: RunRecord
  private let pipeline: StructuredValue
  private let files: CrateFiles

  init(_ record: RunRecord) {
    self.record = record
    pipeline = record.tree
    files = CrateFiles(record)
  }

  func write(in folder: String) throws(SkysortError) {
    try AtomicFile.write(
      pipeline.yaml, to: Paths.join(folder, Self.pipelineName))
    try AtomicFile.write(StableJSON.text(document), to: Paths.join(folder, Self.name))
  }

  var document: JSONValue {
    [
      "@context": [
        "https://w3id.org/ro/crate/1.1/context",
        "https://w3id.org/ro/terms/workflow-run/context",
      ],
      "@graph": .list(entities.map(\.compacted)),
    ]
  }

  private var entities: [JSONValue] {
    let plan = [workflowFile, recordFile, language, software] + tools + steps
    let parts = plan + parameters + values
    let actions = [run, organization] + taskActions + controls
    return [descriptor, root] + profiles + parts + actions + files.entities
  }

  // MARK: The crate

  private static let workflowProfile = "https://w3id.org/workflowhub/workflow-ro-crate/1.0"
  private static let profileNames = [
    ("process", "Process Run Crate"), ("workflow", "Workflow Run Crate"),
    ("provenance", "Provenance Run Crate"),
  ]

  private var descriptor: JSONValue {
    [
      "@id": .text(Self.name), "@type": "CreativeWork", "about": .link("./"),
      "conformsTo": [.link("https://w3id.org/ro/crate/1.1"), .link(Self.workflowProfile)],
    ]
  }

  private var root: JSONValue {
    let own = [Self.pipelineName, RunRecord.name].map(JSONValue.link)
    let profiles = Self.profileNames.map { JSONValue.link(Self.profile($0.0)) }
    return [
      "@id": "./", "@type": "Dataset", "name": .text("Run \(record.id) of \(record.pipeline)"),
      "description": .text(record.description ?? "A run of \(record.pipeline) by skysort."),
      "datePublished": Self.time(record.ended), "license": .text(Self.license),
      "conformsTo": .list(profiles + [.link(Self.workflowProfile)]),
      "hasPart": .list(own + files.links), "mainEntity": .link(Self.pipelineName),
      "mentions": .list([.link("#run"), .link("#skysort-run")] + taskLinks),
    ]
  }

  /// The program cannot know under which terms its inputs may be passed on.
  private static let license = "Not stated; that of the data the run read applies."

  private static func profile(_ name: String) -> String { "https://w3id.org/ro/wfrun/\(name)/0.5" }

  private var profiles: [JSONValue] {
    Self.profileNames.map { name, title in
      [
        "@id": .text(Self.profile(name)), "@type": "CreativeWork", "name": .text(title),
        "version": "0.5",
      ]
    } + [
      [
        "@id": .text(Self.workflowProfile), "@type": "CreativeWork",
        "name": "Workflow RO-Crate", "version": "1.0",
      ]
    ]
  }

  // MARK: What was to be done

  private static let bioschemas = "https://bioschemas.org/profiles/"

  private var workflowFile: JSONValue {
    [
      "@id": .text(Self.pipelineName),
      "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"],
      "name": .text(record.pipeline), "programmingLanguage": .link("#language"),
      "description": .text(record.description ?? "The pipeline, parameters put in."),
      "version": .text(Digest.sha256(record.configuration)),
      "conformsTo": .link(Self.bioschemas + "ComputationalWorkflow/1.0-RELEASE"),
      "encodingFormat": "application/yaml", "input": .list(links(parameters)),
      "output": [], "hasPart": .list(links(tools)), "step": .list(links(steps)),
    ]
  }

  private var recordFile: JSONValue {
    [
      "@id": .text(RunRecord.name), "@type": "File", "name": "The run's record",
      "encodingFormat": "application/json", "about": .link("#run"),
      "description": "Program, machine, settings, digests of everything; for skysort replay.",
    ]
  }

  private var language: JSONValue {
    [
      "@id": "#language", "@type": "ComputerLanguage", "name": "skysort pipeline",
      "version": .text("\(record.schema)"),
    ]
  }

  private var software: JSONValue {
    let libraries = record.tool.libraries.sorted { $0.key < $1.key }
      .map { JSONValue.text("\($0.key) \($0.value)") }
    return [
      "@id": "#skysort", "@type": "SoftwareApplication", "name": .text(record.tool.name),
      "softwareVersion": .text(record.tool.version), "sha256": .text(record.tool.build),
      "softwareRequirements": .list(libraries),
    ]
  }

  private var parameterMembers: [StructuredValue.Member] { pipeline["parameters"]?.members ?? [] }

  private var parameters: [JSONValue] {
    parameterMembers.map { member in
      [
        "@id": .text("#parameter-\(CrateFiles.encoded(member.name))"),
        "@type": "FormalParameter", "name": .text(member.name),
        "additionalType": .text(member.value.schemaType),
        "conformsTo": .link(Self.bioschemas + "FormalParameter/1.0-RELEASE"),
      ]
    }
  }

  private var values: [JSONValue] {
    parameterMembers.map { member in
      let name = CrateFiles.encoded(member.name)
      return [
        "@id": .text("#value-\(name)"), "@type": "PropertyValue", "name": .text(member.name),
        "value": .text(member.value.word ?? ""), "exampleOfWork": .link("#parameter-\(name)"),
      ]
    }
  }

  /// The classes of tasks, as programs.
  private var tools: [JSONValue] {
    Set(record.tasks.map(\.taskClass)).sorted().map { name in
      [
        "@id": .text("#tool-\(name)"), "@type": "SoftwareApplication",
        "name": .text("\(record.tool.name) \(name)"),
        "softwareVersion": .text(record.tool.version), "isPartOf": .link("#skysort"),
      ]
    }
  }

  private var steps: [JSONValue] {
    record.tasks.enumerated().map { position, task in
      [
        "@id": .text("#step-\(CrateFiles.encoded(task.name))"), "@type": "HowToStep",
        "name": .text(task.name), "position": .text("\(position + 1)"),
        "workExample": .link("#tool-\(task.taskClass)"),
      ]
    }
  }

  // MARK: What was done

  private static func status(_ isDone: Bool) -> JSONValue {
    .text("http://schema.org/\(isDone ? "Completed" : "Failed")ActionStatus")
  }

  private var run: JSONValue {
    action(
      id: "#run", name: "Run of \(record.pipeline)", instrument: Self.pipelineName,
      objects: files.inputs.map(JSONValue.link) + links(values),
      results: files.outputs.map(JSONValue.link), error: record.failure, isWhole: true)
  }

  private var organization: JSONValue {
    var members: [String: JSONValue] = [
      "@id": "#skysort-run", "@type": "OrganizeAction", "instrument": .link("#skysort"),
      "name": .text("Run of \(record.tool.name) \(record.tool.version)"),
      "object": .list(links(controls)), "result": .link("#run"),
    ]
    members.merge(times) { first, _ in first }
    return .object(members)
  }

  private var times: [String: JSONValue] {
    ["startTime": Self.time(record.started), "endTime": Self.time(record.ended)]
  }

  /// With the offset in digits, as the profiles' checks want it.
  private static func time(_ text: String) -> JSONValue {
    .text(text.hasSuffix("Z") ? String(text.dropLast()) + "+00:00" : text)
  }

  private func action(
    id: String, name: String, instrument: String, objects: [JSONValue], results: [JSONValue],
    error: String?, isWhole: Bool
  ) -> JSONValue {
    var members: [String: JSONValue] = [
      "@id": .text(id), "@type": "CreateAction", "name": .text(name),
      "description": .text("\(name) by \(record.tool.name) \(record.tool.version)"),
      "instrument": .link(instrument), "object": .list(objects), "result": .list(results),
      "actionStatus": Self.status(error == nil),
    ]
    members["error"] = error.map(JSONValue.text)
    if isWhole { members.merge(times) { first, _ in first } }
    return .object(members)
  }

  /// Tasks that were reached; one that was up to date was done by an earlier run.
  private var reached: [RunRecord.TaskRecord] {
    record.tasks.filter { [.done, .reused, .failed].contains($0.state) }
  }

  private var taskLinks: [JSONValue] { links(taskActions) }

  private var taskActions: [JSONValue] {
    reached.map { task in
      let isReused = task.state == .reused
      return action(
        id: "#task-\(CrateFiles.encoded(task.name))",
        name: task.name + (isReused ? ", done by an earlier run and up to date" : ""),
        instrument: "#tool-\(task.taskClass)",
        objects: task.inputs.map { .link(files.id(of: $0)) },
        results: task.outputs.map { .link(files.id(of: $0, in: task)) },
        error: task.state == .failed ? record.failure ?? "failed" : nil, isWhole: false)
    }
  }

  private var controls: [JSONValue] {
    reached.map { task in
      let name = CrateFiles.encoded(task.name)
      return [
        "@id": .text("#control-\(name)"), "@type": "ControlAction",
        "name": .text("Orchestration of \(task.name)"), "instrument": .link("#step-\(name)"),
        "object": .link("#task-\(name)"),
      ]
    }
  }

  private func links(_ entities: [JSONValue]) -> [JSONValue] {
    entities.compactMap { $0["@id"].map { ["@id": $0] } }
  }
}

extension JSONValue {
  static func link(_ id: String) -> JSONValue { ["@id": .text(id)] }

  /// Without lists of one and of none, as RO-Crate recommends.
  fileprivate var compacted: JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(
      members.compactMapValues { value in
        guard case .list(let elements) = value, elements.count < 2 else { return value }
        return elements.first
      })
  }

  fileprivate subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[name]
  }
}

extension StructuredValue {
  /// A type of schema.org.
  fileprivate var schemaType: String {
    switch content {
    case .integer: "Integer"
    case .number: "Float"
    case .truth: "Boolean"
    default: "Text"
    }
  }
}
