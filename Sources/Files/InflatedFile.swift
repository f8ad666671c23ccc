import Glibc

/// A plain file for libraries that want to seek: the original, or an inflated copy without a
/// name, which is gone when this value or the process ends.
public struct InflatedFile: ~Copyable {
  /// Absolute; of use only while this value lives.
  public let path: String
  /// Of the inflated copy; -1 where the original is plain.
  private let descriptor: Int32

  /// - Throws: ``FileError`` where the input is damaged or grows beyond the limit, or the
  ///   folder of temporary files (`TMPDIR`, else `/tmp`) is full.
  public init(_ probe: FileProbe, limit: InflationLimit = .standard) throws(FileError) {
    if probe.kind == .gzip || probe.kind == .bzip2 {
      let descriptor = try Self.inflate(probe, limit: limit)
      self.descriptor = descriptor
      path = "/proc/self/fd/\(descriptor)"
    } else {
      descriptor = -1
      path = probe.absolutePath
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  private static var folder: String {
    guard let value = unsafe getenv("TMPDIR"), unsafe value.pointee != 0 else { return "/tmp" }
    return unsafe String(cString: value)
  }

  /// Inflates into a file that has lost its name already.
  private static func inflate(
    _ probe: FileProbe, limit: InflationLimit
  ) throws(FileError) -> Int32 {
    var name = Array("\(folder)/skysort-XXXXXX".utf8CString)
    let descriptor = unsafe name.withUnsafeMutableBufferPointer { name in
      let descriptor = unsafe mkstemp(name.baseAddress!)
      if descriptor >= 0 { unsafe unlink(name.baseAddress!) }
      return descriptor
    }
    guard descriptor >= 0 else { throw .output(folder, "create a temporary file in") }
    do {
      try copy(ByteSource(path: probe.path, limit: limit), to: descriptor)
      return descriptor
    } catch {
      close(descriptor)
      throw error
    }
  }

  private static func copy(
    _ source: consuming ByteSource, to descriptor: Int32
  ) throws(FileError) {
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { unsafe block.deallocate() }
    while true {
      let count = try unsafe source.read(into: block)
      guard count > 0 else { return }
      var written = 0
      while written < count {
        let step = unsafe Glibc.write(descriptor, block.baseAddress! + written, count - written)
        guard step > 0 else { throw .output(folder, "write a temporary file in") }
        written += step
      }
    }
  }
}
