import FITS
public import Files

extension ImageError {
  public init(_ error: FileError) {
    self.init(path: error.path, problem: error.problem, fix: error.fix, exitCode: error.exitCode)
  }

  init(_ error: FITSError) {
    self.init(
      path: error.path, location: error.location, problem: error.problem, fix: error.fix,
      exitCode: error.exitCode)
  }
}

/// Turns the errors of `Files` into this room's.
func wrappingFileErrors<Result: ~Copyable>(
  _ body: () throws(FileError) -> Result
) throws(ImageError) -> Result {
  do throws(FileError) {
    return try body()
  } catch {
    throw ImageError(error)
  }
}

/// Turns the errors of `FITS` into this room's.
func wrappingFITSErrors<Result: ~Copyable>(
  _ body: () throws(FITSError) -> Result
) throws(ImageError) -> Result {
  do throws(FITSError) {
    return try body()
  } catch {
    throw ImageError(error)
  }
}
