import Glibc

/// The file that an output's name stands for.
struct OutputTarget {
  /// Not a link.
  let path: String
  /// Permissions of the file that is there; `nil` where none is.
  let mode: mode_t?

  /// - Throws: ``SkysortError``, ``ExitCode/usage``, where something is there that is no regular file.
  init(_ path: String) throws(SkysortError) {
    let name = Paths.name(of: path)
    guard !path.isEmpty, path.utf8.last != UInt8(ascii: "/"), name != ".", name != ".." else {
      throw SkysortError(
        path: path, problem: "is not a file name to write to", fix: "Name a file, not a folder.",
        exitCode: .usage)
    }
    // What the system makes of the name comes first: /dev/stdout is a link to nothing that has a
    // path.
    var status = stat()
    if unsafe stat(path.systemPath, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw SkysortError(
          path: path, problem: "is \(OpenFile.name(ofMode: status.st_mode)), not a file",
          fix: "Name a file to write.", exitCode: .usage)
      }
      mode = status.st_mode & 0o777
    } else {
      guard errno == ENOENT else { throw .output(path, "create") }
      mode = nil
    }
    self.path = try Self.followed(path)
  }

  private static let mostLinks = 40

  private static func followed(_ path: String) throws(SkysortError) -> String {
    var found = path
    for _ in 0..<mostLinks {
      var status = stat()
      guard unsafe lstat(found.systemPath, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else {
        return found
      }
      guard !isForeign(status, in: Paths.folder(of: found)) else {
        throw SkysortError(
          path: path, problem: "is another user's link in a folder that all can write to",
          fix: "Remove it, or name another output.", exitCode: .usage)
      }
      var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
      let count = unsafe bytes.withUnsafeMutableBytes {
        unsafe readlink(found.systemPath, $0.baseAddress!, $0.count)
      }
      guard count > 0 else { throw .output(path, "follow") }
      found = Paths.join(Paths.folder(of: found), Paths.text(Array(bytes.prefix(count))))
    }
    throw .output(path, "follow", code: ELOOP)
  }

  /// Whether a link may be a trap, by the rule of Linux' protected_symlinks.
  private static func isForeign(_ link: stat, in folder: String) -> Bool {
    var holder = stat()
    guard unsafe stat((folder.isEmpty ? "." : folder).systemPath, &holder) == 0 else {
      return false
    }
    let isShared = holder.st_mode & S_ISVTX != 0 && holder.st_mode & S_IWOTH != 0
    return isShared && link.st_uid != geteuid() && link.st_uid != holder.st_uid
  }
}
