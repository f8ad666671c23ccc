internal import Files
internal import Images
internal import Learning
internal import Preprocessing
internal import Tables

/// The images of a training's table, fitted and read.
struct PreparedImages: Sendable {
  /// By row of the prepared table.
  let contexts: ImageCache
  let augmentation: Augmentation
  private let sourceIdentity: String

  /// - Parameter path: The table, for messages.
  init(
    _ prepared: PreparedTable, source: any ImageSource,
    options: TrainingOptions<some ModelConfiguration>, path: String
  ) async throws(SkysortError) {
    let fitting = try ImageFitting(
      options.configuration.images, targets: prepared.target.outputNames, path: path)
    let reader = try source.reader(of: prepared.table, firstRow: 0)
    let inputs =
      if let start = options.start?.model?.description.images {
        fitting.inputs(like: start)
      } else {
        try await fitting.inputs(reader, rows: prepared.training, threads: options.threads)
      }
    contexts = try await ImageCache(
      inputs, reader: reader, rows: Array(0..<prepared.table.rowCount), threads: options.threads,
      keepsMissing: prepared.target.isInputs, memoryLimit: options.imageMemoryLimit)
    augmentation = fitting.augmentation
    sourceIdentity = source.identity
  }

  /// Tells these images, and how they are changed, from others.
  func identity(_ augmentation: Augmentation?) -> String {
    "\(sourceIdentity) \(contexts.inputs) \(String(describing: augmentation))"
  }
}

extension SampleShape {
  /// What one sample of a model is.
  init(images: ImageInputs?, features: Int) {
    guard let images else {
      self = .numbers(features)
      return
    }
    let (side, channels) = (images.side, images.channelCount)
    self =
      features == 0
      ? .image(height: side, width: side, channels: channels)
      : .imageAndNumbers(height: side, width: side, channels: channels, numbers: features)
  }
}
