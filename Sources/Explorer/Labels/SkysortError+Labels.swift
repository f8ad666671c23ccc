import Files
import SQLite

/// Labels could not be read or kept.
extension SkysortError {
  static func othersLabels(_ path: String, theirs: String, ours: String) -> SkysortError {
    SkysortError(
      path: path, problem: "holds labels of sources by '\(theirs)', this table has '\(ours)'",
      fix: "Name another file with --labels.", exitCode: .badData)
  }

  static func unusableLabel(_ maximumLength: Int) -> SkysortError {
    SkysortError(
      path: "label", problem: "must have 1 to \(maximumLength) letters and no control characters",
      exitCode: .usage)
  }

  static func database(_ path: String, _ error: any Error) -> SkysortError {
    guard let error = error as? SQLiteError else {
      return SkysortError(path: path, problem: "\(error)", exitCode: .inputOutput)
    }
    switch error.kind {
    case .damaged:
      return SkysortError(
        path: path, problem: "is not a database of labels, or a damaged one",
        fix: "Name another file with --labels.", exitCode: .badData)
    case .busy:
      return SkysortError(
        path: path, problem: "is held by another program", fix: "Try again when it is done.",
        exitCode: .temporary)
    case .full:
      return SkysortError(
        path: path, problem: "cannot grow: the disk is full", fix: "Free some space.",
        exitCode: .temporary)
    case .other:
      return SkysortError(
        path: path, problem: "cannot be written: \(error.message)",
        fix: "Name a file in a folder that can be written with --labels.",
        exitCode: .inputOutput)
    }
  }
}
