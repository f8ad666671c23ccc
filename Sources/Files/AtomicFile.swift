import Glibc

/// An output that appears whole or not at all.
///
/// Bytes go to a file without a name in the target's folder, or where the file system has none to
/// one that nobody else can have made; ``commit()`` brings them to the disk and gives them the
/// target's name. A file dropped without a commit leaves no trace, a killed process at most an
/// empty lock and names that the next run with the same target removes. One run at a time writes a
/// target. What is replaced hands on its permissions; a link stays, and what it stands for is
/// replaced.
public struct AtomicFile: ~Copyable {
  public let path: String
  /// Open for reading and writing.
  public let descriptor: Int32
  /// ``path`` with links followed.
  private let target: String
  private let names: TargetNames
  /// `nil` while the file has no name, and once it has the target's.
  private var temporaryPath: String?
  private let lock: OutputLock

  /// - Throws: ``SkysortError``; with ``ExitCode/temporary`` where another run is writing the target,
  ///   with ``ExitCode/usage`` where it is no regular file.
  public init(path: String) throws(SkysortError) {
    let target = try OutputTarget(path)
    let names = TargetNames(target.path)
    let lock = try OutputLock(names, for: path)
    let (descriptor, temporaryPath) = try Self.open(names, for: path)
    if let mode = target.mode { fchmod(descriptor, mode) }
    self.path = path
    self.target = target.path
    self.names = names
    self.descriptor = descriptor
    self.temporaryPath = temporaryPath
    self.lock = consume lock
  }

  deinit {
    if let temporaryPath { TemporaryNames.remove(temporaryPath) }
    close(descriptor)
  }

  /// Appends bytes at the descriptor's position.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(SkysortError) {
    var rest = unsafe bytes
    while unsafe !rest.isEmpty {
      let written = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw .output(path, "write") }
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  public func write(_ bytes: [UInt8]) throws(SkysortError) {
    try unsafe bytes.span.withUnsafeBytes { (raw) throws(SkysortError) in try unsafe write(raw) }
  }

  public func write(_ text: String) throws(SkysortError) { try write(Array(text.utf8)) }

  /// Brings the bytes to the disk and gives the file its name.
  public consuming func commit() throws(SkysortError) {
    guard fsync(descriptor) == 0 else { throw .output(path, "write") }
    try giveName()
    let folder = unsafe Glibc.open(names.folder.systemPath, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  /// Writes a whole file at once.
  public static func write(_ bytes: [UInt8], to path: String) throws(SkysortError) {
    let file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.commit()
  }

  public static func write(_ text: String, to path: String) throws(SkysortError) {
    try write(Array(text.utf8), to: path)
  }
}

extension AtomicFile {
  /// Opens a file without a name, else a new one of this user's, with one name.
  private static func open(
    _ names: TargetNames, for path: String
  ) throws(SkysortError) -> (Int32, String?) {
    let nameless = unsafe Glibc.open(
      names.folder.systemPath, O_RDWR | __O_TMPFILE | O_CLOEXEC, 0o666)
    if nameless >= 0, Paths.exists(NamelessFile.path(of: nameless)) { return (nameless, nil) }
    if nameless >= 0 { close(nameless) }
    // Of file systems, and of systems, that have no such files.
    guard nameless >= 0 || [EOPNOTSUPP, EISDIR, EINVAL, ENOENT].contains(errno) else {
      throw .output(path, "create")
    }
    let (descriptor, name) = try named(names, for: path)
    return (descriptor, name)
  }

  private static func named(
    _ names: TargetNames, for path: String
  ) throws(SkysortError) -> (Int32, String) {
    let name = names.temporary()
    let descriptor = unsafe Glibc.open(
      name.systemPath, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .output(path, "create") }
    TemporaryNames.add(name)
    return (descriptor, name)
  }

  private mutating func giveName() throws(SkysortError) {
    if temporaryPath == nil {
      let own = NamelessFile.path(of: descriptor).systemPath
      if Self.link(own, target) == 0 { return }
      let code = errno
      let name = names.temporary()
      // What is there already is replaced at once by nothing but a rename.
      if code == EEXIST, Self.link(own, name) == 0 {
        TemporaryNames.add(name)
        temporaryPath = name
      } else {
        let (copy, name) = try Self.named(names, for: path)
        temporaryPath = name
        try become(copy)
      }
    }
    guard let name = temporaryPath, FileLock.isNamed(descriptor, name),
      unsafe rename(name.systemPath, target.systemPath) == 0
    else { throw .output(path, "rename") }
    TemporaryNames.forget(name)
    temporaryPath = nil
  }

  /// Goes on with a copy that has a name, where the system lets a file without one have none.
  private func become(_ copy: Int32) throws(SkysortError) {
    defer { close(copy) }
    var status = stat()
    var done: off_t = 0
    guard unsafe fstat(descriptor, &status) == 0, fchmod(copy, status.st_mode & 0o777) == 0 else {
      throw .output(path, "write")
    }
    while done < status.st_size {
      let written = unsafe sendfile(copy, descriptor, &done, Int(status.st_size - done))
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw .output(path, "write") }
    }
    guard fsync(copy) == 0, dup2(copy, descriptor) >= 0 else { throw .output(path, "write") }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  private static func link(_ file: [CChar], _ name: String) -> Int32 {
    unsafe linkat(AT_FDCWD, file, AT_FDCWD, name.systemPath, AT_SYMLINK_FOLLOW)
  }
}
