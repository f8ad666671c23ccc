import Settings

/// What values may be; `$name` may stand for every one that is not a list or mapping.
extension JSONValue {
  static let string: JSONValue = ["type": "string"]
  static let number = reference("number")
  static let positiveNumber = reference("positiveNumber")
  static let fraction = reference("fraction")
  static let count = reference("count")
  static let natural = reference("natural")
  static let boolean = reference("boolean")
  static let texts: JSONValue = ["type": "array", "items": string]

  static func reference(_ name: String) -> JSONValue {
    ["$ref": .text("#/$defs/\(name)")]
  }

  /// One of some words.
  static func word(_ words: [String]) -> JSONValue {
    ["anyOf": [["enum": .list(words.map(JSONValue.text))], reference("parameter")]]
  }

  /// One value or a list of them.
  static func oneOrMore(_ value: JSONValue) -> JSONValue {
    ["anyOf": [value, ["type": "array", "items": value]]]
  }

  static func orParameter(_ value: JSONValue) -> JSONValue {
    ["anyOf": [value, reference("parameter")]]
  }

  /// A mapping of these names and no others.
  static func mapping(
    _ members: [String: JSONValue], required: [String] = []
  ) -> JSONValue {
    var schema: [String: JSONValue] = [
      "type": "object", "properties": .object(members), "additionalProperties": false,
    ]
    if !required.isEmpty { schema["required"] = .list(required.map(JSONValue.text)) }
    return .object(schema)
  }

  /// The same with a sentence for people.
  func described(_ sentence: String) -> JSONValue {
    guard case .object(var members) = self else { return self }
    members["description"] = .text(sentence)
    return .object(members)
  }

  /// A mapping of settings.
  ///
  /// - Parameter parts: Of the settings that their own readers check.
  static func settings<Group>(
    _ settings: [Setting<Group>], parts: [String: JSONValue] = [:]
  ) -> JSONValue {
    .mapping(
      Dictionary(
        uniqueKeysWithValues: settings.map { setting in
          let value = form(setting.form) ?? parts[setting.name] ?? [:]
          return (setting.name, value.described(setting.help))
        }), required: settings.filter(\.isRequired).map(\.name))
  }

  /// - Returns: `nil` where a setting's own reader checks it.
  private static func form(_ form: SettingForm) -> JSONValue? {
    switch form {
    case .count(let range): range.lowerBound == 0 ? natural : count
    case .number(let range):
      switch range.description {
      case NumberRange.fraction.description, NumberRange.fractionOrOne.description,
        NumberRange.factor.description:
        fraction
      case NumberRange.positive.description: positiveNumber
      default: number
      }
    case .truth: boolean
    case .word(let words): .word(words)
    case .choice(let values): orParameter(["enum": .list(values.map(JSONValue.integer))])
    case .text: string
    case .texts: texts
    case .part: nil
    }
  }
}
