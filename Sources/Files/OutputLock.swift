import Glibc

/// The right to write an output, held by one process at a time; it ends with the process.
public struct OutputLock: ~Copyable {
  private let lock: FileLock?

  /// - Parameters:
  ///   - problem: Said where another process holds it, with the way out in `fix`.
  /// - Throws: ``SkysortError``; with ``ExitCode/temporary`` where another process holds the lock.
  public init(_ path: String, problem: String, fix: String) throws(SkysortError) {
    try self.init(TargetNames(OutputTarget(path).path), for: path, problem: problem, fix: fix)
  }

  /// Of a file that is made anew; removes what a killed process left of an earlier one.
  init(
    _ names: TargetNames, for path: String, problem: String = "is being written by another run",
    fix: String = "Wait for it to end, or choose another output."
  ) throws(SkysortError) {
    do throws(FileLock.Refusal) {
      let lock = try FileLock(names.lock, isRemoved: true)
      if lock.wasThere { names.removeLeftovers() }
      self.lock = consume lock
    } catch {
      switch error {
      case .held:
        throw SkysortError(path: path, problem: problem, fix: fix, exitCode: .temporary)
      // Another user's, who lets nobody in: no reason not to write.
      case .failed(EACCES) where Paths.exists(names.lock): lock = nil
      case .failed(let code): throw .output(path, "create", code: code)
      }
    }
  }

  /// Ends it; it lasts until here, or to the end of what throws.
  public consuming func release() {}
}
