import Models
import Settings

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
    let (inputs, config) = sections(taskClass)
    var members: [String: JSONValue] = ["class": ["const": .text(taskClass.rawValue)]]
    members["config"] = config
    members["inputs"] = inputs
    return .mapping(members, required: ["class"] + (inputs == nil ? [] : ["inputs"]))
  }

  private static func sections(
    _ taskClass: PipelineEntry.Class
  ) -> (inputs: JSONValue?, config: JSONValue) {
    switch taskClass {
    case .simulate: (nil, SimulateSettings.schema())
    case .ingest: (IngestSettings.Inputs.schema(["table"]), IngestSettings.schema())
    case .split: (SplitSettings.Inputs.schema(["table"]), SplitSettings.schema())
    case .detect: (DetectSettings.Inputs.schema(["image"]), DetectSettings.schema())
    case .cutouts: (CutoutSettings.Inputs.schema(["images", "catalog"]), CutoutSettings.schema())
    case .train: (TrainSettings.Inputs.schema(["table"]), TrainSettings.schema())
    case .classify:
      (ClassifySettings.Inputs.schema(["model", "table"]), ClassifySettings.schema())
    case .validate: (ValidateSettings.Inputs.schema(["catalog"]), ValidateSettings.schema())
    case .compare: (CompareSettings.Inputs.schema(["catalogs"]), CompareSettings.schema())
    case .autoencode:
      (AutoencodeSettings.Inputs.schema(["table"]), AutoencodeSettings.schema())
    case .encode: (EncodeSettings.Inputs.schema(["model", "table"]), EncodeSettings.schema())
    case .project: (ProjectSettings.Inputs.schema(["table"]), ProjectSettings.schema())
    }
  }
}

/// Settings that tell, of every name they are read by, what its value may be.
///
/// The names are those of `CodingKeys`, and a name without a schema does not compile.
protocol DescribedSettings {
  associatedtype CodingKeys: CodingKey & CaseIterable
  static func schema(of key: CodingKeys) -> JSONValue
}

extension DescribedSettings {
  static func schema(_ required: [String] = []) -> JSONValue {
    .mapping(
      Dictionary(
        CodingKeys.allCases.map { ($0.stringValue, schema(of: $0)) },
        uniquingKeysWith: { first, _ in first }), required: required)
  }
}
