import Files

/// Where a task works, out of sight, until all it writes is there.
///
/// A folder left by a run that was stopped is gone on with where it was made for the same key,
/// so that a long training does not begin again, and removed otherwise.
struct TaskFolder {
  let path: String
  private let target: String

  private static let keyName = ".key"

  init(_ task: String, in runFolder: String, key: String) throws(SkysortError) {
    target = Paths.join(runFolder, task)
    path = Paths.join(runFolder, ".\(task).part")
    let keyPath = Paths.join(path, Self.keyName)
    let bytes = try? WholeFile.read(keyPath, maximumSize: 4096)
    if bytes != Array(key.utf8) {
      try Paths.remove(path)
      try Paths.makeFolder(path)
      try AtomicFile.write(key, to: keyPath)
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
