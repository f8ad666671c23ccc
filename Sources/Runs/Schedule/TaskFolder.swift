import Files

/// Where a task works, out of sight, until all it writes is there.
///
/// A folder left by a run that was stopped is gone on with where it was made for the same key,
/// so that a long training does not begin again, and removed otherwise.
struct TaskFolder {
  let path: String
  private let target: String

  private static let keyName = ".key"

  /// The folder of a task that has worked there.
  init(_ task: String, in runFolder: String) {
    target = Paths.join(runFolder, task)
    path = Paths.join(runFolder, ".\(task).part")
  }

  /// Makes the folder ready for a task.
  init(_ task: String, in runFolder: String, key: String) throws(SkysortError) {
    self.init(task, in: runFolder)
    let keyPath = Paths.join(path, Self.keyName)
    if try Self.storedKey(keyPath) != Array(key.utf8) {
      try Paths.remove(path)
      try Paths.makeFolder(path)
      try AtomicFile.write(key, to: keyPath)
    }
  }

  /// `nil` where there is none, or a file that is no key. One that cannot be read is an error: it
  /// must not cost the work it stands for.
  private static func storedKey(_ path: String) throws(SkysortError) -> [UInt8]? {
    do throws(SkysortError) {
      return try WholeFile.read(path, maximumSize: 4096)
    } catch {
      guard error.exitCode == .noInput || error.exitCode == .badData else { throw error }
      return nil
    }
  }

  /// Puts what was written in the place of what an earlier run left.
  func publish() throws(SkysortError) {
    try Paths.remove(Paths.join(path, Self.keyName))
    let earlier = target + ".old"
    try Paths.remove(earlier)
    if Paths.exists(target) { try Paths.move(target, to: earlier) }
    try Paths.move(path, to: target)
    try Paths.remove(earlier)
  }
}
