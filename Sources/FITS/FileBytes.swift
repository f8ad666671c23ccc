import Files
import Glibc

/// A file's bytes, for any number of threads; closed when its last user is gone.
final class FileBytes: Sendable {
  /// As the caller named it; for messages.
  let path: String
  let size: Int64
  let descriptor: Int32

  /// - Parameters:
  ///   - plainPath: A regular, uncompressed file.
  ///   - path: The file the user named, for messages.
  init(plainPath: String, path: String) throws(SkysortError) {
    descriptor = unsafe open(plainPath.systemPath, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(path, "opened", code: errno) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .system(path, "examined", code: errno)
    }
    self.path = path
    size = Int64(status.st_size)
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  deinit { close(descriptor) }

  /// Reads bytes that must be there: the range lies inside ``size``.
  func read(at offset: Int64, count: Int) throws(SkysortError) -> [UInt8] {
    precondition(offset >= 0 && count >= 0, "expected a range, found \(count) at \(offset)")
    var isComplete = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      isComplete = unsafe fill(UnsafeMutableRawBufferPointer(buffer), from: offset)
      unsafe buffer.dropFirst(isComplete ? count : 0).initialize(repeating: 0)
      initialized = count
    }
    guard isComplete else {
      throw .system(path, "read at byte \(offset)", code: errno == 0 ? EIO : errno)
    }
    return bytes
  }

  /// As above, into memory that is there: the range lies inside ``size``.
  func read(
    at offset: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SkysortError) {
    precondition(offset >= 0, "expected a place in the file, found \(offset)")
    guard unsafe fill(buffer, from: offset) else {
      throw .system(path, "read at byte \(offset)", code: errno == 0 ? EIO : errno)
    }
  }

  /// - Returns: False where the file ended or the system refused.
  private func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int64) -> Bool {
    errno = 0
    var filled = 0
    while filled < buffer.count {
      let got = unsafe pread(
        descriptor, buffer.baseAddress! + filled, buffer.count - filled, off_t(offset) + filled)
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { return false }
      filled += got
    }
    return true
  }
}

extension FileBytes {
  /// Hands out a range in blocks.
  func forEachBlock(
    of offset: Int64, count: Int64, _ body: ([UInt8]) throws(SkysortError) -> Void
  ) throws(SkysortError) {
    var done: Int64 = 0
    while done < count {
      let size = Int(min(count - done, 1 << 20))
      try body(try read(at: offset + done, count: size))
      done += Int64(size)
    }
  }
}
