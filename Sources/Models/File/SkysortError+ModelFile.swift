public import Files
public import Sky

/// A model file cannot be read, or does not suit a table.
extension SkysortError {
  /// The file is a model whose content contradicts itself.
  public static func damaged(path: String, location: String, problem: String) -> SkysortError {
    SkysortError(
      path: path, location: location, problem: problem,
      fix: "Copy the file again, or train the model anew.")
  }

  /// The model was written by a newer version of this program.
  public static func newerFormat(path: String, found: Int, known: Int) -> SkysortError {
    SkysortError(
      path: path,
      problem: "is a model of format \(found); this program knows formats up to \(known)",
      fix: "Use a newer skysort.")
  }

  /// The model's own examples come out otherwise than when it was written.
  public static func goldenDiffers(
    path: String, largestDifference: Double, tolerance: Double
  ) -> SkysortError {
    SkysortError(
      path: path,
      problem: "the model's own examples come out \(largestDifference) off, more than "
        + "\(tolerance)",
      fix: "The file is damaged or the processor computes wrongly; train it anew.")
  }

  /// The table lacks bands the model was trained on.
  public static func bandsDiffer(model: [Band], data: [Band], path: String) -> SkysortError {
    let missing = model.filter { !data.contains($0) }
    return SkysortError(
      path: path,
      problem: "the model was trained on \(list(model)); the table has "
        + "\(data.isEmpty ? "no band" : list(data))",
      fix: "Add \(list(missing)), name the survey with --survey, or train on the bands that are "
        + "there.")
  }

  /// The classes of a stated prior are not the model's.
  public static func priorClassesDiffer(
    model: [String], prior: [String], path: String
  ) -> SkysortError {
    SkysortError(
      path: path,
      problem: "the model's classes are \(model.joined(separator: ", ")); the prior names "
        + "\(prior.joined(separator: ", "))",
      fix: "Give each class of the model a fraction.", exitCode: .usage)
  }

  /// A stated prior's fractions are no fractions.
  public static func priorNotPositive(path: String) -> SkysortError {
    SkysortError(
      path: path, problem: "a prior's fractions must be positive",
      fix: "Give each class a fraction above 0.", exitCode: .usage)
  }

  /// What only models of classes can do was asked of one that answers questions.
  public static func answersQuestions(path: String, wanted: String) -> SkysortError {
    SkysortError(
      path: path,
      problem: "the model answers questions and knows no classes, so there is no \(wanted)",
      fix: "Leave it out.", exitCode: .usage)
  }

  /// The model is of another kind than what it shall do needs.
  public static func kindDiffers(path: String, found: String, wanted: String) -> SkysortError {
    SkysortError(
      path: path, problem: "is \(found) where \(wanted) is needed",
      fix: "Name another model, or train one.", exitCode: .usage)
  }

  private static func list(_ bands: [Band]) -> String {
    bands.map(\.rawValue).joined(separator: ", ")
  }

  /// A part of a model file that cannot be understood.
  init(damaged error: SkysortError, path: String, location: String) {
    let place = error.location.map { "\(location), \($0)" } ?? location
    self = .damaged(path: path, location: place, problem: error.problem)
  }
}
