import Engine

/// One thread's own compiled network.
public final class PredictionWorker {
  static let outputName = "answer"
  static let embeddingName = "embedding"
  private let program: Program
  /// Samples per run.
  private let batchSize: Int
  /// Numbers per sample.
  private let inputs: Int
  private let outputs: Int
  /// Numbers of an embedding beside the answer; `nil` where none is given.
  public let embeddingWidth: Int?

  init(
    _ program: Program, batchSize: Int, inputs: Int, outputs: Int, embeddingWidth: Int? = nil
  ) {
    self.program = program
    self.batchSize = batchSize
    self.inputs = inputs
    self.outputs = outputs
    self.embeddingWidth = embeddingWidth
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
  ///   - embeddings: Shape `[rowCount, embeddingWidth]`; overwritten. Needs a predictor that
  ///     embeds beside its answers.
  ///   - draw: Number of the draw, where the network was made to draw answers.
  public func predict(
    _ features: UnsafeBufferPointer<Float>, rowCount: Int,
    into answers: UnsafeMutableBufferPointer<Float>,
    embeddings: UnsafeMutableBufferPointer<Float>? = nil, draw: UInt64 = 0
  ) {
    precondition(
      features.count >= rowCount * inputs && answers.count >= rowCount * outputs,
      "buffers are too small for \(rowCount) rows: \(features.count) and \(answers.count)")
    for start in stride(from: 0, to: rowCount, by: batchSize) {
      let rows = min(batchSize, rowCount - start)
      let given = start * inputs..<(start + rows) * inputs
      unsafe program.withInput(NetworkDescription.InputName.features) { buffer in
        let rest = unsafe buffer[fill(buffer, features, given)...]
        // Padding rows are zero, so that no number left from before slows the products.
        unsafe rest.update(repeating: 0)
      }
      program.run(step: draw)
      unsafe copy(Self.outputName, to: answers, start * outputs..<(start + rows) * outputs)
      if let embeddings = unsafe embeddings {
        let width = embeddingWidth ?? 0
        unsafe copy(Self.embeddingName, to: embeddings, start * width..<(start + rows) * width)
      }
    }
  }

  private func copy(
    _ output: String, to target: UnsafeMutableBufferPointer<Float>, _ range: Range<Int>
  ) {
    unsafe program.withOutput(output) { buffer in
      for index in range { unsafe target[index] = unsafe buffer[index - range.lowerBound] }
    }
  }

  private func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, _ features: UnsafeBufferPointer<Float>,
    _ range: Range<Int>
  ) -> Int {
    unsafe buffer.update(fromContentsOf: features[range])
  }
}
