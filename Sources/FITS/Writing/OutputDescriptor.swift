import Files
import Glibc
import Synchronization

/// A file open for writing at any place, for any number of threads; closed with its last user.
///
/// It is a second descriptor of the same open file, so that one that outlives the output still
/// never stands for another file.
final class OutputDescriptor: Sendable {
  /// The output, for messages.
  let path: String
  private let descriptor: Int32
  /// One thread writes at a time: the system lets no two write one file at once, and makes those
  /// that wait burn their time.
  private let turn = Mutex<Void>(())

  init(_ file: borrowing AtomicFile) throws(SkysortError) {
    path = file.path
    descriptor = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
    guard descriptor >= 0 else { throw .system(path, "written", code: errno) }
  }

  deinit { close(descriptor) }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SkysortError) {
    let code = turn.withLock { _ in unsafe Self.write(bytes, at: offset, descriptor) }
    if let code {
      throw .system(path, "written", code: code)
    }
  }

  func write(_ bytes: [UInt8], at offset: Int64) throws(SkysortError) {
    try unsafe bytes.span.withUnsafeBytes { (raw) throws(SkysortError) in
      try unsafe write(raw, at: offset)
    }
  }

  /// Makes sure of room on the disk, so that a lack of it is told before the work, and pieces
  /// written in any order lie together.
  func reserve(_ count: Int64, at offset: Int64) throws(SkysortError) {
    guard count >= Self.leastReserved else { return }
    let code = posix_fallocate(descriptor, off_t(offset), off_t(count))
    // Where the file system knows no such thing, there is nothing to be told.
    if code == ENOSPC || code == EDQUOT || code == EFBIG {
      throw .system(path, "written", code: code)
    }
  }

  private static let leastReserved: Int64 = 1 << 20

  /// Makes the file this long; bytes that were never written are zeros.
  func extend(to size: Int64) throws(SkysortError) {
    guard ftruncate(descriptor, off_t(size)) == 0 else {
      throw .system(path, "written", code: errno)
    }
  }

  /// Writes all bytes at a place.
  ///
  /// - Returns: The `errno` of the call that failed; `nil` where all are written.
  static func write(
    _ bytes: UnsafeRawBufferPointer, at offset: Int64, _ descriptor: Int32
  ) -> Int32? {
    var done = 0
    while done < bytes.count {
      let written = unsafe pwrite(
        descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset) + off_t(done))
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return written < 0 ? errno : EIO }
      done += written
    }
    return nil
  }
}
