import COneDNN
import Testing

/// A kernel with scratch memory for each of its workers.
@safe final class TestedKernel {
  /// Why the library made no kernel.
  struct Refusal: Error {
    let problem: String?
  }

  let handle: OpaquePointer
  private let scratch: [Memory]

  private init(
    workers: Int, _ create: (UnsafeMutablePointer<UnsafePointer<CChar>?>) -> OpaquePointer?
  ) throws {
    var problem: UnsafePointer<CChar>?
    let threads = onednn_use_one_thread()
    defer { onednn_restore_threads(threads) }
    guard let handle = unsafe create(&problem) else {
      throw Refusal(problem: unsafe problem.map { unsafe String(cString: $0) })
    }
    unsafe self.handle = unsafe handle
    let bytes = unsafe onednn_scratch_bytes(handle)
    scratch = (0..<workers).map { _ in Memory(bytes: bytes) }
  }

  convenience init(
    _ shape: onednn_convolution, _ pass: onednn_pass, _ width: Width,
    _ epilogue: onednn_epilogue = .none, like: TestedKernel? = nil, workers: Int = 1
  ) throws {
    var shape = shape
    try unsafe self.init(workers: workers) { problem in
      unsafe onednn_convolution_create(
        &shape, pass, width.element, width.result, epilogue, like?.handle, UInt32(workers),
        problem)
    }
  }

  convenience init(
    _ shape: ProductShape, _ width: Width, _ epilogue: onednn_epilogue = .none,
    like: TestedKernel? = nil, workers: Int = 1
  ) throws {
    try unsafe self.init(workers: workers) { problem in
      unsafe onednn_product_create(
        CInt(shape.rows), CInt(shape.inner), CInt(shape.columns), shape.isFirstTransposed,
        CInt(shape.firstStride), CInt(shape.secondStride), shape.isSecondTransposed,
        CInt(shape.resultStride), width.element, width.result, epilogue, like?.handle,
        UInt32(workers), problem)
    }
  }

  convenience init(packing kernel: TestedKernel, transposed: Bool = false) throws {
    try unsafe self.init(workers: 1) { problem in
      unsafe onednn_pack_create(kernel.handle, transposed, 1, problem)
    }
  }

  convenience init(unpacking kernel: TestedKernel) throws {
    try unsafe self.init(workers: 1) { problem in
      unsafe onednn_unpack_create(kernel.handle, 1, problem)
    }
  }

  deinit { unsafe onednn_destroy(handle) }

  var packedBytes: Int { unsafe onednn_packed_bytes(handle) }
  var implementation: String { unsafe String(cString: onednn_implementation(handle)) }

  /// - Returns: The library's status.
  func run(worker: Int = 0, _ operands: Memory...) -> Int {
    let threads = onednn_use_one_thread()
    defer { onednn_restore_threads(threads) }
    func address(_ index: Int) -> UnsafeRawPointer? {
      index < operands.count ? unsafe UnsafeRawPointer(operands[index].address) : nil
    }
    return unsafe Int(
      onednn_run(
        handle, UInt32(worker), address(0), address(1), address(2), address(3), address(4),
        scratch[worker].address))
  }

  /// Plain float32 weights in the form this kernel wants.
  func packed(_ weights: [Float], transposed: Bool = false) throws -> Memory {
    let packed = Memory(bytes: packedBytes)
    let packing = try TestedKernel(packing: self, transposed: transposed)
    try expectSuccess(packing.run(Memory(weights), packed))
    return packed
  }

  /// The plain form of packed weights.
  func unpacked(_ packed: Memory, count: Int) throws -> [Float] {
    let plain = Memory(count: count, onednn_float32)
    try expectSuccess(TestedKernel(unpacking: self).run(packed, plain))
    return plain.values
  }
}

/// The width of what is multiplied and of the result.
struct Width: CustomStringConvertible {
  let element, result: onednn_element
  let description: String

  static let float32 = Width(
    element: onednn_float32, result: onednn_float32, description: "float32")
  static let half = Width(
    element: onednn_bfloat16, result: onednn_bfloat16, description: "bfloat16")
  static let mixed = Width(
    element: onednn_bfloat16, result: onednn_float32, description: "bfloat16 to float32")

  /// Those that the processor has instructions for.
  static let all =
    onednn_bfloat16_support() == onednn_none ? [float32] : [float32, half, mixed]

  /// The largest error against exact arithmetic, as a share of the largest number.
  var tolerance: Double { result == onednn_bfloat16 ? 1 / 256 : 1e-5 }
}

extension onednn_epilogue {
  static let none = onednn_epilogue(bias: false, add: false, rectifier: false)
}
