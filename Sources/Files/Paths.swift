import Glibc

/// File names as texts; nothing here follows a link or expands a `~`.
///
/// Parts end at the byte `/`, whatever follows: a character of Swift may be a slash with an accent.
public enum Paths {
  private static let slash = UInt8(ascii: "/")

  /// The parts between slashes.
  private static func parts(_ path: String) -> [Substring] {
    path.utf8.split(separator: slash).map { Substring($0) }
  }

  /// The last part: `a.fits` of `/data/a.fits`.
  public static func name(of path: String) -> String {
    parts(path).last.map(String.init) ?? path
  }

  /// All but the last part: `/data` of `/data/a.fits`; empty where there is only one.
  public static func folder(of path: String) -> String {
    guard let last = path.utf8.lastIndex(of: slash) else { return "" }
    return last == path.startIndex ? "/" : String(path[..<last])
  }

  /// `folder/name`, with one slash between.
  public static func join(_ folder: String, _ name: String) -> String {
    if folder.isEmpty || name.utf8.first == slash { return name }
    return folder.utf8.last == slash ? folder + name : "\(folder)/\(name)"
  }

  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path.systemPath, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  public static func exists(_ path: String) -> Bool { unsafe access(path.systemPath, F_OK) == 0 }

  /// Makes a folder and those above it; content where it exists.
  ///
  /// - Returns: Those that were made, the outermost first.
  @discardableResult
  public static func makeFolder(_ path: String) throws(SkysortError) -> [String] {
    var whole = path.utf8.first == slash ? "/" : ""
    var made: [String] = []
    for part in parts(path) {
      whole = join(whole, String(part))
      if unsafe mkdir(whole.systemPath, 0o777) == 0 {
        made.append(whole)
      } else if errno != EEXIST || !isFolder(whole) {
        throw .output(path, "create the folder")
      }
    }
    return made
  }

  /// The names in a folder, sorted by their bytes; hidden ones left out where not asked for.
  public static func list(
    _ folder: String, hidden: Bool = false
  ) throws(SkysortError) -> [String] {
    guard let handle = unsafe opendir(folder.systemPath) else { throw .system(folder, "list") }
    defer { unsafe closedir(handle) }
    var names: [String] = []
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe text($0)
        }
      }
      if hidden ? name != "." && name != ".." : name.utf8.first != UInt8(ascii: ".") {
        names.append(name)
      }
    }
    return names.sorted { bytes($0).lexicographicallyPrecedes(bytes($1)) }
  }

  /// All regular files below a folder, as paths from it, sorted by their bytes; hidden ones and
  /// what is in hidden folders left out. Links to folders are not followed.
  public static func files(below folder: String) throws(SkysortError) -> [String] {
    var found: [String] = []
    for name in try list(folder) {
      let path = join(folder, name)
      if isFolder(path), !isLink(path) {
        found += try files(below: path).map { join(name, $0) }
      } else if !isFolder(path) {
        found.append(name)
      }
    }
    return found.sorted { bytes($0).lexicographicallyPrecedes(bytes($1)) }
  }

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path.systemPath, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Removes a file, or a folder with all that is in it; content where there is nothing.
  public static func remove(_ path: String) throws(SkysortError) {
    if isFolder(path), !isLink(path) {
      for name in try list(path, hidden: true) { try remove(join(path, name)) }
      guard unsafe rmdir(path.systemPath) == 0 else { throw .output(path, "remove") }
    } else if unsafe unlink(path.systemPath) != 0, errno != ENOENT {
      throw .output(path, "remove")
    }
  }

  /// Gives a file or folder another name on the same file system.
  public static func move(_ path: String, to target: String) throws(SkysortError) {
    guard unsafe rename(path.systemPath, target.systemPath) == 0 else {
      throw .output(target, "rename")
    }
  }

  /// The working folder.
  public static func current() throws(SkysortError) -> String {
    guard let path = unsafe getcwd(nil, 0) else { throw .system(".", "find") }
    defer { unsafe free(path) }
    return unsafe text(path)
  }
}
