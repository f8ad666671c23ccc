import COneDNN
import Dispatch
import Foundation
import Synchronization
import Testing

@Suite struct WorkerTests {
  @Test(arguments: Width.all)
  func `two workers run a kernel at once`(width: Width) throws {
    let shape = onednn_convolution(
      batch: 2, height: 9, width: 8, channels: 16, outChannels: 32, kernel: 3, stride: 2,
      padding: 1)
    let weights = numbers(shape.weightCount, seed: 9)
    // Each thread has an output of its own and only reads the rest; scratch is each worker's own.
    nonisolated(unsafe) let kernel = try TestedKernel(shape, onednn_forward, width, workers: 2)
    nonisolated(unsafe) let packed = try unsafe kernel.packed(weights)
    nonisolated(unsafe) let inputs = (0..<2).map {
      Memory(numbers(shape.inputCount, seed: $0), width.element)
    }
    nonisolated(unsafe) let outputs = (0..<2).map { _ in
      Memory(count: shape.outputCount, width.result)
    }
    let statuses = Mutex<Set<Int>>([])
    let group = DispatchGroup()
    for worker in 0..<2 {
      group.enter()
      Thread.detachNewThread {
        for _ in 0..<500 {
          let status = unsafe kernel.run(
            worker: worker, inputs[worker], packed, outputs[worker])
          statuses.withLock { _ = $0.insert(status) }
        }
        group.leave()
      }
    }
    group.wait()
    #expect(statuses.withLock { $0 } == [0])
    for worker in 0..<2 {
      let input = numbers(shape.inputCount, seed: worker)
      var sums = [Double](repeating: 0, count: shape.outputCount)
      shape.forEachTerm { sums[$0] += Double(input[$1] * weights[$2]) }
      unsafe expectClose(outputs[worker].values, sums, width.tolerance)
    }
  }
}
