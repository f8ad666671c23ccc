/// How fast one thread of this machine multiplies at best: what a program's steps are measured by.
enum ProcessorLimit {
  /// Operations per second in float32; measured at first use.
  static let float32 = best(of: float32Product())
  /// Operations per second in bfloat16 numbers; measured at first use.
  static let bfloat16 = (try? halfProduct()).map(best) ?? float32

  /// - Parameter threads: None is supposed to slow another.
  static func rate(_ precision: Precision, threads: Int) -> Double {
    Double(threads) * (precision.resolved == .bfloat16 ? bfloat16 : float32)
  }

  /// Rows, inner length and columns: the factors stay in the cache and fill every register.
  private static let side = 256

  private static func float32Product() -> Kernel {
    let shape: Shape = [side, side]
    let product = MatrixProduct(transposeFirst: false, transposeSecond: false)
    return ProductKernel(product, [shape, shape], shape).kernel(.none)
  }

  private static func halfProduct() throws(EngineError) -> Kernel {
    let shape: Shape = [side, side]
    let product = MatrixProduct(transposeFirst: false, transposeSecond: false)
    return try HalfProductKernel(product, [shape, shape], shape, result: .bfloat16, workers: 1)
      .packed(isTransposed: false, isPacked: true, .none).kernel
  }

  /// The fastest of many runs: nothing else slows a processor down, nothing speeds it up.
  private static func best(of kernel: Kernel) -> Double {
    let step = Step(
      name: "limit", inputs: [Value(index: 0), Value(index: 1)], outputs: [Value(index: 2)],
      shape: [side, side], kernel: kernel)
    let schedule = Schedule([step], workers: 1) { $0 }
    let memory = unsafe AlignedMemory.allocate(floats: 3 * side * side)
    defer { unsafe AlignedMemory.free(memory) }
    let executor = unsafe Executor(schedule, options: ProgramOptions(isProfiled: true)) {
      unsafe memory + $0.index * side * side
    }
    var (fastest, before) = (Double.infinity, 0.0)
    for number in 0..<200 {
      executor.run(step: UInt64(number))
      let time = executor.seconds[0]
      fastest = min(fastest, time - before)
      before = time
    }
    return Double(kernel.flops) / fastest
  }
}
