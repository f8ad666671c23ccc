import COneDNN
import Glibc

/// Numbers in memory as a kernel wants them: aligned, as wide as their element says.
@safe final class Memory {
  let address: UnsafeMutableRawPointer
  let element: onednn_element
  let count: Int

  init(count: Int, _ element: onednn_element) {
    self.count = count
    self.element = element
    unsafe address = .allocate(byteCount: max(count, 16) * 4, alignment: 64)
    unsafe address.initializeMemory(as: UInt8.self, repeating: 0, count: max(count, 16) * 4)
  }

  convenience init(_ values: [Float], _ element: onednn_element = onednn_float32) {
    self.init(count: values.count, element)
    for (index, value) in values.enumerated() { write(value, at: index) }
  }

  /// For packed weights and scratch, which have a size only.
  convenience init(bytes: Int) { self.init(count: bytes / 4 + 16, onednn_float32) }

  deinit { unsafe address.deallocate() }

  func clear() { unsafe memset(address, 0, count * 4) }

  func isSame(as other: Memory) -> Bool {
    unsafe count == other.count && memcmp(address, other.address, count * 4) == 0
  }

  var values: [Float] { (0..<count).map(read) }

  private func write(_ value: Float, at index: Int) {
    if element == onednn_float32 {
      unsafe address.storeBytes(of: value, toByteOffset: index * 4, as: Float.self)
    } else {
      // The tests' numbers have few bits: nothing is lost.
      let half = UInt16(value.bitPattern >> 16)
      unsafe address.storeBytes(of: half, toByteOffset: index * 2, as: UInt16.self)
    }
  }

  private func read(_ index: Int) -> Float {
    if element == onednn_float32 {
      return unsafe address.load(fromByteOffset: index * 4, as: Float.self)
    }
    let half = unsafe address.load(fromByteOffset: index * 2, as: UInt16.self)
    return Float(bitPattern: UInt32(half) << 16)
  }
}

/// Numbers in -2...2 that bfloat16 holds exactly, different for every seed.
func numbers(_ count: Int, seed: Int) -> [Float] {
  (0..<count).map { Float(($0 * 37 + $0 / 7 * 5 + seed * 13) % 65 - 32) / 16 }
}
