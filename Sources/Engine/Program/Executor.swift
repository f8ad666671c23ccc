import CVector
import Glibc

/// Runs a schedule: every thread walks through all steps and computes its share of each.
@safe final class Executor {
  /// A step with everything known: nothing is looked up while running.
  @unsafe private struct Task {
    let body: (KernelOperands, Range<Int>) -> Void
    let operands: UnsafePointer<UnsafeMutablePointer<Float>>
    let inputCount: Int
    /// The first of `workers` ranges.
    let shares: UnsafePointer<Range<Int>>
    /// Whether all threads wait before this step.
    let waits: Bool
  }

  let workers: Int
  private let seed: UInt64
  private let isProfiled: Bool
  private let tasks: UnsafeMutableBufferPointer<Task>
  private let barrier: OpaquePointer
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
    seed = options.seed
    isProfiled = options.isProfiled
    seconds = [Double](repeating: 0, count: schedule.steps.count)
    unsafe barrier = vector_barrier_create(UInt32(workers))
    unsafe tasks = .allocate(capacity: schedule.steps.count)
    for (index, step) in schedule.steps.enumerated() {
      let operands = UnsafeMutableBufferPointer<UnsafeMutablePointer<Float>>.allocate(
        capacity: step.inputs.count + step.outputs.count)
      for (place, value) in (step.inputs + step.outputs).enumerated() {
        unsafe operands.initializeElement(at: place, to: address(value))
      }
      let shares = UnsafeMutableBufferPointer<Range<Int>>.allocate(capacity: workers)
      _ = unsafe shares.initialize(from: step.kernel.shares(among: workers))
      let isFirst = index == 0 || schedule.steps[index - 1].phase < step.phase
      unsafe tasks.initializeElement(
        at: index,
        to: Task(
          body: step.kernel.body, operands: UnsafePointer(operands.baseAddress!),
          inputCount: step.inputs.count, shares: UnsafePointer(shares.baseAddress!),
          waits: workers > 1 && index > 0 && (isFirst || options.isProfiled)))
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
  }

  func run(step: UInt64) {
    self.step = step
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe vector_team(
      UInt32(workers),
      { context, worker in
        unsafe Unmanaged<Executor>.fromOpaque(context!).takeUnretainedValue().work(Int(worker))
      }, context)
    runs += 1
  }

  private func work(_ worker: Int) {
    var last = isProfiled ? Self.now() : 0
    for index in unsafe tasks.indices {
      unsafe perform(tasks[index], worker)
      if isProfiled && worker == 0 {
        if workers > 1 && index == seconds.count - 1 { unsafe vector_barrier_wait(barrier) }
        let time = Self.now()
        seconds[index] += time - last
        last = time
      }
    }
    if isProfiled && worker > 0 { unsafe vector_barrier_wait(barrier) }
  }

  @inline(__always)
  private func perform(_ task: Task, _ worker: Int) {
    if unsafe task.waits { unsafe vector_barrier_wait(barrier) }
    let share = unsafe task.shares[worker]
    guard !share.isEmpty else { return }
    unsafe task.body(
      KernelOperands(
        inputs: task.operands, outputs: task.operands + task.inputCount, seed: seed, step: step),
      share)
  }

  private static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
