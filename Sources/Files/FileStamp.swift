import Glibc

/// What tells, without reading it, that a file is still the one it was.
///
/// The change time cannot be set by a program, so a stamp that is the same means bytes that are
/// the same, but for writes within the clock's resolution; see ``isSettled()``.
public struct FileStamp: Hashable, Sendable, Codable {
  public let device: UInt64
  public let inode: UInt64
  /// Bytes.
  public let size: Int64
  /// Nanoseconds since 1970.
  public let modified: Int64
  /// Of contents, name or rights; nanoseconds since 1970.
  public let changed: Int64

  /// - Throws: ``SkysortError`` where there is no such regular file.
  public init(_ path: String) throws(SkysortError) {
    var status = stat()
    guard unsafe stat(path.systemPath, &status) == 0 else { throw .system(path, "examine") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw SkysortError(
        path: path, problem: "is not a regular file", fix: "Name a file.", exitCode: .noInput)
    }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    modified = Self.nanoseconds(status.st_mtim)
    changed = Self.nanoseconds(status.st_ctim)
  }

  /// Whether the file has rested so long that a later write would change the stamp.
  public func isSettled() -> Bool {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    return Self.nanoseconds(now) - max(modified, changed) > Self.resolution
  }

  /// Of the coarsest clock that file systems stamp with, nanoseconds.
  private static let resolution: Int64 = 2_000_000_000

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
