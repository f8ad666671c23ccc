public import Files
import Glibc

/// The other side of ``TileDecoder``: what its process does.
///
/// Standard input is the FITS file, standard output becomes the pixels of one unit, big-endian
/// as they would be stored plain. No file name reaches cfitsio, which would act on some.
public enum TileDecoding {
  /// Decodes the tiles of one unit.
  ///
  /// - Parameters:
  ///   - unit: Counted from 0.
  ///   - memory: Bytes that may be asked for beyond what the process has.
  ///   - seconds: Of processor time, beyond which the system ends the process.
  /// - Throws: `SkysortError` with what cfitsio says, where it does not crash.
  public static func run(unit: Int, memory: Int, seconds: Int) throws(SkysortError) {
    limitProcess(memory: memory, seconds: seconds)
    let image = try TileImage(unit: unit)
    let pixels = UnsafeMutableRawBufferPointer.allocate(byteCount: image.size, alignment: 64)
    defer { unsafe pixels.deallocate() }
    try unsafe image.read(into: pixels)
    unsafe image.makeBigEndian(pixels)
    try unsafe writeOut(UnsafeRawBufferPointer(pixels))
  }

  private static func limitProcess(memory: Int, seconds: Int) {
    var limit = rlimit(rlim_cur: 0, rlim_max: 0)
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    limit = rlimit(rlim_cur: rlim_t(seconds), rlim_max: rlim_t(seconds + 5))
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &limit)
    let room = rlim_t(memory + ownMemory)
    limit = rlimit(rlim_cur: room, rlim_max: room)
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
  }

  /// Bytes of address space that libraries and threads have taken already.
  private static var ownMemory: Int {
    let file = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    var text = [UInt8](repeating: 0, count: 256)
    let count = max(0, unsafe read(file, &text, text.count))
    let pages = String(decoding: text[..<count], as: UTF8.self).split(separator: " ").first
    return (pages.flatMap { Int($0) } ?? 1 << 20) * Int(getpagesize())
  }

  private static func writeOut(_ bytes: UnsafeRawBufferPointer) throws(SkysortError) {
    var written = 0
    while written < bytes.count {
      let step = unsafe write(1, bytes.baseAddress! + written, bytes.count - written)
      if step < 0 && errno == EINTR { continue }
      guard step > 0 else { throw .system("standard output", "written", code: errno) }
      written += step
    }
  }
}
