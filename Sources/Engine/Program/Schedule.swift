/// Steps in the order they run, grouped into phases between which all threads wait.
///
/// A step joins the phase of a step it reads from when every thread reads only what it wrote
/// itself; else it starts in the next phase. A training step of a dense network thus has three:
/// forward rows, backward rows, sums over the batch.
struct Schedule {
  private(set) var steps: [Step]
  let workers: Int
  private let memory: (Value) -> Value

  /// - Parameters:
  ///   - steps: Each after those it reads from.
  ///   - memory: The value whose memory a value is another name of, or itself.
  init(_ steps: [Step], workers: Int, memory: @escaping (Value) -> Value) {
    var producer: [Value: (step: Int, output: Int)] = [:]
    var steps = steps
    for index in steps.indices {
      let phases = steps[index].inputs.indices.map { input -> Int in
        guard let (source, output) = producer[memory(steps[index].inputs[input])] else { return 0 }
        let isOwn = Self.isOwn(steps[source], output, steps[index], input, workers)
        return steps[source].phase + (isOwn ? 0 : 1)
      }
      steps[index].phase = phases.max() ?? 0
      for (output, value) in steps[index].outputs.enumerated() { producer[value] = (index, output) }
    }
    let order = steps.indices.sorted { (steps[$0].phase, $0) < (steps[$1].phase, $1) }
    self.steps = order.map { steps[$0] }
    self.workers = workers
    self.memory = memory
    group()
  }

  /// Whether every thread reads only what it wrote: its rows, or all of it if it did all.
  private static func isOwn(
    _ source: Step, _ output: Int, _ reader: Step, _ input: Int, _ workers: Int
  ) -> Bool {
    guard workers > 1 else { return true }
    if let author = source.kernel.onlyWorker(of: workers),
      author == reader.kernel.onlyWorker(of: workers)
    {
      return true
    }
    guard let written = source.kernel.extents(source.kernel.outputs[output], workers),
      let read = reader.kernel.extents(reader.kernel.inputs[input], workers)
    else { return false }
    return written == read
  }

  /// Adds steps that run when all others have.
  mutating func append(last added: [Step]) {
    let phase = (steps.last?.phase ?? 0) + 1
    for var step in added {
      step.phase = phase
      steps.append(step)
    }
    group()
  }

  /// When a step runs, as far as memory is concerned: steps of equal time may overlap.
  func time(of index: Int) -> Int { isByPhase ? steps[index].phase : index }

  /// Whether steps of a phase overlap: on several threads, or tile by tile.
  var isByPhase: Bool { workers > 1 || groups.contains { $0.tile > 0 } }

  /// Items as large as a tile share the cache with what follows from them; more would not.
  private static let largestTile = 8

  /// For each step the end of the group it begins, and how many items the group takes at a time.
  ///
  /// Steps of one phase over the images of one batch form a group: each reads of the others only
  /// the images at hand, so a tile may pass through all before the next one begins.
  private(set) var groups: [(end: Int, tile: Int)] = []

  private mutating func group() {
    groups = steps.indices.map { (end: $0 + 1, tile: 0) }
    var start = 0
    while start < steps.count {
      var (end, tile) = (start + 1, steps[start].kernel.block)
      while end < steps.count, belongs(end, to: start), readsOwnItems(end, since: start),
        let common = Self.tile(tile, steps[end].kernel.block)
      {
        tile = common
        end += 1
      }
      if end > start + 1 { groups[start] = (end, tile) }
      start = end
    }
  }

  /// Whether a step reads of what a group's steps before it write only the items at hand.
  private func readsOwnItems(_ index: Int, since start: Int) -> Bool {
    var written: [Value: Kernel.Access] = [:]
    for step in steps[start..<index] {
      for (value, access) in zip(step.outputs, step.kernel.outputs) {
        written[memory(value)] = access
      }
    }
    return zip(steps[index].inputs, steps[index].kernel.inputs).allSatisfy { value, access in
      guard let source = written[memory(value)] else { return true }
      return source == access && access != .whole
    }
  }

  /// A tile of whole blocks of a group's steps and of one more; a block that is cut would be
  /// computed by other calls, and with them its last digits would depend on where threads meet.
  private static func tile(_ tile: Int, _ block: Int) -> Int? {
    let (small, large) = (min(tile, block), max(tile, block))
    return large <= largestTile && large % small == 0 ? large : nil
  }

  private func belongs(_ index: Int, to first: Int) -> Bool {
    let (one, other) = (steps[first], steps[index])
    return one.phase == other.phase && one.kernel.items == other.kernel.items
      && one.kernel.items > 1
      && one.kernel.shares(among: workers) == other.kernel.shares(among: workers)
  }
}

extension Kernel {
  /// The elements each thread touches of an operand; nil if not known by thread.
  func extents(_ access: Access, _ workers: Int) -> [Range<Int>]? {
    guard case .items(let count) = access else { return nil }
    return shares(among: workers).map { $0.lowerBound * count..<$0.upperBound * count }
  }

  /// The thread that computes all items, if there is one.
  func onlyWorker(of workers: Int) -> Int? {
    let busy = shares(among: workers).enumerated().filter { !$1.isEmpty }
    return busy.count == 1 ? busy[0].offset : nil
  }
}
