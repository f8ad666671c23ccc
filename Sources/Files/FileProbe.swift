import Glibc

/// A first, careful look at a file a user named.
///
/// It never blocks: pipes and devices are refused before anything is read from them.
public struct FileProbe: Sendable, Hashable {
  /// As the user wrote it; for messages.
  public let path: String
  /// From the root, links resolved.
  public let absolutePath: String
  public let kind: FileKind
  /// Bytes.
  public let size: Int64

  public init(_ path: String) throws(SkysortError) {
    let opened = try OpenFile(readingRegularFile: path)
    self.path = path
    size = opened.size
    kind = FileKind(head: try opened.head(FileKind.headLength))
    absolutePath = try Self.resolve(path)
  }

  /// The kind of what is inside a gzip or bzip2 file; of others, ``kind``.
  public func contentKind() throws(SkysortError) -> FileKind {
    guard kind == .gzip || kind == .bzip2 else { return kind }
    var source = try ByteSource(path: path)
    let head = UnsafeMutableRawBufferPointer.allocate(byteCount: FileKind.headLength, alignment: 1)
    defer { unsafe head.deallocate() }
    let count = try unsafe source.read(into: head)
    return FileKind(head: unsafe Array(head.prefix(count)))
  }

  private static func resolve(_ path: String) throws(SkysortError) -> String {
    guard let resolved = unsafe realpath(path.systemPath, nil) else {
      throw .system(path, "resolve")
    }
    defer { unsafe free(resolved) }
    return unsafe Paths.text(resolved)
  }
}

/// A descriptor with one owner.
struct OpenFile: ~Copyable {
  let descriptor: Int32
  let path: String
  let size: Int64

  init(readingRegularFile path: String) throws(SkysortError) {
    guard !path.isEmpty else {
      throw SkysortError(path: "''", problem: "is not a file name", exitCode: .noInput)
    }
    let descriptor = unsafe open(path.systemPath, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(path, "open") }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let error = SkysortError.system(path, "examine")
      close(descriptor)
      throw error
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw SkysortError(
        path: path, problem: "is \(Self.name(ofMode: status.st_mode)), not a file",
        fix: "Name a regular file.", exitCode: .noInput)
    }
    self.descriptor = descriptor
    self.path = path
    size = Int64(status.st_size)
  }

  deinit { close(descriptor) }

  /// What is no regular file, in words.
  static func name(ofMode mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "a directory"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  }

  /// The first `count` bytes, fewer at the end of the file; the read position stays.
  func head(_ count: Int) throws(SkysortError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = unsafe bytes.withUnsafeMutableBytes {
      unsafe pread(descriptor, $0.baseAddress, count, 0)
    }
    guard got >= 0 else { throw .system(path, "read") }
    return Array(bytes.prefix(got))
  }

  /// Reads at most the buffer's size; 0 at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SkysortError) -> Int {
    while true {
      let got = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if got >= 0 { return got }
      guard errno == EINTR else { throw .system(path, "read") }
    }
  }
}
