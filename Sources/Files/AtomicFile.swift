import Glibc
import Synchronization

/// An output that appears whole or not at all.
///
/// Bytes go to a temporary name beside the target; ``commit()`` brings them to the disk and
/// renames. A file dropped without a commit leaves no trace, a killed process at most the
/// temporary name, which the next run with the same target takes over. One run at a time
/// writes a target.
public struct AtomicFile: ~Copyable {
  public let path: String
  /// Beside ``path``, with a dot before its name.
  public let temporaryPath: String
  /// Open for reading and writing.
  public let descriptor: Int32
  private let directory: String
  private var isCommitted = false

  /// - Throws: ``SkysortError``; with ``ExitCode/temporary`` where another run is writing the target.
  public init(path: String) throws(SkysortError) {
    let slash = path.lastIndex(of: "/")
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let directory = slash.map { String(path[...$0]) } ?? "./"
    guard !name.isEmpty, name != ".", name != ".." else {
      throw SkysortError(
        path: path, problem: "is not a file name to write to", fix: "Name a file, not a folder.",
        exitCode: .usage)
    }
    let temporaryPath = directory + ".\(name).skysort-part"
    let descriptor = try Self.openLocked(temporaryPath, for: path)
    Self.openCount.add(1, ordering: .relaxed)
    self.path = path
    self.temporaryPath = temporaryPath
    self.directory = directory
    self.descriptor = descriptor
  }

  /// Opens the temporary name and holds a lock on it, which ends with the process; what a killed
  /// run left is emptied.
  private static func openLocked(_ name: String, for path: String) throws(SkysortError) -> Int32 {
    while true {
      let descriptor = unsafe open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
      guard descriptor >= 0 else { throw .output(path, "create") }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        close(descriptor)
        throw SkysortError(
          path: path, problem: "is being written by another run",
          fix: "Wait for it to end, or choose another output.", exitCode: .temporary)
      }
      if isNamed(descriptor, name), ftruncate(descriptor, 0) == 0 { return descriptor }
      close(descriptor)
    }
  }

  /// Whether the name still stands for this descriptor: the last holder may have renamed the
  /// file between our opening and our locking.
  private static func isNamed(_ descriptor: Int32, _ name: String) -> Bool {
    var held = stat()
    var named = stat()
    guard unsafe fstat(descriptor, &held) == 0, unsafe stat(name, &named) == 0 else { return false }
    return held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }

  deinit {
    if !isCommitted { unsafe unlink(temporaryPath) }
    close(descriptor)
    Self.openCount.subtract(1, ordering: .relaxed)
  }

  /// Of this process.
  private static let openCount = Atomic<Int>(0)

  /// Whether a file is being written, so that an end of the process would leave a temporary name.
  public static var isAnyOpen: Bool { openCount.load(ordering: .relaxed) > 0 }

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
    guard unsafe rename(temporaryPath, path) == 0 else { throw .output(path, "rename") }
    isCommitted = true
    let folder = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
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
