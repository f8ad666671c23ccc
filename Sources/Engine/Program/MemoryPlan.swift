/// Where every value of a schedule lies.
struct MemoryPlan {
  enum Place: Hashable {
    /// Element of the parameters' buffer.
    case parameters(Int)
    /// Element of the gradient buffer.
    case gradient(Int)
    /// Element of memory that keeps its contents: inputs, constants, outputs.
    case kept(Int)
    /// Element of memory that values share one after another.
    case arena(Int)
  }

  private(set) var places: [Value: Place] = [:]
  private(set) var keptCount = 0
  private(set) var arenaCount = 0

  /// Memory of one or more values, each made in place of the one before.
  private struct Block {
    let count: Int
    var times: ClosedRange<Int>
  }

  /// - Parameters:
  ///   - fixed: Values with a place of their own: parameters, gradients.
  ///   - kept: Values that must survive the run.
  ///   - count: Elements of a value.
  ///   - memory: The value whose memory a value is another name of, or itself.
  init(
    _ schedule: Schedule, fixed: [Value: Place], kept: [Value], count: (Value) -> Int,
    memory: (Value) -> Value
  ) {
    places = fixed
    for value in kept where places[value] == nil {
      places[value] = .kept(keptCount)
      keptCount += Self.aligned(count(value))
    }
    let readers = Self.readers(schedule, memory)
    var blocks: [Block] = []
    var blockOf: [Value: Int] = [:]
    for (index, step) in schedule.steps.enumerated() {
      for (output, value) in step.outputs.enumerated() where places[value] == nil {
        let time = schedule.time(of: index)
        let last = readers[value]?.map { schedule.time(of: $0.step) }.max() ?? time
        let input = step.kernel.inPlace[output].map { memory(step.inputs[$0]) }
        if let input, let block = blockOf[input], blocks[block].count >= count(value),
          Self.isLast(index, of: readers[input]!, schedule)
        {
          let (first, end) = (blocks[block].times.lowerBound, blocks[block].times.upperBound)
          blocks[block].times = first...max(last, end)
          blockOf[value] = block
        } else {
          blockOf[value] = blocks.count
          blocks.append(Block(count: count(value), times: time...max(last, time)))
        }
      }
    }
    let offsets = place(blocks)
    for (value, block) in blockOf { places[value] = .arena(offsets[block]) }
  }

  private typealias Reader = (step: Int, access: Kernel.Access)

  /// The steps that read each memory, in order.
  private static func readers(
    _ schedule: Schedule, _ memory: (Value) -> Value
  ) -> [Value: [Reader]] {
    var readers: [Value: [Reader]] = [:]
    for (index, step) in schedule.steps.enumerated() {
      for (input, access) in zip(step.inputs, step.kernel.inputs) {
        readers[memory(input), default: []].append((index, access))
      }
    }
    return readers
  }

  static func aligned(_ count: Int) -> Int {
    let unit = ParameterLayout.alignment
    return (max(count, 1) + unit - 1) / unit * unit
  }

  /// Whether a step may overwrite what it reads: no later step reads it, and no other thread may
  /// still be reading it.
  private static func isLast(
    _ index: Int, of readers: [Reader], _ schedule: Schedule
  ) -> Bool {
    let own = schedule.steps[index]
    return readers.allSatisfy { reader in
      guard reader.step <= index else { return false }
      guard schedule.isByPhase, schedule.steps[reader.step].phase == own.phase else {
        return true
      }
      let extents = schedule.steps[reader.step].kernel.extents(reader.access, schedule.workers)
      return extents != nil
        && extents == own.kernel.extents(own.kernel.outputs[0], schedule.workers)
    }
  }

  /// Gives every block the lowest place that is free as long as it lives.
  private mutating func place(_ blocks: [Block]) -> [Int] {
    var offsets = [Int](repeating: 0, count: blocks.count)
    for index in blocks.indices {
      let neighbours = (0..<index)
        .filter { blocks[$0].times.overlaps(blocks[index].times) }
        .sorted { offsets[$0] < offsets[$1] }
      var offset = 0
      for neighbour in neighbours {
        guard offset + Self.aligned(blocks[index].count) > offsets[neighbour] else { break }
        offset = max(offset, offsets[neighbour] + Self.aligned(blocks[neighbour].count))
      }
      offsets[index] = offset
      arenaCount = max(arenaCount, offset + Self.aligned(blocks[index].count))
    }
    return offsets
  }
}
