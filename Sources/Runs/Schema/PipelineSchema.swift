import Learning
import Models
import Settings
import Simulation
import Tasks

/// What a pipeline's YAML may say, as JSON Schema 2020-12; for editors, and for who writes
/// pipelines by program.
///
/// It is made of the names that the settings are read by, so it cannot tell others.
public enum PipelineSchema {
  /// The schema's text, the same for the same version of the program.
  public static var text: String { StableJSON.text(document) }

  static let dialect = "https://json-schema.org/draft/2020-12/schema"

  static var document: JSONValue {
    [
      "$schema": .text(dialect),
      "title": "A pipeline of skysort",
      "type": "object",
      "properties": [
        "schema": ["const": .integer(PipelineFile.schema)],
        "description": .string,
        "imports": JSONValue.oneOrMore(.string)
          .described("Other pipelines, by paths from this file; they come first."),
        "parameters": named(["type": ["string", "number", "boolean", "null"]])
          .described("Words and numbers that $name stands for; --set replaces them."),
        "tasks": named(.reference("task"))
          .described("Each writes into a folder of its name, which others may read from."),
        "contracts": JSONValue.oneOrMore(.reference("contract"))
          .described("What must hold before anything runs."),
        "subsets": named(.oneOrMore(.string)).described("Names of tasks, for --only."),
      ],
      "additionalProperties": false,
      "anyOf": [["required": ["tasks"]], ["required": ["imports"]]],
      "$defs": .object(definitions),
    ]
  }

  /// A mapping by names of the user's own.
  private static func named(_ value: JSONValue) -> JSONValue {
    [
      "type": "object", "patternProperties": ["^[\\w-]+$": value],
      "additionalProperties": false,
    ]
  }

  private static var definitions: [String: JSONValue] {
    var parts = scalars
    parts["contract"] = [
      "anyOf": [
        .string,
        .mapping(["contract": .string, "message": .string], required: ["contract"]),
      ]
    ]
    let classes = PipelineEntry.Class.allCases
    for taskClass in classes { parts[taskClass.rawValue] = task(taskClass) }
    parts["task"] = [
      "anyOf": .list(classes.map { .reference($0.rawValue) } + [.reference("anyTask")])
    ]
    parts["anyTask"] = JSONValue.mapping(
      [
        "class": .reference("parameter"), "inputs": ["type": "object"],
        "config": ["type": "object"],
      ], required: ["class"]
    ).described("A task whose class is a parameter's value.")
    return parts
  }

  private static var scalars: [String: JSONValue] {
    [
      "parameter": [
        "type": "string", "pattern": "^\\$(\\{[^{}]+\\}|\\w+)$",
        "description": "A parameter's value.",
      ],
      "number": .orParameter(["type": "number"]),
      "positiveNumber": .orParameter(["type": "number", "exclusiveMinimum": 0]),
      "fraction": .orParameter(["type": "number", "minimum": 0, "maximum": 1]),
      "count": .orParameter(["type": "integer", "minimum": 1]),
      "natural": .orParameter(["type": "integer", "minimum": 0]),
      "boolean": .orParameter(["type": "boolean"]),
    ]
  }

  private static func task(_ taskClass: PipelineEntry.Class) -> JSONValue {
    task(taskClass.task, called: taskClass.rawValue)
  }

  private static func task<Task: PipelineTask>(_ type: Task.Type, called name: String) -> JSONValue
  {
    var members: [String: JSONValue] = [
      "class": ["const": .text(name)], "config": .settings(Task.settings, parts: parts(of: type)),
    ]
    if Task.inputSettings.isEmpty { return .mapping(members, required: ["class"]) }
    members["inputs"] = .settings(Task.inputSettings)
    return .mapping(members, required: ["class", "inputs"])
  }

  /// Of the settings that their own readers check.
  private static func parts(of task: any PipelineTask.Type) -> [String: JSONValue] {
    let training = JSONValue.settings(TrainingConfiguration.settings)
    let widths: JSONValue = ["type": "array", "items": .count]
    let network: [String: JSONValue] = [
      "hidden": widths, "activation": .string, "normalization": .string, "training": training,
    ]
    var parts: [String: JSONValue] = [
      "hdu": ["anyOf": [.natural, .string]],
      // As ``SplitStrategy`` is written.
      "split": [
        "anyOf": [
          ["enum": ["random", "sky", "bright-faint"]],
          ["type": "string", "pattern": "^column:."], .reference("parameter"),
        ]
      ],
      "prior": ["type": "object", "additionalProperties": .fraction],
      "learning_curve": ["type": "array", "items": .fraction],
      "make": ["type": "array", "items": .word(Projection.allCases.map(\.rawValue))],
      "cutouts": .settings(SimulatedCutouts.settings),
      "images": .settings(
        SimulatedField.settings,
        parts: [
          "mixture": .mapping(
            Dictionary(
              uniqueKeysWithValues: SourceClass.allCases.map { ($0.rawValue, JSONValue.fraction) }))
        ]),
    ]
    if task == TrainingTask<ClassifierConfiguration>.self {
      let kinds = JSONValue.word(ModelKind.allCases.map(\.rawValue))
      parts["model"] = .settings(
        ClassifierConfiguration.settings,
        parts: network.merging(["model": kinds, "balance": .string]) { $1 })
    } else if task == TrainingTask<AutoencoderConfiguration>.self {
      parts["model"] = .settings(
        AutoencoderConfiguration.settings,
        parts: network.merging(["latent": .count, "channels": widths]) { $1 })
    }
    return parts
  }
}
