import Files
import GRDB

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
    guard let error = error as? DatabaseError else {
      return SkysortError(path: path, problem: "\(error)", exitCode: .inputOutput)
    }
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT:
      return SkysortError(
        path: path, problem: "is not a database of labels, or a damaged one",
        fix: "Name another file with --labels.", exitCode: .badData)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return SkysortError(
        path: path, problem: "is held by another program", fix: "Try again when it is done.",
        exitCode: .temporary)
    case .SQLITE_FULL:
      return SkysortError(
        path: path, problem: "cannot grow: the disk is full", fix: "Free some space.",
        exitCode: .temporary)
    default:
      return SkysortError(
        path: path, problem: "cannot be written: \(error.message ?? "\(error.resultCode)")",
        fix: "Name a file in a folder that can be written with --labels.",
        exitCode: .inputOutput)
    }
  }
}
