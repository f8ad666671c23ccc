import COneDNN
import CVector
import Glibc

/// Runs a schedule: every thread walks through all steps and computes its share of each.
@safe final class Executor {
  /// A step with everything known: nothing is looked up while running.
  @unsafe private struct Task {
    let body: (KernelOperands, Range<Int>) -> Void
    let operands: UnsafePointer<UnsafeMutablePointer<Float>>
    let inputCount: Int
    /// The first of `workers` ranges, and behind them that of a worker on its own.
    let shares: UnsafePointer<Range<Int>>
    /// Whether all threads wait before this step.
    let waits: Bool
    /// The step behind the last that goes through the items together with this one, and how many
    /// items they take at a time; only the first step of such a group is asked.
    let groupEnd: Int
    let tile: Int
  }

  private let workers: Int
  private var choice: ThreadChoice
  /// Workers asked for in the present run.
  private var active = 1
  private let seed: UInt64
  private let isProfiled: Bool
  private let tasks: UnsafeMutableBufferPointer<Task>
  private let barrier: OpaquePointer
  /// Memory of `scratchSize` bytes for each worker.
  private let scratch: UnsafeMutableRawPointer
  private let scratchSize: Int
  private var step: UInt64 = 0
  /// Seconds spent in each step by the first thread, with waiting for the others.
  private(set) var seconds: [Double]
  private(set) var runs = 0

  /// - Parameter address: Where a value lies.
  init(
    _ schedule: Schedule, options: ProgramOptions,
    address: (Value) -> UnsafeMutablePointer<Float>
  ) {
    workers = schedule.workers
    choice = ThreadChoice(maximum: options.isProfiled ? 1 : workers)
    seed = options.seed
    isProfiled = options.isProfiled
    seconds = [Double](repeating: 0, count: schedule.steps.count)
    unsafe barrier = vector_barrier_create(UInt32(workers))
    scratchSize = ((schedule.steps.map(\.kernel.scratchSize).max() ?? 0) + 63) / 64 * 64
    unsafe scratch = .allocate(byteCount: max(scratchSize * workers, 1), alignment: 64)
    unsafe tasks = .allocate(capacity: schedule.steps.count)
    let groups = schedule.groups
    for (index, step) in schedule.steps.enumerated() {
      let operands = UnsafeMutableBufferPointer<UnsafeMutablePointer<Float>>.allocate(
        capacity: step.inputs.count + step.outputs.count)
      for (place, value) in (step.inputs + step.outputs).enumerated() {
        unsafe operands.initializeElement(at: place, to: address(value))
      }
      let shares = UnsafeMutableBufferPointer<Range<Int>>.allocate(capacity: workers + 1)
      _ = unsafe shares.initialize(
        from: step.kernel.shares(among: workers) + [0..<step.kernel.items])
      let isFirst = index == 0 || schedule.steps[index - 1].phase < step.phase
      unsafe tasks.initializeElement(
        at: index,
        to: Task(
          body: step.kernel.body, operands: UnsafePointer(operands.baseAddress!),
          inputCount: step.inputs.count, shares: UnsafePointer(shares.baseAddress!),
          waits: workers > 1 && index > 0 && (isFirst || options.isProfiled),
          groupEnd: options.isProfiled ? index + 1 : groups[index].end, tile: groups[index].tile))
    }
  }

  deinit {
    for index in unsafe tasks.indices {
      unsafe tasks[index].operands.deallocate()
      unsafe tasks[index].shares.deallocate()
    }
    unsafe tasks.deinitialize()
    unsafe tasks.deallocate()
    unsafe vector_barrier_destroy(barrier)
    unsafe scratch.deallocate()
  }

  func run(step: UInt64) {
    self.step = step
    active = isProfiled ? workers : choice.threads
    let start = Self.now()
    let threads = onednn_use_one_thread()
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe vector_team(
      UInt32(active),
      { context, worker, team in
        unsafe Unmanaged<Executor>.fromOpaque(context!).takeUnretainedValue()
          .work(Int(worker), team: Int(team))
      }, context)
    onednn_restore_threads(threads)
    choice.record(seconds: Self.now() - start)
    runs += 1
  }

  /// Computes a worker's share of all steps; where the team is smaller than asked for, the first
  /// worker computes everything.
  private func work(_ worker: Int, team: Int) {
    let isAlone = active == 1 || team < active
    guard !isAlone || worker == 0 else { return }
    var last = isProfiled ? Self.now() : 0
    var index = 0
    while unsafe index < tasks.count {
      let end = unsafe tasks[index].groupEnd
      if end > index + 1 {
        performTiles(index..<end, worker, isAlone)
        index = end
        continue
      }
      defer { index += 1 }
      unsafe perform(tasks[index], worker, isAlone)
      if isProfiled && worker == 0 {
        if !isAlone && index == seconds.count - 1 { unsafe vector_barrier_wait(barrier) }
        let time = Self.now()
        seconds[index] += time - last
        last = time
      }
    }
    if isProfiled && worker > 0 { unsafe vector_barrier_wait(barrier) }
  }

  @inline(__always)
  private func perform(_ task: Task, _ worker: Int, _ isAlone: Bool) {
    if unsafe task.waits && !isAlone { unsafe vector_barrier_wait(barrier) }
    let share = unsafe task.shares[isAlone ? workers : worker]
    if !share.isEmpty { unsafe compute(task, share, worker) }
  }

  /// Takes some items through several steps before the next items, while they are in the cache.
  private func performTiles(_ group: Range<Int>, _ worker: Int, _ isAlone: Bool) {
    let first = unsafe tasks[group.lowerBound]
    if unsafe first.waits && !isAlone { unsafe vector_barrier_wait(barrier) }
    let share = unsafe first.shares[isAlone ? workers : worker]
    let tile = unsafe first.tile
    for start in stride(from: share.lowerBound, to: share.upperBound, by: tile) {
      let items = start..<min(start + tile, share.upperBound)
      for index in group { unsafe compute(tasks[index], items, worker) }
    }
  }

  @inline(__always)
  private func compute(_ task: Task, _ share: Range<Int>, _ worker: Int) {
    unsafe task.body(
      KernelOperands(
        inputs: task.operands, outputs: task.operands + task.inputCount, seed: seed, step: step,
        worker: worker, scratch: scratch + worker * scratchSize),
      share)
  }

  private static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
