import Glibc

/// The right to write into a folder, held by one process at a time; it ends with the process.
public struct FolderLock: ~Copyable {
  private let descriptor: Int32

  /// - Parameter folder: Made where it does not exist.
  /// - Throws: ``SkysortError``; with ``ExitCode/temporary`` where another process holds the lock.
  public init(_ folder: String) throws(SkysortError) {
    try Paths.makeFolder(folder)
    let path = Paths.join(folder, ".skysort-lock")
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw .output(path, "create") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw SkysortError(
        path: folder, problem: "is in use by another run",
        fix: "Wait for it to end, or choose another folder.", exitCode: .temporary)
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Ends it; it lasts until here, or to the end of what throws.
  public consuming func release() {}
}
