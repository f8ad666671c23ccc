import Files

/// A file that is needed only while a task runs.
struct ScratchFile {
  let path: String

  /// - Parameter output: The file whose folder has room.
  init(beside output: String) {
    let name = ".skysort-\(TemporaryNames.unguessable())-scratch.fits"
    path = Paths.join(Paths.folder(of: output), name)
    TemporaryNames.add(path)
  }

  /// Content where there is none.
  func delete() { TemporaryNames.remove(path) }
}
