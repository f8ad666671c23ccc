import Files
import Preprocessing
import Settings
import Tables
import Tasks

/// What a pipeline's `ingest` reads, and how.
struct IngestSettings: TaskSettings {
  var inputs = Inputs()
  var survey: String?
  /// Which table of a FITS file.
  var hdu: Word?

  struct Inputs: Decodable {
    var table = ""
    enum CodingKeys: String, CodingKey, CaseIterable { case table }
    init() {}
  }

  enum CodingKeys: String, CodingKey, CaseIterable { case survey, hdu }
  init() {}
}

/// What a pipeline's `split` reads, and how.
struct SplitSettings: TaskSettings {
  var inputs = Inputs()
  var split: SplitStrategy?
  var testFraction: Double?
  var validationFraction: Double?
  /// The column whose equal values stay together.
  var group: String?
  /// Arcseconds within which rows are one source.
  var groupRadius: Double?
  /// The new column's name.
  var column: String?
  var survey: String?
  /// Which table of a FITS file.
  var hdu: Word?
  var seed: UInt64?
  /// The table's file name; its ending picks the format.
  var output: String?

  struct Inputs: Decodable {
    var table = ""
    enum CodingKeys: String, CodingKey, CaseIterable { case table }
    init() {}
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case split, column, survey, hdu, seed, output
    case group
    case groupRadius = "group_radius"
    case testFraction = "test_fraction"
    case validationFraction = "validation_fraction"
  }
  init() {}
}

extension IngestSettings: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .survey: .string
    case .hdu: .hdu
    }
  }
}

extension IngestSettings.Inputs: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .table: .string
    }
  }
}

extension SplitSettings: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .split: .split
    case .column, .survey, .output, .group: .string
    case .hdu: .hdu
    case .groupRadius: .number
    case .seed: .natural
    case .testFraction, .validationFraction: .fraction
    }
  }
}

extension SplitSettings.Inputs: DescribedSettings {
  static func schema(of key: CodingKeys) -> JSONValue {
    switch key {
    case .table: .string
    }
  }
}

extension TaskExecution {
  func ingestion(_ settings: IngestSettings) -> IngestTask {
    var task = IngestTask(
      table: place.input(settings.inputs.table), output: place.output("table.fits"),
      summary: place.output("summary.json"))
    task.survey = SurveyChoice(settings.survey)
    task.hdu = settings.hdu.map { HDUSelection($0.text) }
    return task
  }

  /// - Throws: `SkysortError` where the fractions leave nothing to train on.
  func division(_ settings: SplitSettings) throws(SkysortError) -> SplitTask {
    var task = SplitTask(
      table: place.input(settings.inputs.table),
      output: place.output(settings.output ?? "table.fits"))
    let test = settings.testFraction ?? task.options.testFraction
    let validation = settings.validationFraction ?? task.options.validationFraction
    guard test >= 0, validation >= 0, test + validation < 1 else {
      throw SkysortError(
        path: "split", problem: "fractions of \(test) and \(validation) leave nothing to train on",
        fix: "Let test_fraction and validation_fraction add up to less than 1.",
        exitCode: .usage)
    }
    task.options = SplitOptions(
      strategy: settings.split ?? .random, testFraction: test, validationFraction: validation,
      seed: settings.seed ?? place.seed, groupRadius: try radius(settings.groupRadius),
      groupColumn: settings.group)
    task.column = settings.column ?? task.column
    task.survey = SurveyChoice(settings.survey)
    task.hdu = settings.hdu.map { HDUSelection($0.text) }
    return task
  }

  /// - Throws: `SkysortError` for what is no radius.
  func radius(_ arcseconds: Double?) throws(SkysortError) -> Double {
    guard let arcseconds else { return SplitOptions.usualGroupRadius }
    guard (0...3600).contains(arcseconds) else {
      throw SkysortError(
        path: "group_radius", problem: "\(arcseconds) arcseconds are not in 0...3600",
        exitCode: .usage)
    }
    return arcseconds
  }
}
