import Settings
import Tables
import Tasks

/// What a pipeline's `compare` reads, and how.
struct CompareSettings: TaskSettings {
  var inputs = Inputs()
  /// Agreement alone is told where `nil`.
  var truth: String?
  var names: [String]?
  var predicted: String?
  var identifier: String?
  var magnitude: String?
  /// At which purities are compared.
  var completeness: Double?
  var survey: String?
  /// Which table of FITS files.
  var hdu: Word?
  /// Arcseconds.
  var tolerance: Double?
  /// Which rows are compared.
  var condition: String?

  struct Inputs: Decodable {
    /// The others are compared with the first.
    var catalogs: [String] = []
    /// Images of the first catalog's rows.
    var images: String?
    enum CodingKeys: String, CodingKey, CaseIterable { case catalogs, images }
    init() {}
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case truth, names, predicted, identifier, magnitude, completeness, survey, hdu, tolerance
    case condition = "where"
  }
  init() {}
}

extension TaskExecution {
  func comparison(_ settings: CompareSettings) throws -> ComparisonTask {
    var task = try ComparisonTask(of: settings.inputs.catalogs.map(place.input))
    task.images = settings.inputs.images.map(place.input)
    task.names = settings.names ?? task.names
    task.truth = settings.truth
    task.predicted = settings.predicted
    task.identifier = settings.identifier
    task.magnitude = settings.magnitude
    task.tolerance = settings.tolerance ?? task.tolerance
    task.condition = try settings.condition.map { try RowCondition($0) }
    task.completeness = settings.completeness ?? task.completeness
    task.survey = SurveyChoice(settings.survey)
    task.hdu = settings.hdu.map { HDUSelection($0.text) }
    task.reportFolder = place.folder
    task.seed = place.seed
    return task
  }
}
