import Glibc

/// Zeroed memory on 64-byte boundaries: a cache line, an AVX-512 register.
enum AlignedMemory {
  static func allocate(floats count: Int) -> UnsafeMutablePointer<Float> {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    unsafe memset(memory, 0, max(count, 1) * MemoryLayout<Float>.stride)
    return unsafe memory.bindMemory(to: Float.self, capacity: max(count, 1))
  }

  static func free(_ memory: UnsafeMutablePointer<Float>) {
    unsafe UnsafeMutableRawPointer(memory).deallocate()
  }
}
