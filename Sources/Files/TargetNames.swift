import Glibc

/// The names beside an output that its writing needs for a while.
struct TargetNames {
  /// Of the output; `.` where its path names none.
  let folder: String
  /// The output's name, cut where it is too long to have anything added to.
  private let stem: String

  private static let ending = ".skysort-part"

  init(_ target: String) {
    let parent = Paths.folder(of: target)
    folder = parent.isEmpty ? "." : parent
    let name = Paths.name(of: target)
    let bytes = Paths.bytes(name)
    // The system's longest name has 255 bytes, and some file systems' 143.
    stem = bytes.count <= 96 ? name : Paths.text(Array(bytes.prefix(64))) + Self.digest(bytes)
  }

  private static func digest(_ bytes: [UInt8]) -> String {
    "~" + Digest.sha256(bytes).prefix(16)
  }

  /// Of the lock, the same for every run.
  var lock: String { Paths.join(folder, ".\(stem).skysort-lock") }

  /// A new one each time, which nobody can guess.
  func temporary() -> String {
    Paths.join(folder, ".\(stem).\(TemporaryNames.unguessable())\(Self.ending)")
  }

  /// Removes what a killed run left; for the holder of the lock.
  func removeLeftovers() {
    let (start, digits) = (".\(stem).", 16)
    for name in (try? Paths.list(folder, hidden: true)) ?? []
    where name.hasPrefix(start) && name.hasSuffix(Self.ending)
      && name.utf8.count == start.utf8.count + digits + Self.ending.utf8.count
    {
      let path = Paths.join(folder, name)
      var status = stat()
      guard unsafe lstat(path.systemPath, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        status.st_uid == geteuid()
      else { continue }
      unsafe unlink(path.systemPath)
    }
  }
}
