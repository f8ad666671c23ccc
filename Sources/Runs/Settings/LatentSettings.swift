import Settings
import Tables
import Tasks

/// What a pipeline's `encode` reads, and how.
struct EncodeSettings: TaskSettings {
  var inputs = Inputs()
  var survey: String?
  /// Which table of a FITS file.
  var hdu: Word?
  /// Ways images are turned and mirrored.
  var testTimeAugmentation: Int?
  /// The latent table's file name.
  var output: String?

  struct Inputs: Decodable {
    var model = ""
    var table = ""
    /// A column, a folder, or a file of cutouts.
    var images: String?
    enum CodingKeys: String, CodingKey, CaseIterable { case model, table, images }
    init() {}
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case survey, hdu, output
    case testTimeAugmentation = "test_time_augmentation"
  }
  init() {}
}

/// What a pipeline's `project` reads, and how.
struct ProjectSettings: TaskSettings {
  var inputs = Inputs()
  /// Columns that make the space; the embedding where `nil`.
  var columns: [String]?
  var make: [Projection]?
  var neighbours: Int?
  var minimumDistance: Double?
  var components: Int?
  var label: String?
  var survey: String?
  /// Which table of a FITS file.
  var hdu: Word?
  var seed: UInt64?
  var output: String?

  struct Inputs: Decodable {
    var table = ""
    enum CodingKeys: String, CodingKey, CaseIterable { case table }
    init() {}
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case columns, make, neighbours, components, label, survey, hdu, seed, output
    case minimumDistance = "min_distance"
  }
  init() {}
}

extension TaskExecution {
  func encoding(_ settings: EncodeSettings) -> EncodingTask {
    var task = EncodingTask(
      model: place.input(settings.inputs.model), input: place.input(settings.inputs.table),
      output: place.output(settings.output ?? "latent.fits"))
    task.images = settings.inputs.images.map(place.input)
    task.testTimeAugmentation = settings.testTimeAugmentation
    task.survey = SurveyChoice(settings.survey)
    task.hdu = settings.hdu.map { HDUSelection($0.text) }
    task.threads = place.threads
    return task
  }

  func projection(_ settings: ProjectSettings) -> ProjectionTask {
    var task = ProjectionTask(
      input: place.input(settings.inputs.table),
      output: place.output(settings.output ?? "map.fits"))
    task.columns = settings.columns
    task.projections = settings.make ?? task.projections
    task.neighbours = settings.neighbours ?? task.neighbours
    task.minimumDistance = settings.minimumDistance ?? task.minimumDistance
    task.components = settings.components ?? task.components
    task.survey = SurveyChoice(settings.survey)
    task.hdu = settings.hdu.map { HDUSelection($0.text) }
    task.label = settings.label
    task.reportFolder = place.folder
    task.seed = settings.seed ?? place.seed
    task.threads = place.threads
    return task
  }
}

extension EncodeSettings: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .survey, .output: .string
    case .hdu: .hdu
    case .testTimeAugmentation: ["enum": [1, 4, 8]]
    }
  }
}

extension EncodeSettings.Inputs: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .model, .table, .images: .string
    }
  }
}

extension ProjectSettings: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .columns: .texts
    case .make: ["type": "array", "items": .word(Projection.allCases.map(\.rawValue))]
    case .neighbours, .components: .count
    case .minimumDistance: .fraction
    case .label, .survey, .output: .string
    case .hdu: .hdu
    case .seed: .natural
    }
  }
}

extension ProjectSettings.Inputs: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .table: .string
    }
  }
}
