public import Files
public import Images
public import Learning
public import Preprocessing

/// A classifier could not be trained or applied.
public enum ClassifierError: ExitCoded, Hashable {
  /// The table does not suit.
  case table(PreprocessingError)
  /// The training ran away, was stopped, or its checkpoint cannot be used.
  case learning(LearningError)
  case model(ModelFileError)
  /// A picture cannot be read, or is of another kind.
  case picture(ImageError)

  private var cause: any ExitCoded {
    switch self {
    case .table(let error): error
    case .learning(let error): error
    case .model(let error): error
    case .picture(let error): error
    }
  }

  public var description: String { cause.description }
  public var exitCode: ExitCode { cause.exitCode }
}
