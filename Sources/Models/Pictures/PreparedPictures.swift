internal import Files
internal import Images
internal import Learning
internal import Preprocessing
internal import Tables

/// The pictures of a training's table, fitted and read.
struct PreparedPictures: Sendable {
  /// By row of the prepared table.
  let contexts: ImageCache
  let augmentation: Augmentation
  private let sourceIdentity: String

  /// - Parameter path: The table, for messages.
  init(
    _ prepared: PreparedTable, source: any PictureSource,
    options: TrainingOptions<some ModelConfiguration>, path: String
  ) async throws(SkysortError) {
    let fitting = try PictureFitting(
      options.configuration.pictures, targets: prepared.target.outputNames, path: path)
    let reader = try source.reader(of: prepared.table, firstRow: 0)
    let inputs =
      if let start = options.start?.model?.description.pictures {
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

  /// Tells these pictures, and how they are changed, from others.
  func identity(_ augmentation: Augmentation?) -> String {
    "\(sourceIdentity) \(contexts.inputs) \(String(describing: augmentation))"
  }
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
