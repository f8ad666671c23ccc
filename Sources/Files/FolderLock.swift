import Glibc

/// The right to write into a folder, held by one process at a time; it ends with the process.
public struct FolderLock: ~Copyable {
  private let lock: FileLock

  /// - Parameter folder: Made where it does not exist.
  /// - Throws: ``SkysortError``; with ``ExitCode/temporary`` where another process holds the lock.
  public init(_ folder: String) throws(SkysortError) {
    try Paths.makeFolder(folder)
    let path = Paths.join(folder, ".skysort-lock")
    do throws(FileLock.Refusal) {
      lock = try FileLock(path)
    } catch {
      switch error {
      case .held:
        throw SkysortError(
          path: folder, problem: "is in use by another run",
          fix: "Wait for it to end, or choose another folder.", exitCode: .temporary)
      case .failed(let code): throw .output(path, "create", code: code)
      }
    }
  }

  /// Ends it; it lasts until here, or to the end of what throws.
  public consuming func release() {}
}
