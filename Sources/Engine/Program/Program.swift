/// A graph compiled for one batch size: a fixed schedule of kernels over one arena.
///
/// One thread at a time may use a program. Several may share ``FrozenParameters``, or on one
/// thread ``Parameters``, as training and validation do.
@safe public final class Program {
  private let compilation: Compilation
  private let options: ProgramOptions
  private let executor: Executor
  private let layout: ParameterLayout
  private let kept: UnsafeMutablePointer<Float>
  private let arena: UnsafeMutablePointer<Float>
  private let gradient: UnsafeMutablePointer<Float>
  private let parameterBase: UnsafeMutablePointer<Float>
  /// Keeps the memory that steps point into.
  private let owner: AnyObject
  private let outputs: [String: UnsafeBufferPointer<Float>]
  private let inputs: [String: UnsafeMutableBufferPointer<Float>]

  /// Compiles a graph.
  ///
  /// - Parameters:
  ///   - outputs: Values to be read after a run, by name.
  ///   - loss: A scalar whose gradient with respect to every trained parameter is wanted.
  ///   - parameters: Hold every parameter and state the graph names, and may hold more. Runs
  ///     write the states.
  /// - Throws: ``EngineError`` if the graph holds a mistake or does not fit the parameters.
  public convenience init(
    compiling graph: Graph, outputs: [String: Value], gradientOf loss: Value? = nil,
    parameters: Parameters, options: ProgramOptions = ProgramOptions()
  ) throws(EngineError) {
    try unsafe self.init(
      graph, outputs, loss, parameters.layout, parameters.base, owner: parameters, options)
  }

  /// Compiles a graph for inference with values that no longer change.
  ///
  /// - Throws: ``EngineError`` also if the graph assigns to a state.
  public convenience init(
    compiling graph: Graph, outputs: [String: Value], parameters: FrozenParameters,
    options: ProgramOptions = ProgramOptions()
  ) throws(EngineError) {
    if let state = graph.assignments.keys.first {
      throw .stateIsFrozen(graph.nodes[state.index].name!)
    }
    // Nothing writes through the pointer: only assignments to states would.
    try unsafe self.init(
      graph, outputs, nil, parameters.layout, UnsafeMutablePointer(mutating: parameters.base),
      owner: parameters, options)
  }

  private init(
    _ graph: Graph, _ outputs: [String: Value], _ loss: Value?, _ layout: ParameterLayout,
    _ base: UnsafeMutablePointer<Float>, owner: AnyObject, _ options: ProgramOptions
  ) throws(EngineError) {
    let compilation = try Compilation(
      graph, outputs: outputs, gradientOf: loss, layout: layout,
      isFrozen: owner is FrozenParameters,
      precision: options.precision,
      workers: options.threads)
    precondition(BLAS.isSingleThreaded)
    let floats =
      compilation.plan.keptCount + compilation.plan.arenaCount
      + (loss == nil ? 0 : layout.trainedCount)
    guard floats <= options.memoryLimit / MemoryLayout<Float>.stride else {
      throw .exceedsMemory(
        needed: floats * MemoryLayout<Float>.stride, available: options.memoryLimit)
    }
    let kept = unsafe AlignedMemory.allocate(floats: compilation.plan.keptCount)
    let arena = unsafe AlignedMemory.allocate(floats: compilation.plan.arenaCount)
    let gradient = unsafe AlignedMemory.allocate(floats: loss == nil ? 0 : layout.trainedCount)
    func address(_ value: Value) -> UnsafeMutablePointer<Float> {
      switch compilation.place(of: value) {
      case .parameters(let offset): unsafe base + offset
      case .gradient(let offset): unsafe gradient + offset
      case .kept(let offset): unsafe kept + offset
      case .arena(let offset): unsafe arena + offset
      }
    }
    func count(_ value: Value) -> Int { compilation.nodes[value.index].shape.count }
    for (value, tensor) in compilation.constants {
      unsafe address(value).update(from: tensor.values, count: tensor.values.count)
    }
    if !compilation.preparation.steps.isEmpty {
      let once = ProgramOptions(precision: options.precision)
      unsafe Executor(compilation.preparation, options: once, address: address).run(step: 0)
    }
    executor = unsafe Executor(compilation.schedule, options: options, address: address)
    unsafe self.outputs = unsafe compilation.outputs.mapValues {
      unsafe UnsafeBufferPointer(start: address($0), count: count($0))
    }
    unsafe inputs = unsafe compilation.inputs.mapValues {
      unsafe UnsafeMutableBufferPointer(start: address($0), count: count($0))
    }
    self.compilation = compilation
    self.options = options
    self.layout = layout
    self.owner = owner
    unsafe (self.kept, self.arena, self.gradient, parameterBase) = unsafe (
      kept, arena, gradient, base
    )
  }

  deinit {
    unsafe AlignedMemory.free(kept)
    unsafe AlignedMemory.free(arena)
    unsafe AlignedMemory.free(gradient)
  }

  /// Calls `body` with an input's numbers, row-major, to be written; they stay between runs.
  public func withInput<Result>(
    _ name: String, _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    guard let buffer = unsafe inputs[name] else {
      preconditionFailure(
        "expected one of the inputs \(unsafe inputs.keys.sorted()), found \(name)")
    }
    return try unsafe body(buffer)
  }

  /// Calls `body` with an output's numbers, row-major, as of the last run.
  public func withOutput<Result>(
    _ name: String, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    guard let buffer = unsafe outputs[name] else {
      preconditionFailure(
        "expected one of the outputs \(unsafe outputs.keys.sorted()), found \(name)")
    }
    return try unsafe body(buffer)
  }

  /// The loss' gradient as of the last run, laid out as the parameters' trained part; empty
  /// without a loss.
  public var gradientBuffer: UnsafeMutableBufferPointer<Float> {
    unsafe UnsafeMutableBufferPointer(
      start: gradient, count: compilation.hasGradient ? layout.trainedCount : 0)
  }

  /// Computes outputs, gradients and new states; allocates nothing and takes no lock.
  ///
  /// - Parameter step: Distinguishes runs; dropout draws other masks for other steps.
  public func run(step: UInt64 = 0) { executor.run(step: step) }

  /// The schedule as a table: what each step computes, its shape, bytes and operations, and, if
  /// runs were profiled, its share of their time and what share of the processor's limit it
  /// reaches. The limit is that of a product whose factors lie in the cache.
  public func describe() -> String {
    ScheduleTable(
      compilation, seconds: executor.runs > 0 ? executor.seconds : [], runs: executor.runs,
      limit: { ProcessorLimit.rate(options.precision, threads: options.threads) }
    ).description
  }
}
