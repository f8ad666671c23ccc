import Glibc

/// A temporary file without a name; gone when this value or the process ends.
public struct NamelessFile: ~Copyable, Sendable {
  /// Open for reading and writing.
  public let descriptor: Int32
  private let folder: String

  /// - Throws: ``SkysortError`` where the folder cannot be written.
  public init(in folder: String = NamelessFile.usualFolder) throws(SkysortError) {
    descriptor = Self.descriptor(in: folder)
    let code = errno
    self.folder = folder
    guard descriptor >= 0 else {
      throw Self.failure(folder, "hold a temporary file", code: code)
    }
  }

  /// Opens a file without a name for reading and writing.
  ///
  /// - Returns: Negative, with `errno`, where the folder takes none.
  public static func descriptor(in folder: String) -> Int32 {
    let nameless = unsafe open(
      folder.systemPath, O_RDWR | __O_TMPFILE | O_EXCL | O_CLOEXEC, 0o600)
    guard nameless < 0, [EOPNOTSUPP, EISDIR, EINVAL].contains(errno) else { return nameless }
    var name = Paths.join(folder, ".skysort-XXXXXX").systemPath
    return unsafe name.withUnsafeMutableBufferPointer { name in
      let descriptor = unsafe mkstemp(name.baseAddress!)
      guard descriptor >= 0 else { return descriptor }
      unsafe unlink(name.baseAddress!)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      return descriptor
    }
  }

  deinit { close(descriptor) }

  /// Opens the file anew while this value lives.
  public var path: String { Self.path(of: descriptor) }

  static func path(of descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

  /// Appends bytes at the descriptor's position.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(SkysortError) {
    var written = 0
    while written < bytes.count {
      let step = unsafe Glibc.write(
        descriptor, bytes.baseAddress! + written, bytes.count - written)
      if step < 0 && errno == EINTR { continue }
      guard step > 0 else { throw failure("hold more of a temporary file") }
      written += step
    }
  }

  /// The folder `TMPDIR` names, else `/tmp`.
  public static var usualFolder: String { named ?? "/tmp" }

  /// For what may be larger than memory: the folder `TMPDIR` names, else `/var/tmp`, which is on
  /// a disk where `/tmp` is memory.
  public static var roomyFolder: String { named ?? "/var/tmp" }

  private static var named: String? {
    guard let value = unsafe getenv("TMPDIR"), unsafe value.pointee != 0 else { return nil }
    return unsafe Paths.text(value)
  }
}

/// Places in the file, whatever the descriptor's position; any threads may ask.
extension NamelessFile {
  /// Takes the room of the first bytes, which are zeros.
  public func reserve(_ byteCount: Int) throws(SkysortError) {
    let code = posix_fallocate(descriptor, 0, byteCount)
    guard code == 0 else {
      let megabytes = (byteCount + 999_999) / 1_000_000
      throw failure("hold a temporary file of \(megabytes) MB", code: code)
    }
  }

  public func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(SkysortError) {
    var written = 0
    while written < bytes.count {
      let step = unsafe pwrite(
        descriptor, bytes.baseAddress! + written, bytes.count - written, offset + written)
      if step < 0 && errno == EINTR { continue }
      guard step > 0 else { throw failure("hold more of a temporary file") }
      written += step
    }
  }

  /// Reads as many bytes as there is room for, all of which must have been written.
  public func read(
    into bytes: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SkysortError) {
    var read = 0
    while read < bytes.count {
      let step = unsafe pread(
        descriptor, bytes.baseAddress! + read, bytes.count - read, offset + read)
      if step < 0 && errno == EINTR { continue }
      precondition(
        step != 0, "expected bytes up to \(offset + bytes.count), found \(offset + read)")
      guard step > 0 else { throw failure("give back a temporary file") }
      read += step
    }
  }

  private func failure(_ action: String, code: Int32 = errno) -> SkysortError {
    Self.failure(folder, action, code: code)
  }

  private static func failure(_ folder: String, _ action: String, code: Int32) -> SkysortError {
    let error = SkysortError.output(folder, action, code: code)
    return SkysortError(
      path: error.path, problem: error.problem,
      fix: "Name a folder with room for temporary files in TMPDIR.", exitCode: error.exitCode)
  }
}
