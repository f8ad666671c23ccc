internal import Files
internal import Learning

/// An autoencoder as an embedder of samples: its code, and how far the reconstruction is off.
struct AutoencoderSamples: SampleEncoding {
  let autoencoder: Autoencoder
  var batchSize: Int { autoencoder.batchSize }

  func makeWorker() throws(SkysortError) -> any SampleEncodingWorker {
    Worker(try autoencoder.makeWorker(), width: autoencoder.description.inputCount)
  }

  private final class Worker: SampleEncodingWorker {
    private let worker: PredictionWorker
    /// Numbers of a sample.
    private let width: Int
    /// Room for the reconstructions of a block.
    private var reconstruction: [Float] = []

    init(_ worker: PredictionWorker, width: Int) {
      self.worker = worker
      self.width = width
    }

    func encode(
      _ samples: UnsafeBufferPointer<Float>, weights: UnsafeBufferPointer<Float>, rowCount: Int,
      into embeddings: UnsafeMutableBufferPointer<Float>,
      errors: UnsafeMutableBufferPointer<Float>
    ) {
      let count = rowCount * width
      if reconstruction.count < count { reconstruction = [Float](repeating: 0, count: count) }
      unsafe reconstruction.withUnsafeMutableBufferPointer { reconstruction in
        unsafe worker.predict(
          samples, rowCount: rowCount, into: reconstruction, embeddings: embeddings)
        for row in 0..<rowCount {
          var (sum, total): (Float, Float) = (0, 0)
          for index in row * width..<(row + 1) * width {
            let difference = unsafe reconstruction[index] - samples[index]
            unsafe sum += weights[index] * difference * difference
            unsafe total += weights[index]
          }
          unsafe errors[row] = total > 0 ? sum / total : .nan
        }
      }
    }
  }
}
