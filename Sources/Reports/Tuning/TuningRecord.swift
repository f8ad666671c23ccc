public import Evaluation
import Numbers

/// A search for settings, trial by trial; it holds nothing of time or machine, so that equal
/// searches have equal records.
public struct TuningRecord: Sendable {
  /// A setting that was searched.
  public struct Setting: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, Encodable {
      case linear, logarithmic
      /// Of no order: values are places in ``Setting/choices``.
      case choice
    }

    public let name: String
    /// As words: `0.0001 to 0.02, logarithmic`.
    public let range: String
    public let kind: Kind
    public let choices: [String]

    public init(name: String, range: String, kind: Kind, choices: [String] = []) {
      self.name = name
      self.range = range
      self.kind = kind
      self.choices = choices
    }
  }

  /// What a training came to on the validation rows.
  public struct Score: Hashable, Sendable, Encodable {
    public let epochs: Int
    /// `nil` where the training failed.
    public let logLoss: Double?
    public let accuracy: Double?
    /// Why it failed.
    public let failure: String?

    public init(epochs: Int, logLoss: Double?, accuracy: Double?, failure: String? = nil) {
      self.epochs = epochs
      self.logLoss = logLoss
      self.accuracy = accuracy
      self.failure = failure
    }
  }

  /// A drawn configuration, or the one given.
  public struct Trial: Hashable, Sendable {
    /// 0 is the configuration given, whose settings are not drawn.
    public let number: Int
    /// By setting: a number, or the place of a choice; empty for the configuration given.
    public let values: [Double]
    /// By round it took part in.
    public let scores: [Score]

    public init(number: Int, values: [Double], scores: [Score]) {
      self.number = number
      self.values = values
      self.scores = scores
    }
  }

  public struct Round: Hashable, Sendable, Encodable {
    public let epochs: Int
    public let trials: Int

    public init(epochs: Int, trials: Int) {
      self.epochs = epochs
      self.trials = trials
    }
  }

  /// The two that are evaluated on the test rows, once.
  public struct Test: Sendable {
    public let best: ClassificationMetrics
    public let given: ClassificationMetrics
    /// The best less the one given.
    public let differences: PairedComparison.Differences

    public init(
      best: ClassificationMetrics, given: ClassificationMetrics,
      differences: PairedComparison.Differences
    ) {
      self.best = best
      self.given = given
      self.differences = differences
    }
  }

  public var model: String
  public var seed: UInt64
  public var split: String
  /// Training, validation and test rows.
  public var rows: [Int]
  public var settings: [Setting]
  public var rounds: [Round]
  /// By number; the configuration given comes first.
  public var trials: [Trial]
  /// The number of the best trial.
  public var best: Int
  /// `nil` where no rows were held back.
  public var test: Test?

  public init(
    model: String, seed: UInt64, split: String, rows: [Int], settings: [Setting], rounds: [Round],
    trials: [Trial], best: Int, test: Test? = nil
  ) {
    self.model = model
    self.seed = seed
    self.split = split
    self.rows = rows
    self.settings = settings
    self.rounds = rounds
    self.trials = trials
    self.best = best
    self.test = test
  }
}

extension TuningRecord {
  /// What a trial's setting was, as people write it; `given` for the configuration given.
  func text(_ trial: Trial, _ setting: Int) -> String {
    guard trial.values.indices.contains(setting) else { return "as given" }
    let value = trial.values[setting]
    guard settings[setting].kind == .choice else { return "\(value)" }
    return settings[setting].choices[Int(clamping: value)]
  }

  var bestTrial: Trial? { trials.first { $0.number == best } }
  var given: Trial? { trials.first { $0.number == 0 } }
  /// Those with drawn settings.
  var drawn: [Trial] { trials.filter { $0.number > 0 } }
}
