import Files
import Models
import Preprocessing
import Settings

/// One task of a pipeline: what it does, from what, and how.
struct PipelineEntry {
  let name: String
  let work: Work
  /// As written, parameters put in.
  let tree: StructuredValue

  /// A class of tasks with its settings.
  enum Work {
    case simulate(SimulateSettings)
    case ingest(IngestSettings)
    case split(SplitSettings)
    case detect(DetectSettings)
    case cutouts(CutoutSettings)
    case train(TrainSettings)
    case classify(ClassifySettings)
    case validate(ValidateSettings)
    case compare(CompareSettings)
    case autoencode(AutoencodeSettings)
    case encode(EncodeSettings)
    case project(ProjectSettings)
  }

  /// What `class` may say.
  enum Class: String, CaseIterable {
    case simulate, ingest, split, detect, cutouts, train, classify, validate, compare
    case autoencode, encode, project
  }

  /// - Parameter path: The file that describes it.
  init(name: String, tree: StructuredValue, path: String) throws(SkysortError) {
    self.name = name
    self.tree = tree
    // The names above it are kept, so that diagnostics tell them.
    let place = StructuredValue(
      .mapping([
        .init(
          name: "tasks",
          value: .init(.mapping([.init(name: name, value: tree)]), line: tree.line))
      ]), line: tree.line)
    work = try StrictSettings.decode(Place.self, from: place, path: path).work
  }

  /// The texts under `inputs`, with the names that lead to them.
  var inputs: [(name: String, text: String)] {
    guard case .mapping(let members)? = tree["inputs"]?.content else { return [] }
    return members.flatMap { member -> [(name: String, text: String)] in
      guard case .sequence(let elements) = member.value.content else {
        return member.value.word.map { [(member.name, $0)] } ?? []
      }
      return elements.compactMap { element in element.word.map { (member.name, $0) } }
    }
  }

  /// A task below its name below `tasks`.
  private struct Place: Decodable {
    let work: Work

    init(from decoder: any Decoder) throws {
      let root = try decoder.container(keyedBy: AnyName.self)
      guard let section = root.allKeys.first else { preconditionFailure("expected a section") }
      let tasks = try root.nestedContainer(keyedBy: AnyName.self, forKey: section)
      guard let name = tasks.allKeys.first else { preconditionFailure("expected a task") }
      work = try tasks.decode(Work.self, forKey: name)
    }
  }

  var taskClass: Class {
    switch work {
    case .simulate: .simulate
    case .ingest: .ingest
    case .split: .split
    case .detect: .detect
    case .cutouts: .cutouts
    case .train: .train
    case .classify: .classify
    case .validate: .validate
    case .compare: .compare
    case .autoencode: .autoencode
    case .encode: .encode
    case .project: .project
    }
  }
}

extension PipelineEntry.Work: Decodable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case inputs, config
    case taskClass = "class"
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let word = try values.decode(String.self, forKey: .taskClass)
    let known = PipelineEntry.Class.allCases.map(\.rawValue)
    guard let taskClass = PipelineEntry.Class(rawValue: word) else {
      throw values.diagnostic(
        .taskClass,
        "no class of tasks is called '\(word)'. \(Spelling.advice(for: word, among: known))")
    }
    let sections = Sections(values)
    switch taskClass {
    case .simulate:
      guard !values.contains(.inputs) else {
        throw values.diagnostic(.inputs, "is of no use: simulate reads nothing")
      }
      self = .simulate(try sections.config() ?? SimulateSettings())
    case .ingest: self = .ingest(try sections.settings())
    case .split: self = .split(try sections.settings())
    case .detect: self = .detect(try sections.settings())
    case .cutouts: self = .cutouts(try sections.settings())
    case .train: self = .train(try sections.settings())
    case .classify: self = .classify(try sections.settings())
    case .validate: self = .validate(try sections.settings())
    case .compare: self = .compare(try sections.settings())
    case .autoencode: self = .autoencode(try sections.settings())
    case .encode: self = .encode(try sections.settings())
    case .project: self = .project(try sections.settings())
    }
  }

  /// The two parts of an entry besides its class.
  private struct Sections {
    private let values: KeyedDecodingContainer<CodingKeys>
    init(_ values: KeyedDecodingContainer<CodingKeys>) { self.values = values }

    func config<Settings: Decodable>() throws -> Settings? {
      try values.decodeIfPresent(Settings.self, forKey: .config)
    }

    /// Of a class that reads something.
    func settings<Settings: TaskSettings>() throws -> Settings {
      var settings: Settings = try config() ?? Settings()
      settings.inputs = try values.decode(Settings.Inputs.self, forKey: .inputs)
      return settings
    }
  }
}

/// The settings of a class of tasks that reads something: its `config`, and its `inputs`.
protocol TaskSettings: Decodable {
  associatedtype Inputs: Decodable
  var inputs: Inputs { get set }
  init()
}

struct SimulateSettings: Decodable {
  var rows: Int?
  var labelled: Int?
  var faint: Double?
  var missing: Double?
  var seed: UInt64?
  /// Images are made where this or ``cutouts`` is there, tables where neither is.
  var images: FieldSettings?
  var cutouts: SimulatedCutoutSettings?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case rows, labelled, faint, missing, seed, images, cutouts
  }
  init() {}
}

struct TrainSettings: TaskSettings {
  var inputs = Inputs()
  var survey: String?
  /// Which table of a FITS file.
  var hdu: Word?
  var label: String?
  var features: [String]?
  var bands: [String]?
  var allowLeak: Bool?
  var split: SplitStrategy?
  var testFraction: Double?
  var validationFraction: Double?
  /// The column whose equal values stay together.
  var group: String?
  /// Arcseconds within which rows are one source.
  var groupRadius: Double?
  var epochs: Int?
  var model: ClassifierConfiguration?
  var seed: UInt64?
  /// Fractions of the labels.
  var learningCurve: [Double]?

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
    case survey, hdu, label, features, bands, split, epochs, model, seed
    case allowLeak = "allow_leak"
    case group
    case groupRadius = "group_radius"
    case testFraction = "test_fraction"
    case validationFraction = "validation_fraction"
    case learningCurve = "learning_curve"
  }
  init() {}
}

struct ClassifySettings: TaskSettings {
  var inputs = Inputs()
  var survey: String?
  /// Which table of a FITS file.
  var hdu: Word?
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

  enum CodingKeys: String, CodingKey, CaseIterable { case survey, hdu, prior, output }
  init() {}
}

struct ValidateSettings: TaskSettings {
  var inputs = Inputs()
  var truth = "true_class"
  var predicted: String?
  var survey: String?
  /// Which table of a FITS file.
  var hdu: Word?
  var prior: [String: Double]?
  /// Which rows are evaluated.
  var condition: String?

  struct Inputs: Decodable {
    var catalog = ""
    /// The model that labelled it, which knows the rows it learned from.
    var model: String?
    enum CodingKeys: String, CodingKey, CaseIterable { case catalog, model }
    init() {}
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case truth, predicted, survey, hdu, prior
    case condition = "where"
  }

  init() {}

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    truth = try values.decodeIfPresent(String.self, forKey: .truth) ?? truth
    predicted = try values.decodeIfPresent(String.self, forKey: .predicted)
    survey = try values.decodeIfPresent(String.self, forKey: .survey)
    hdu = try values.decodeIfPresent(Word.self, forKey: .hdu)
    prior = try values.decodeIfPresent([String: Double].self, forKey: .prior)
    condition = try values.decodeIfPresent(String.self, forKey: .condition)
  }
}
