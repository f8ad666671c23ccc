import COneDNN

/// Weights between the plain form of the parameters and the form a primitive wants: cut into
/// blocks that fit its registers, and as wide as it computes in.
enum PackedWeights {
  /// Rewrites plain float32 weights for a primitive.
  ///
  /// - Parameter isTransposed: Whether the plain weights of a product are `[columns, inner]`.
  static func packing(
    _ primitive: CompiledPrimitive, isTransposed: Bool, _ workers: Int
  ) throws(EngineError) -> Kernel {
    let reorder = try unsafe CompiledPrimitive("packing") { problem in
      unsafe primitive.withHandle {
        unsafe onednn_pack_create($0, isTransposed, UInt32(workers), problem)
      }
    }
    var kernel = Kernel.serial(inputs: 1, flops: 0) { operands in
      unsafe reorder.run(
        operands, UnsafeRawPointer(operands.input(0)), UnsafeRawPointer(operands.output()))
    }
    kernel.scratchSize = reorder.scratchSize
    return kernel
  }

  static func unpacking(
    _ primitive: CompiledPrimitive, _ workers: Int
  ) throws(EngineError) -> CompiledPrimitive {
    try unsafe CompiledPrimitive("unpacking") { problem in
      unsafe primitive.withHandle { unsafe onednn_unpack_create($0, UInt32(workers), problem) }
    }
  }
}
