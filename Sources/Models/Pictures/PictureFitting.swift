internal import Files
internal import Images
internal import Preprocessing
internal import Sky

/// What is found out about pictures before a training.
struct PictureFitting {
  let settings: PictureSettings
  let symmetry: TargetSymmetry
  let augmentation: Augmentation
  let geometry: PictureGeometry

  /// - Throws: ``SkysortError`` where augmentation and labels do not go together.
  init(
    _ settings: PictureSettings, targets: [String], path: String
  ) throws(SkysortError) {
    self.settings = settings
    symmetry = try TargetSymmetry(targets: targets, declared: settings.symmetry, path: path)
    augmentation = settings.augmentation ?? .usual(for: symmetry, names: targets)
    try symmetry.check(augmentation, path: path)
    geometry = PictureGeometry(side: settings.side, field: settings.field)
  }

  /// What another model looks at, with these labels' symmetry.
  func inputs(like other: PictureInputs) -> PictureInputs {
    var inputs = other
    inputs.symmetry = symmetry
    inputs.orientations = orientations(max(settings.orientations, other.orientations))
    return inputs
  }

  /// Mirror images are left out where they would be of classes that are not there.
  private func orientations(_ wanted: Int) -> Int {
    min(wanted, symmetry.unpaired.isEmpty ? 8 : 4)
  }

  /// Fits the scaling to training pictures.
  ///
  /// - Parameters:
  ///   - rows: Of training pictures; some, spread over them, are looked at.
  ///   - threads: That read.
  func inputs(
    _ reader: any PictureReader, rows: [Int], threads: Int
  ) async throws(SkysortError) -> PictureInputs {
    let step = max(1, (rows.count + Self.sampleCount - 1) / Self.sampleCount)
    let sample = stride(from: 0, to: rows.count, by: step).map { rows[$0] }
    let geometry = geometry
    let looked = try PictureBatch.map(sample, threads: threads) { row throws(SkysortError) in
      try reader.picture(ofRow: row).map { Looked($0, geometry) }
    }.compactMap(\.self)
    guard let first = looked.first else {
      throw SkysortError(
        path: "pictures", problem: "no training row has one",
        fix: "Check the column or folder given with --images.")
    }
    var fit = PictureScalingFit(
      channels: first.kind.channelCount, stretch: settings.stretch, white: first.kind.white)
    for other in looked {
      guard other.kind == first.kind else {
        throw .channelsDiffer(first.kind, other.kind)
      }
      fit.measureNoise(other.context)
    }
    for other in looked { fit.measureBrightness(other.context) }
    return PictureInputs(
      geometry: geometry, channelCount: first.kind.channelCount, bands: first.kind.bands,
      white: first.kind.white,
      sourceSide: looked.allSatisfy { $0.side == first.side } ? first.side : nil,
      scaling: fit.scaling(), symmetry: symmetry,
      orientations: orientations(settings.orientations))
  }

  private static let sampleCount = 512

  /// A picture as the fit sees it.
  private struct Looked {
    let kind: PictureKind
    let side: Int
    let context: [Float]

    init(_ picture: Picture, _ geometry: PictureGeometry) {
      kind = PictureKind(picture)
      side = min(picture.height, picture.width)
      context = geometry.context(of: picture)
    }
  }
}
