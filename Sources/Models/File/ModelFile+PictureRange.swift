internal import Learning
internal import Preprocessing
internal import Settings

/// How a model file keeps a ``PictureRange``.
extension PictureRange {
  var tensors: [String: StoredTensor] {
    let summary = summary
    return [
      "range.centre": StoredTensor(floats: centre, shape: [summary.width]),
      "range.whitening": StoredTensor(floats: whitening, shape: [whitening.count]),
      "range.offsets": StoredTensor(
        floats: offsets, shape: [summary.classCount, summary.width]),
    ]
  }
}

extension ModelFile {
  /// The metadata's entry.
  static let rangeName = "picture_range"
  /// How many tensors a range is kept in.
  static let rangeTensorCount = 3

  static func pictureRange(
    _ file: SafetensorsFile, _ description: ModelDescription, path: String
  ) throws(ModelFileError) -> PictureRange? {
    guard let text = file.metadata[rangeName] else { return nil }
    let summary: PictureRange.Summary
    do {
      summary = try StrictSettings.decode(PictureRange.Summary.self, from: text, path: path)
    } catch {
      throw ModelFileError(damaged: error, path: path, location: "metadata '\(rangeName)'")
    }
    let width = description.network.embeddingWidth
    let channels = description.pictures?.channelCount ?? 0
    if let problem = summary.inconsistency(width: width, channels: channels) {
      throw .damaged(path: path, location: "metadata '\(rangeName)'", problem: problem)
    }
    func values(_ name: String, _ shape: [Int]) throws(ModelFileError) -> [Float] {
      try Self.values(file.tensors, name, shape: shape, path: path)
    }
    return PictureRange(
      summary, centre: try values("range.centre", [width]),
      whitening: try values("range.whitening", [width * (width + 1) / 2]),
      offsets: try values("range.offsets", [summary.classCount, width]))
  }
}
