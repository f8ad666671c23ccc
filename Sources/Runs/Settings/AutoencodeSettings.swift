import Models
import Preprocessing
import Settings
import Tables
import Tasks

/// What a pipeline's `autoencode` learns from, and how.
struct AutoencodeSettings: TaskSettings {
  var inputs = Inputs()
  var survey: String?
  /// Which table of a FITS file.
  var hdu: Word?
  /// Of classes that only the report looks at.
  var label: String?
  var features: [String]?
  var bands: [String]?
  var split: SplitStrategy?
  var testFraction: Double?
  var validationFraction: Double?
  var epochs: Int?
  var model: AutoencoderConfiguration?
  var seed: UInt64?

  struct Inputs: Decodable {
    var table = ""
    /// A column, a folder, or a file of cutouts.
    var images: String?
    enum CodingKeys: String, CodingKey, CaseIterable { case table, images }
    init() {}
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case survey, hdu, label, features, bands, split, epochs, model, seed
    case testFraction = "test_fraction"
    case validationFraction = "validation_fraction"
  }
  init() {}
}

extension TaskExecution {
  func autoencoding(_ settings: AutoencodeSettings) -> TrainingTask<AutoencoderConfiguration> {
    var task = TrainingTask(
      table: place.input(settings.inputs.table), model: place.output("model.safetensors"),
      configuration: settings.model ?? AutoencoderConfiguration())
    task.survey = SurveyChoice(settings.survey)
    task.hdu = settings.hdu.map { HDUSelection($0.text) }
    task.label = settings.label
    task.images = settings.inputs.images.map(place.input)
    if let epochs = settings.epochs { task.configuration.training.setEpochs(epochs) }
    task.split.strategy = settings.split ?? task.split.strategy
    task.split.testFraction = settings.testFraction ?? task.split.testFraction
    task.split.validationFraction =
      settings.validationFraction ?? task.split.validationFraction
    task.extraFeatures = settings.features ?? []
    task.bands = settings.bands
    task.seed = settings.seed ?? place.seed
    task.threads = place.threads
    task.resumes = true
    task.reportFolder = place.folder
    return task
  }
}

extension AutoencodeSettings: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .survey, .label: .string
    case .hdu: .hdu
    case .features, .bands: .texts
    case .split: .split
    case .testFraction, .validationFraction: .fraction
    case .epochs: .count
    case .seed: .natural
    case .model: Self.model
    }
  }

  private static var model: JSONValue {
    .settings(
      AutoencoderConfiguration.self,
      parts: [
        "latent": .count, "activation": .string, "normalization": .string,
        "training": ClassifierSchema.training, "channels": ["type": "array", "items": .count],
        "hidden": ["type": "array", "items": .count],
      ])
  }
}

extension AutoencodeSettings.Inputs: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .table, .images: .string
    }
  }
}
