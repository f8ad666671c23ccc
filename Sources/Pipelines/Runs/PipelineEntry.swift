import Models
import Preprocessing

/// One task of a pipeline: what it does, from what, and how.
struct PipelineEntry {
  let name: String
  let work: Work

  /// A class of tasks with its settings.
  enum Work {
    case simulate(SimulateSettings)
    case detect(DetectSettings)
    case cutouts(CutoutSettings)
    case train(TrainSettings)
    case classify(ClassifySettings)
    case validate(ValidateSettings)
    case compare(CompareSettings)
  }

  /// What `class` may say.
  enum Class: String, CaseIterable {
    case simulate, detect, cutouts, train, classify, validate, compare
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case inputs, config
    case taskClass = "class"
  }

  init(name: String, from decoder: any Decoder) throws {
    self.name = name
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let word = try values.decode(String.self, forKey: .taskClass)
    guard let taskClass = Class(rawValue: word) else {
      let known = Class.allCases.map(\.rawValue).joined(separator: ", ")
      throw DecodingError.dataCorruptedError(
        forKey: .taskClass, in: values,
        debugDescription: "no class of tasks is called '\(word)'; there are \(known)")
    }
    let sections = Sections(values)
    switch taskClass {
    case .simulate: work = .simulate(try sections.config() ?? SimulateSettings())
    case .detect:
      var settings: DetectSettings = try sections.config() ?? DetectSettings()
      settings.inputs = try sections.inputs()
      work = .detect(settings)
    case .cutouts:
      var settings: CutoutSettings = try sections.config() ?? CutoutSettings()
      settings.inputs = try sections.inputs()
      work = .cutouts(settings)
    case .train:
      var settings: TrainSettings = try sections.config() ?? TrainSettings()
      settings.inputs = try sections.inputs()
      work = .train(settings)
    case .classify:
      var settings: ClassifySettings = try sections.config() ?? ClassifySettings()
      settings.inputs = try sections.inputs()
      work = .classify(settings)
    case .validate:
      var settings: ValidateSettings = try sections.config() ?? ValidateSettings()
      settings.inputs = try sections.inputs()
      work = .validate(settings)
    case .compare:
      var settings: CompareSettings = try sections.config() ?? CompareSettings()
      settings.inputs = try sections.inputs()
      work = .compare(settings)
    }
  }

  var taskClass: Class {
    switch work {
    case .simulate: .simulate
    case .detect: .detect
    case .cutouts: .cutouts
    case .train: .train
    case .classify: .classify
    case .validate: .validate
    case .compare: .compare
    }
  }

  /// The two parts of an entry besides its class.
  private struct Sections {
    private let values: KeyedDecodingContainer<CodingKeys>
    init(_ values: KeyedDecodingContainer<CodingKeys>) { self.values = values }

    func config<Settings: Decodable>() throws -> Settings? {
      try values.decodeIfPresent(Settings.self, forKey: .config)
    }

    func inputs<Inputs: Decodable>() throws -> Inputs {
      try values.decode(Inputs.self, forKey: .inputs)
    }
  }
}

struct SimulateSettings: Decodable {
  var rows: Int?
  var labelled: Int?
  var faint: Double?
  var missing: Double?
  var seed: UInt64?
  /// Images are made where this or ``stamps`` is there, tables where neither is.
  var images: FieldSettings?
  var stamps: StampSettings?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case rows, labelled, faint, missing, seed, images, stamps
  }
  init() {}
}

struct TrainSettings: Decodable {
  var inputs = Inputs()
  var survey: String?
  var label: String?
  var features: [String]?
  var bands: [String]?
  var allowLeak: Bool?
  var split: SplitStrategy?
  var testFraction: Double?
  var validationFraction: Double?
  var epochs: Int?
  var model: ClassifierConfiguration?
  var seed: UInt64?

  struct Inputs: Decodable {
    var table = ""
    /// A column, a folder, or a file of cutouts.
    var images: String?
    /// A model to go on from.
    var model: String?
    enum CodingKeys: String, CodingKey, CaseIterable { case table, images, model }
    init() {}
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case survey, label, features, bands, split, epochs, model, seed
    case allowLeak = "allow_leak"
    case testFraction = "test_fraction"
    case validationFraction = "validation_fraction"
  }
  init() {}
}

struct ClassifySettings: Decodable {
  var inputs = Inputs()
  var survey: String?
  var prior: [String: Double]?
  /// The catalog's file name; its ending picks the format.
  var output: String?

  struct Inputs: Decodable {
    var model = ""
    var table = ""
    /// A column, a folder, or a file of cutouts.
    var images: String?
    enum CodingKeys: String, CodingKey, CaseIterable { case model, table, images }
    init() {}
  }

  enum CodingKeys: String, CodingKey, CaseIterable { case survey, prior, output }
  init() {}
}

struct ValidateSettings: Decodable {
  var inputs = Inputs()
  var truth = "true_class"
  var predicted: String?
  var survey: String?
  var prior: [String: Double]?

  struct Inputs: Decodable {
    var catalog = ""
    enum CodingKeys: String, CodingKey, CaseIterable { case catalog }
    init() {}
  }

  enum CodingKeys: String, CodingKey, CaseIterable { case truth, predicted, survey, prior }

  init() {}

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    truth = try values.decodeIfPresent(String.self, forKey: .truth) ?? truth
    predicted = try values.decodeIfPresent(String.self, forKey: .predicted)
    survey = try values.decodeIfPresent(String.self, forKey: .survey)
    prior = try values.decodeIfPresent([String: Double].self, forKey: .prior)
  }
}
