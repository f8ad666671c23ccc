public import Files
public import Learning
public import Preprocessing

/// A classifier could not be trained or applied.
public enum ClassifierError: ExitCoded, Hashable {
  /// The table does not suit.
  case table(PreprocessingError)
  /// The training ran away, was stopped, or its checkpoint cannot be used.
  case learning(LearningError)
  case model(ModelFileError)

  private var cause: any ExitCoded {
    switch self {
    case .table(let error): error
    case .learning(let error): error
    case .model(let error): error
    }
  }

  public var description: String { cause.description }
  public var exitCode: ExitCode { cause.exitCode }
}
