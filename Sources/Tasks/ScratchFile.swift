import Files
import Glibc

/// A file that is needed only while a task runs.
struct ScratchFile {
  let path: String

  /// - Parameter output: The file whose folder has room.
  init(beside output: String) {
    let name = ".\(Paths.name(of: output)).\(getpid()).skysort-scratch.fits"
    path = Paths.join(Paths.folder(of: output), name)
  }

  /// Content where there is none.
  func delete() { unsafe unlink(path) }
}
