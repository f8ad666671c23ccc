import COneDNN

/// A primitive of oneDNN, compiled for its shapes; freed when the last kernel that holds it is.
///
/// It runs on the calling thread. Several workers may run one at a time, each under its own
/// number below the count it was compiled for.
@safe final class CompiledPrimitive {
  private let handle: OpaquePointer

  /// - Parameter create: Calls one of `COneDNN`'s creators.
  /// - Throws: ``EngineError/unsupported(operation:reason:)``.
  init(
    _ operation: String,
    _ create: (UnsafeMutablePointer<UnsafePointer<CChar>?>) -> OpaquePointer?
  ) throws(EngineError) {
    var problem: UnsafePointer<CChar>?
    // Whatever OpenMP would allow: the program's own threads share the work.
    let threads = onednn_use_one_thread()
    defer { onednn_restore_threads(threads) }
    guard let handle = unsafe create(&problem) else {
      let reason =
        unsafe problem.map { unsafe String(cString: $0) }
        ?? "oneDNN gives no reason"
      throw .unsupported(operation: operation, reason: reason)
    }
    unsafe self.handle = unsafe handle
  }

  deinit { unsafe onednn_destroy(handle) }

  /// Bytes of scratch memory each worker needs.
  var scratchSize: Int { unsafe onednn_scratch_bytes(handle) }

  /// Floats whose memory holds the packed weights.
  var packedCount: Int { unsafe (onednn_packed_bytes(handle) + 3) / 4 }

  /// oneDNN's name of the code it chose.
  var implementation: String { unsafe String(cString: onednn_implementation(handle)) }

  /// For creators that share another primitive's form of weights.
  func withHandle<Result>(_ body: (OpaquePointer) -> Result) -> Result { unsafe body(handle) }

  /// Runs with memory in the order that `COneDNN.h` states; what is nil is left out.
  @inline(__always)
  func run(
    _ operands: KernelOperands, _ first: UnsafeRawPointer, _ second: UnsafeRawPointer,
    _ third: UnsafeRawPointer? = nil, _ fourth: UnsafeRawPointer? = nil,
    _ fifth: UnsafeRawPointer? = nil
  ) {
    let status = unsafe onednn_run(
      handle, UInt32(operands.worker), first, second, third, fourth, fifth, operands.scratch)
    precondition(status == 0, "expected oneDNN to run, found its status \(status)")
  }
}
