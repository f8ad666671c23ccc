public import Files
internal import Learning
internal import Settings
public import Sky

/// A model file cannot be read, or does not suit a table.
public enum ModelFileError: ExitCoded, Hashable {
  /// The file is something else: a picture, a table, a pickle.
  case notAModel(path: String, problem: String, fix: String, exitCode: ExitCode)
  /// The file is a model whose content contradicts itself.
  case damaged(path: String, location: String, problem: String)
  /// The model was written by a newer version of this program.
  case newerFormat(path: String, found: Int, known: Int)
  /// The model's own examples come out otherwise than when it was written.
  case goldenDiffers(path: String, largestDifference: Double, tolerance: Double)
  /// The table lacks bands the model was trained on.
  case bandsDiffer(model: [Band], data: [Band], path: String)
  /// The classes of a stated prior are not the model's.
  case priorClassesDiffer(model: [String], prior: [String], path: String)
  /// A stated prior's shares are no shares.
  case priorNotPositive(path: String)
  /// What only models of classes can do was asked of one that answers questions.
  case answersQuestions(path: String, wanted: String)
  /// The model is of another kind than what it shall do needs.
  case kindDiffers(path: String, found: String, wanted: String)
  /// The file could not be written.
  case notWritten(path: String, problem: String, fix: String, exitCode: ExitCode)

  public var exitCode: ExitCode {
    switch self {
    case .notAModel(_, _, _, let code), .notWritten(_, _, _, let code): code
    case .priorClassesDiffer, .priorNotPositive, .answersQuestions, .kindDiffers:
      .usage
    default: .badData
    }
  }

  public var description: String {
    switch self {
    case .notAModel(let path, let problem, let fix, _),
      .notWritten(let path, let problem, let fix, _):
      return fix.isEmpty ? "\(path): \(problem)." : "\(path): \(problem). \(fix)"
    case .damaged(let path, let location, let problem):
      return "\(path), \(location): \(problem). Copy the file again, or train the model anew."
    case .newerFormat(let path, let found, let known):
      return "\(path): is a model of format \(found); this program knows formats up to \(known). "
        + "Use a newer skysort."
    case .goldenDiffers(let path, let difference, let tolerance):
      return "\(path): the model's own examples come out \(difference) off, more than "
        + "\(tolerance). The file is damaged or the processor computes wrongly; train it anew."
    case .bandsDiffer(let model, let data, let path):
      let missing = model.filter { !data.contains($0) }
      return "\(path): the model was trained on \(Self.list(model)); the table has "
        + "\(data.isEmpty ? "no band" : Self.list(data)). Add \(Self.list(missing)), name the "
        + "survey with --survey, or train on the bands that are there."
    case .priorClassesDiffer(let model, let prior, let path):
      return "\(path): the model's classes are \(model.joined(separator: ", ")); the prior names "
        + "\(prior.joined(separator: ", ")). Give each class of the model a share."
    case .answersQuestions(let path, let wanted):
      return "\(path): the model answers questions and knows no classes, so there is no "
        + "\(wanted). Leave it out."
    case .kindDiffers(let path, let found, let wanted):
      return "\(path): is \(found) where \(wanted) is needed. Name another model, or train one."
    case .priorNotPositive(let path):
      return "\(path): a prior's shares must be positive. Give each class a share above 0."
    }
  }

  private static func list(_ bands: [Band]) -> String {
    bands.map(\.rawValue).joined(separator: ", ")
  }

  init(notAModel error: LearningError) {
    self = .notAModel(
      path: error.path, problem: error.problem, fix: error.fix, exitCode: error.exitCode)
  }

  init(damaged error: LearningError, path: String, location: String) {
    let place = error.location.isEmpty ? location : "\(location), \(error.location)"
    self = .damaged(path: path, location: place, problem: error.problem)
  }

  init(damaged error: SettingsError, path: String, location: String) {
    let place = error.location.isEmpty ? location : "\(location), \(error.location)"
    self = .damaged(path: path, location: place, problem: error.problem)
  }
}
