import Learning
import Models
import Settings
import Simulation
import Sky

/// Values of every setting, by class of task.

extension SimulateSettings: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .rows, .labelled: .natural
    case .faint: .number
    case .missing: .fraction
    case .seed: .natural
    case .images: FieldSettings.schema()
    case .cutouts: SimulatedCutoutSettings.schema()
    }
  }
}

extension FieldSettings: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .width, .height, .sources: .count
    case .bands: .texts
    case .density, .pixelScale, .seeing: .positiveNumber
    case .faint, .rightAscension, .declination: .number
    case .galaxiesOnly: .boolean
    case .mixture:
      .mapping(
        Dictionary(
          SourceClass.allCases.map { ($0.rawValue, JSONValue.fraction) },
          uniquingKeysWith: { first, _ in first }))
    }
  }
}

extension SimulatedCutoutSettings: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .count, .side: .count
    }
  }
}

extension DetectSettings: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .threshold: .positiveNumber
    case .zeroPoint: .number
    case .output: .string
    }
  }
}

extension DetectSettings.Inputs: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .image: .string
    case .bands: .texts
    }
  }
}

extension CutoutSettings: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .size: .count
    case .keep: .texts
    }
  }
}

extension CutoutSettings.Inputs: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .images: .texts
    case .catalog: .string
    }
  }
}

extension TrainSettings: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .survey, .label, .group: .string
    case .hdu: .hdu
    case .groupRadius: .number
    case .features, .bands: .texts
    case .allowLeak: .boolean
    case .split: .split
    case .testFraction, .validationFraction: .fraction
    case .epochs: .count
    case .seed: .natural
    case .model: ClassifierSchema.schema
    case .learningCurve: ["type": "array", "items": .fraction]
    }
  }
}

extension TrainSettings.Inputs: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .table, .images, .model: .string
    }
  }
}

extension ClassifySettings: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .survey, .output: .string
    case .hdu: .hdu
    case .prior: .fractions
    }
  }
}

extension ClassifySettings.Inputs: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .model, .table, .images: .string
    }
  }
}

extension ValidateSettings: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .truth, .predicted, .survey, .condition: .string
    case .hdu: .hdu
    case .prior: .fractions
    }
  }
}

extension ValidateSettings.Inputs: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .catalog, .model: .string
    }
  }
}

extension CompareSettings: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .truth, .predicted, .identifier, .magnitude, .survey, .condition: .string
    case .hdu: .hdu
    case .tolerance: .positiveNumber
    case .names: .texts
    case .completeness: .fraction
    }
  }
}

extension CompareSettings.Inputs: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .catalogs: .texts
    case .images: .string
    }
  }
}

extension JSONValue {
  /// A table of a FITS file, by number or name.
  static let hdu: JSONValue = ["anyOf": [natural, string]]

  /// As ``SplitStrategy`` is written.
  static let split: JSONValue = [
    "anyOf": [
      ["enum": ["random", "sky", "bright-faint"]], ["type": "string", "pattern": "^column:."],
      .reference("parameter"),
    ]
  ]
}

/// What a task's `model` may say, as `--config` does.
enum ClassifierSchema {
  static var schema: JSONValue {
    .settings(
      ClassifierConfiguration.self,
      parts: [
        "model": .word(ModelKind.allCases.map(\.rawValue)),
        "hidden": ["type": "array", "items": .count], "activation": .string,
        "normalization": .string, "balance": .string, "training": training,
      ])
  }

  static var training: JSONValue { .settings(TrainingConfiguration.self) }
}

extension JSONValue {
  /// A mapping of a group's settings.
  ///
  /// - Parameter parts: Of the settings that their own readers check.
  static func settings<Group: SettingGroup>(
    _ group: Group.Type, parts: [String: JSONValue] = [:]
  ) -> JSONValue {
    .mapping(
      Dictionary(
        uniqueKeysWithValues: Group.settings.map { setting in
          (setting.name, (parts[setting.name] ?? form(setting.form)).described(setting.help))
        }))
  }

  private static func form(_ form: SettingForm) -> JSONValue {
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
    case .part: [:]
    }
  }
}
