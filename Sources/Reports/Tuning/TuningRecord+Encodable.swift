import Evaluation
import Numbers

extension TuningRecord: Encodable {
  enum CodingKeys: String, CodingKey {
    case model, seed, split, rows, settings, rounds, trials, best, test
  }

  enum PartKeys: String, CodingKey { case training, validation, test }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(model, forKey: .model)
    try container.encode(seed, forKey: .seed)
    try container.encode(split, forKey: .split)
    var parts = container.nestedContainer(keyedBy: PartKeys.self, forKey: .rows)
    for (key, count) in zip([PartKeys.training, .validation, .test], rows) {
      try parts.encode(count, forKey: key)
    }
    try container.encode(influences, forKey: .settings)
    try container.encode(rounds, forKey: .rounds)
    try container.encode(
      trials.map { NamedTrial(trial: $0, settings: settings) }, forKey: .trials)
    try container.encode(best, forKey: .best)
    try container.encodeIfPresent(test, forKey: .test)
  }

  /// A trial with its settings by name.
  private struct NamedTrial: Encodable {
    let trial: Trial
    let settings: [Setting]

    enum CodingKeys: String, CodingKey { case number, settings, scores }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(trial.number, forKey: .number)
      try container.encode(trial.scores, forKey: .scores)
      var values = container.nestedContainer(keyedBy: SettingKey.self, forKey: .settings)
      for (setting, value) in zip(settings, trial.values) {
        let key = SettingKey(stringValue: setting.name)
        if setting.kind == .choice {
          try values.encode(setting.choices[Int(clamping: value)], forKey: key)
        } else {
          try values.encode(value, forKey: key)
        }
      }
    }
  }

  private struct SettingKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

extension TuningRecord.Score {
  enum CodingKeys: String, CodingKey {
    case epochs, failure
    case logLoss = "validation_log_loss"
    case accuracy = "validation_accuracy"
  }
}

extension TuningRecord.Test: Encodable {
  enum CodingKeys: String, CodingKey {
    case best, given
    case accuracy = "accuracy_difference"
    case logLoss = "log_loss_difference"
    case probability = "mcnemar_probability"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(best, forKey: .best)
    try container.encode(given, forKey: .given)
    try container.encode(Interval(differences.accuracy), forKey: .accuracy)
    try container.encode(Interval(differences.logLoss), forKey: .logLoss)
    try container.encode(differences.test.probability, forKey: .probability)
  }

  private struct Interval: Encodable {
    let value, low, high: Double?

    init(_ estimate: Estimate) {
      (value, low, high) = (estimate.value, estimate.low, estimate.high)
    }
  }
}
