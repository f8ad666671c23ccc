import Models
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
    .mapping(
      Dictionary(
        ClassifierConfiguration.settingNames.map { ($0, values[$0] ?? [:]) },
        uniquingKeysWith: { first, _ in first }))
  }

  /// Of the names whose values are simple; the program checks the others.
  private static var values: [String: JSONValue] {
    [
      "model": .word(ModelKind.allCases.map(\.rawValue)),
      "ensemble": .count,
      "hidden": ["type": "array", "items": .count],
      "activation": .string, "normalization": .string,
      "balance": .string, "dropout": .fraction, "confidence": .fraction, "residual": .boolean,
      "features": ["type": "object"], "training": training, "labels": ["type": "object"],
      "images": ["type": "object"], "questions": ["type": "object"],
    ]
  }

  static var training: JSONValue {
    .mapping(
      Dictionary(
        TrainingOverrides.settingNames.map { ($0, trainingValues[$0] ?? [:]) },
        uniquingKeysWith: { first, _ in first }))
  }

  private static var trainingValues: [String: JSONValue] {
    [
      "epochs": .count, "batch_size": .count, "learning_rate": .positiveNumber,
      "warm_up": .number, "label_smoothing": .fraction, "l2": .number,
      "max_grad_norm": .positiveNumber,
      "restore_best_epoch": .boolean, "ema_decay": .fraction, "encoder_lr_factor": .fraction,
      "seed": .natural, "threads": .count,
    ]
  }
}
