import Files
import Glibc

/// Holds cells of variable length until the rows in front of them are written.
///
/// A nameless file in the output's folder keeps them, so memory stays bounded.
struct HeapSpool: ~Copyable {
  /// Bytes held.
  private(set) var size: Int64 = 0
  private let path: String
  private var descriptor: Int32 = -1

  /// - Parameter path: The output.
  init(path: String) { self.path = path }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  mutating func append(_ bytes: [UInt8]) throws(SkysortError) {
    if descriptor < 0 { descriptor = try Self.openNameless(beside: path) }
    let failure = unsafe bytes.withUnsafeBytes { raw in
      unsafe OutputDescriptor.write(raw, at: size, descriptor)
    }
    if let failure { throw .system(path, "written", code: failure) }
    size += Int64(bytes.count)
  }

  /// Reads bytes that were appended.
  func read(at offset: Int64, count: Int) throws(SkysortError) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: count)
    let got = unsafe pread(descriptor, &block, count, off_t(offset))
    guard got == count else { throw .system(path, "written", code: errno) }
    return block
  }

  /// Rows whose descriptors count from the start of the whole heap.
  static func moving(_ rows: [UInt8], plan: TablePlan, by distance: Int64) -> [UInt8] {
    guard distance > 0 else { return rows }
    var rows = rows
    var offset = plan.sourceWidth
    for column in plan.columns {
      if column.form.descriptor != nil {
        for start in stride(from: offset + 8, to: rows.count, by: plan.rowWidth) {
          let old = rows[start..<(start + 8)].reduce(0) { $0 << 8 | Int64($1) }
          for byte in 0..<8 {
            rows[start + byte] = UInt8(truncatingIfNeeded: (old + distance) >> Int64(56 - 8 * byte))
          }
        }
      }
      offset += column.form.rowWidth
    }
    return rows
  }

  private static func openNameless(beside path: String) throws(SkysortError) -> Int32 {
    let folder = Paths.folder(of: path)
    let descriptor = NamelessFile.descriptor(in: folder.isEmpty ? "." : folder)
    guard descriptor >= 0 else { throw .system(path, "written", code: errno) }
    return descriptor
  }
}
