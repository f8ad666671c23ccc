import Glibc

/// A lock on a file, held by one process at a time; it ends with the process.
///
/// The file holds nothing and nothing is ever written to it. Where a file system knows no locks,
/// there is none, and everybody has it.
struct FileLock: ~Copyable {
  /// Why there is no lock.
  enum Refusal: Error {
    /// Another process has it.
    case held
    /// By its `errno`.
    case failed(Int32)
  }

  private let path: String
  private let descriptor: Int32
  private let isRemoved: Bool
  /// Whether the file was there: left by a process that was killed, or of one that just ended.
  let wasThere: Bool

  /// - Parameter isRemoved: Whether the file goes away with the lock.
  init(_ path: String, isRemoved: Bool = false) throws(Refusal) {
    while true {
      let (descriptor, wasThere) = try Self.open(path)
      do {
        try Self.lock(descriptor)
      } catch {
        // What another process holds is that process's to remove.
        if case .failed = error, !wasThere { unsafe unlink(path.systemPath) }
        close(descriptor)
        throw error
      }
      // The last holder may have removed the file between our opening and our locking.
      guard Self.isNamed(descriptor, path) else {
        close(descriptor)
        continue
      }
      (self.path, self.descriptor, self.isRemoved) = (path, descriptor, isRemoved)
      self.wasThere = wasThere
      if isRemoved { TemporaryNames.add(path) }
      return
    }
  }

  deinit {
    // The others that wait for the file see that it has lost its name.
    if isRemoved { TemporaryNames.remove(path) }
    close(descriptor)
  }

  private static func open(_ path: String) throws(Refusal) -> (Int32, wasThere: Bool) {
    let name = path.systemPath
    let flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    while true {
      let made = unsafe Glibc.open(name, flags | O_RDWR | O_CREAT | O_EXCL, 0o666)
      if made >= 0 { return (made, false) }
      guard errno == EEXIST else { throw .failed(errno) }
      var found = unsafe Glibc.open(name, flags | O_RDWR)
      // Another user's can be read at most.
      if found < 0, errno == EACCES { found = unsafe Glibc.open(name, flags | O_RDONLY) }
      if found < 0, errno == ENOENT { continue }
      guard found >= 0 else { throw .failed(errno) }
      return (found, true)
    }
  }

  private static func lock(_ descriptor: Int32) throws(Refusal) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .failed(errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .failed(EEXIST) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK: throw .held
      // Of a file system without locks, the last of one that wants them for files to be written.
      case ENOLCK, ENOTSUP, EOPNOTSUPP, ENOSYS, EINVAL, EBADF: return
      default: throw .failed(errno)
      }
    }
  }

  /// Whether a name stands for an open file.
  static func isNamed(_ descriptor: Int32, _ name: String) -> Bool {
    var held = stat()
    var named = stat()
    guard unsafe fstat(descriptor, &held) == 0, unsafe lstat(name.systemPath, &named) == 0 else {
      return false
    }
    return held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }
}
