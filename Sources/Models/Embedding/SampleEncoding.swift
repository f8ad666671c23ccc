internal import Engine
internal import Files
internal import Learning

/// A trained model that makes an embedding of a sample, whatever it is.
protocol SampleEncoding: Sendable {
  /// Samples per run of the compiled model.
  var batchSize: Int { get }
  func makeWorker() throws(SkysortError) -> any SampleEncodingWorker
}

/// One thread's own compiled model.
protocol SampleEncodingWorker: AnyObject {
  /// - Parameters:
  ///   - samples: Shape `[rowCount, inputs]`, finite.
  ///   - weights: Shape as `samples`; 0 where nothing was measured.
  ///   - embeddings: Shape `[rowCount, width]`; overwritten.
  ///   - errors: By row; overwritten where the model reconstructs.
  func encode(
    _ samples: UnsafeBufferPointer<Float>, weights: UnsafeBufferPointer<Float>, rowCount: Int,
    into embeddings: UnsafeMutableBufferPointer<Float>,
    errors: UnsafeMutableBufferPointer<Float>)
}

/// What a classifier sees in a sample: the numbers in front of its first member's output.
struct EmbeddingSamples: SampleEncoding {
  private let predictor: Predictor
  private let path: String
  var batchSize: Int { predictor.batchSize }

  init(_ model: ModelFile<AnswerHead>, path: String, threads: Int) throws(SkysortError) {
    self.path = path
    do {
      predictor = try Predictor(
        network: model.description.head.network, weights: model.members[0], output: .embeddings,
        precision: model.description.precision, threads: threads)
    } catch {
      throw SkysortError(damaged: error, path: path, location: "weights")
    }
  }

  func makeWorker() throws(SkysortError) -> any SampleEncodingWorker {
    do {
      return Worker(try predictor.makeWorker())
    } catch {
      throw SkysortError(damaged: error, path: path, location: "network")
    }
  }

  private final class Worker: SampleEncodingWorker {
    private let worker: PredictionWorker

    init(_ worker: PredictionWorker) { self.worker = worker }

    func encode(
      _ samples: UnsafeBufferPointer<Float>, weights: UnsafeBufferPointer<Float>, rowCount: Int,
      into embeddings: UnsafeMutableBufferPointer<Float>,
      errors: UnsafeMutableBufferPointer<Float>
    ) {
      unsafe worker.predict(samples, rowCount: rowCount, into: embeddings)
    }
  }
}
