import COneDNN
import Dispatch
import Foundation
import Synchronization
import Testing

@Suite struct WorkerTests {
  private static let shape = onednn_convolution(
    batch: 1, height: 4, width: 4, channels: 16, outChannels: 16, kernel: 3, padding: 1)

  @Test(arguments: Width.all)
  func `two workers run a kernel at once`(width: Width) throws {
    let shape = Self.shape
    func outputs() -> [Memory] {
      (0..<2).map { _ in Memory(count: shape.outputCount, width.result) }
    }
    // Each thread has an output of its own and only reads the rest; scratch is each worker's own.
    nonisolated(unsafe) let kernel = try TestedKernel(shape, onednn_forward, width, workers: 2)
    nonisolated(unsafe) let packed = try unsafe kernel.packed(
      numbers(shape.weightCount, seed: 9))
    nonisolated(unsafe) let inputs = (0..<2).map {
      Memory(numbers(shape.inputCount, seed: $0), width.element)
    }
    nonisolated(unsafe) let expected = outputs()
    nonisolated(unsafe) let found = outputs()
    for worker in 0..<2 {
      try unsafe expectSuccess(kernel.run(inputs[worker], packed, expected[worker]))
    }
    let failures = Atomic(0)
    let group = DispatchGroup()
    for worker in 0..<2 {
      group.enter()
      Thread.detachNewThread {
        for _ in 0..<5000 {
          unsafe found[worker].clear()
          let status = unsafe kernel.run(worker: worker, inputs[worker], packed, found[worker])
          let isRight = unsafe status == 0 && found[worker].isSame(as: expected[worker])
          failures.add(isRight ? 0 : 1, ordering: .relaxed)
        }
        group.leave()
      }
    }
    group.wait()
    #expect(failures.load(ordering: .relaxed) == 0)
  }
}
