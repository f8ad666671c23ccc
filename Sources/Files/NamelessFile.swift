import Glibc

/// A temporary file without a name, in the folder `TMPDIR` names, else `/tmp`; gone when this
/// value or the process ends.
public struct NamelessFile: ~Copyable {
  /// Open for reading and writing.
  public let descriptor: Int32

  /// - Throws: ``FileError`` where the folder cannot be written.
  public init() throws(FileError) {
    var name = Array("\(Self.folder)/skysort-XXXXXX".utf8CString)
    descriptor = unsafe name.withUnsafeMutableBufferPointer { name in
      let descriptor = unsafe mkstemp(name.baseAddress!)
      if descriptor >= 0 { unsafe unlink(name.baseAddress!) }
      return descriptor
    }
    guard descriptor >= 0 else { throw .output(Self.folder, "create a temporary file in") }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(descriptor) }

  /// Opens the file anew while this value lives.
  public var path: String { "/proc/self/fd/\(descriptor)" }

  /// Appends bytes at the descriptor's position.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let step = unsafe Glibc.write(
        descriptor, bytes.baseAddress! + written, bytes.count - written)
      if step < 0 && errno == EINTR { continue }
      guard step > 0 else { throw .output(Self.folder, "write a temporary file in") }
      written += step
    }
  }

  private static var folder: String {
    guard let value = unsafe getenv("TMPDIR"), unsafe value.pointee != 0 else { return "/tmp" }
    return unsafe String(cString: value)
  }
}
