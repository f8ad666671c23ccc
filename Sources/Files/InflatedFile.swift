/// A plain file for libraries that want to seek: the original, or an inflated copy without a
/// name, which is gone when this value or the process ends.
public struct InflatedFile: ~Copyable {
  /// Absolute; of use only while this value lives.
  public let path: String
  private let copy: NamelessFile?

  /// - Throws: ``SkysortError`` where the input is damaged or grows beyond the limit, or the
  ///   folder of temporary files (`TMPDIR`, else `/tmp`) is full.
  public init(_ probe: FileProbe, limit: InflationLimit = .standard) throws(SkysortError) {
    if probe.kind == .gzip || probe.kind == .bzip2 {
      let copy = try Self.inflate(probe, limit: limit)
      path = copy.path
      self.copy = consume copy
    } else {
      path = probe.absolutePath
      copy = nil
    }
  }

  private static func inflate(
    _ probe: FileProbe, limit: InflationLimit
  ) throws(SkysortError) -> NamelessFile {
    let file = try NamelessFile()
    var source = try ByteSource(path: probe.path, limit: limit)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { unsafe block.deallocate() }
    while true {
      let count = try unsafe source.read(into: block)
      guard count > 0 else { return file }
      try unsafe file.write(UnsafeRawBufferPointer(rebasing: block[..<count]))
    }
  }
}
