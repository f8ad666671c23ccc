import Engine

/// One thread's own compiled network.
public final class PredictionWorker {
  static let outputName = "answer"
  private let program: Program
  /// Samples per run.
  private let batchSize: Int
  /// Numbers per sample.
  private let inputs: Int
  private let outputs: Int

  init(_ program: Program, batchSize: Int, inputs: Int, outputs: Int) {
    self.program = program
    self.batchSize = batchSize
    self.inputs = inputs
    self.outputs = outputs
  }

  /// The answers for any number of samples.
  ///
  /// - Parameter features: Shape `[samples, inputs]`, or `[samples, height, width, channels]`.
  /// - Returns: Shape `[samples, outputs]`.
  public func predict(_ features: [Float]) -> [Float] {
    let rowCount = features.count / inputs
    precondition(
      features.count == rowCount * inputs,
      "expected a multiple of \(inputs) features, found \(features.count)")
    return unsafe [Float](unsafeUninitializedCapacity: rowCount * outputs) { answers, count in
      unsafe features.withUnsafeBufferPointer { features in
        unsafe predict(features, rowCount: rowCount, into: answers)
      }
      count = rowCount * outputs
    }
  }

  /// The answers for any number of samples, without an allocation.
  ///
  /// - Parameters:
  ///   - features: Shape `[rowCount, inputs]`, or `[rowCount, height, width, channels]`.
  ///   - answers: Shape `[rowCount, outputs]`; overwritten.
  ///   - draw: Number of the draw, where the network was made to draw answers.
  public func predict(
    _ features: UnsafeBufferPointer<Float>, rowCount: Int,
    into answers: UnsafeMutableBufferPointer<Float>, draw: UInt64 = 0
  ) {
    precondition(
      features.count >= rowCount * inputs && answers.count >= rowCount * outputs,
      "buffers are too small for \(rowCount) rows: \(features.count) and \(answers.count)")
    for start in stride(from: 0, to: rowCount, by: batchSize) {
      let rows = min(batchSize, rowCount - start)
      let given = start * inputs..<(start + rows) * inputs
      let wanted = start * outputs..<(start + rows) * outputs
      unsafe program.withInput(NetworkDescription.InputName.features) { buffer in
        let rest = unsafe buffer[fill(buffer, features, given)...]
        // Padding rows are zero, so that no number left from before slows the products.
        unsafe rest.update(repeating: 0)
      }
      program.run(step: draw)
      unsafe program.withOutput(Self.outputName) { buffer in
        for index in wanted { unsafe answers[index] = unsafe buffer[index - wanted.lowerBound] }
      }
    }
  }

  private func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, _ features: UnsafeBufferPointer<Float>,
    _ range: Range<Int>
  ) -> Int {
    unsafe buffer.update(fromContentsOf: features[range])
  }
}
