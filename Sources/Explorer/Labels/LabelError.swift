public import Files
import GRDB

/// Labels could not be read or kept.
public struct LabelError: ExitCoded {
  /// Of the database; empty where the label itself is wrong.
  public let path: String
  public let problem: String
  public let fix: String
  public let exitCode: ExitCode

  public var description: String {
    [path.isEmpty ? "" : "\(path):", "\(problem).", fix].filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  static func othersLabels(_ path: String, theirs: String, ours: String) -> LabelError {
    LabelError(
      path: path, problem: "holds labels of sources by '\(theirs)', this table has '\(ours)'",
      fix: "Name another file with --labels.", exitCode: .badData)
  }

  static func unusableLabel(_ maximumLength: Int) -> LabelError {
    LabelError(
      path: "", problem: "A label has 1 to \(maximumLength) letters and no control characters",
      fix: "", exitCode: .usage)
  }

  static func database(_ path: String, _ error: any Error) -> LabelError {
    guard let error = error as? DatabaseError else {
      return LabelError(path: path, problem: "\(error)", fix: "", exitCode: .inputOutput)
    }
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT:
      return LabelError(
        path: path, problem: "is no database of labels, or a damaged one",
        fix: "Name another file with --labels.", exitCode: .badData)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return LabelError(
        path: path, problem: "is held by another program", fix: "Try again when it is done.",
        exitCode: .temporary)
    case .SQLITE_FULL:
      return LabelError(
        path: path, problem: "cannot grow: the disk is full", fix: "Free some space.",
        exitCode: .temporary)
    default:
      return LabelError(
        path: path, problem: "cannot be written: \(error.message ?? "\(error.resultCode)")",
        fix: "Name a file in a folder that can be written with --labels.",
        exitCode: .inputOutput)
    }
  }
}
