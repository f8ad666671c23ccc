internal import Images
internal import Learning
internal import Preprocessing
internal import Tables

/// The pictures of a labelled table, fitted and read.
struct PreparedPictures: Sendable {
  /// By row of the prepared table.
  let contexts: ImageCache
  let augmentation: Augmentation
  private let identity: String

  /// - Parameter path: The table, for messages.
  init(
    _ prepared: PreparedTable, source: any PictureSource, options: ClassifierOptions, path: String
  ) async throws(ClassifierError) {
    let fitting: PictureFitting
    let reader: any PictureReader
    do throws(PreprocessingError) {
      fitting = try PictureFitting(
        options.configuration.pictures, targets: prepared.target.outputNames, path: path)
    } catch {
      throw .table(error)
    }
    do throws(ImageError) {
      reader = try source.reader(of: prepared.table, firstRow: 0)
    } catch {
      throw .picture(error)
    }
    let inputs =
      if let start = options.start?.model?.description.pictures {
        fitting.inputs(like: start)
      } else {
        try await fitting.inputs(reader, rows: prepared.training, threads: options.threads)
      }
    contexts = try await ImageCache(
      inputs, reader: reader, rows: Array(0..<prepared.table.rowCount), threads: options.threads,
      memoryLimit: options.imageMemoryLimit)
    augmentation = fitting.augmentation
    identity = source.identity
  }

  /// What the networks learn from.
  func samples(
    _ prepared: PreparedTable, options: ClassifierOptions
  ) -> EnsembleTraining.Samples {
    let (chosen, weights) = prepared.target.balanced(
      prepared.training, by: options.configuration.balance, seed: options.seed)
    let training = samples(prepared, chosen, weights: weights, augmentation: augmentation)
    let validation =
      prepared.validation.isEmpty
      ? nil : samples(prepared, prepared.validation, weights: nil, augmentation: nil)
    return .pictures(training, validation: validation)
  }

  private func samples(
    _ prepared: PreparedTable, _ rows: [Int], weights: [Float]?, augmentation: Augmentation?
  ) -> PictureSamples {
    PictureSamples(
      contexts: contexts, pictures: rows, numbers: prepared.matrix(of: rows),
      targets: prepared.target.targets(of: rows),
      weights: weights, augmentation: augmentation, symmetry: contexts.inputs.symmetry, seed: 0,
      identity: "\(identity) \(contexts.inputs) \(String(describing: augmentation))",
      shape: SampleShape(pictures: contexts.inputs, features: prepared.features.count),
      targetCount: prepared.target.outputNames.count)
  }

  /// A few samples for the model's own examples; `[samples, inputs]`.
  func golden(_ prepared: PreparedTable) -> [Float] {
    let rows = prepared.goldenRows.prefix(Self.goldenCount)
    let numbers = prepared.matrix(of: Array(rows))
    let width = contexts.inputs.count + prepared.features.count
    let layout = PictureLayout(contexts.inputs, numberCount: prepared.features.count)
    var matrix = [Float](repeating: 0, count: rows.count * width)
    unsafe matrix.withUnsafeMutableBufferPointer { matrix in
      for (index, row) in rows.enumerated() {
        guard let picture = try? contexts.picture(row) else { continue }
        unsafe layout.lay(picture, .upright, numbers: numbers, at: index, into: matrix)
      }
    }
    return matrix
  }

  private static let goldenCount = 4
}

extension SampleShape {
  /// What one sample of a model is.
  init(pictures: PictureInputs?, features: Int) {
    guard let pictures else {
      self = .numbers(features)
      return
    }
    let (side, channels) = (pictures.side, pictures.channelCount)
    self =
      features == 0
      ? .picture(height: side, width: side, channels: channels)
      : .pictureAndNumbers(height: side, width: side, channels: channels, numbers: features)
  }
}
