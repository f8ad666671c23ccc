internal import Files
internal import Images
internal import Preprocessing
internal import Sky

/// What is found out about images before a training.
struct ImageFitting {
  let settings: ImageSettings
  let symmetry: TargetSymmetry
  let augmentation: Augmentation
  let geometry: ImageGeometry

  /// - Throws: `SkysortError` where augmentation and labels do not go together.
  init(
    _ settings: ImageSettings, targets: [String], path: String
  ) throws(SkysortError) {
    self.settings = settings
    symmetry = try TargetSymmetry(targets: targets, declared: settings.symmetry, path: path)
    augmentation = settings.augmentation ?? .usual(for: symmetry, names: targets)
    try symmetry.check(augmentation, path: path)
    geometry = ImageGeometry(side: settings.imageSize, field: settings.cropFraction)
  }

  /// What another model looks at, with these labels' symmetry.
  func inputs(like other: ImageInputs) -> ImageInputs {
    var inputs = other
    inputs.symmetry = symmetry
    inputs.testTimeAugmentation = testTimeAugmentation(
      max(settings.testTimeAugmentation, other.testTimeAugmentation))
    return inputs
  }

  /// Mirror images are left out where they would be of classes that are not there.
  private func testTimeAugmentation(_ wanted: Int) -> Int {
    min(wanted, symmetry.unpaired.isEmpty ? 8 : 4)
  }

  /// Fits the scaling to training images.
  ///
  /// - Parameters:
  ///   - rows: Of training images; some, spread over them, are looked at.
  ///   - threads: That read.
  func inputs(
    _ reader: any ImageReader, rows: [Int], threads: Int
  ) async throws(SkysortError) -> ImageInputs {
    let step = max(1, (rows.count + Self.sampleCount - 1) / Self.sampleCount)
    let sample = stride(from: 0, to: rows.count, by: step).map { rows[$0] }
    let geometry = geometry
    let looked = try ImageBatch.map(sample, threads: threads) { row throws(SkysortError) in
      try reader.image(ofRow: row).map { Measured($0, geometry) }
    }.compactMap(\.self)
    guard let first = looked.first else {
      throw SkysortError(
        path: "images", problem: "no training row has one",
        fix: "Check the column or folder given with --images.")
    }
    var fit = ImageScalingFit(
      channels: first.kind.channelCount, stretch: settings.stretch, white: first.kind.white)
    for other in looked {
      guard other.kind == first.kind else {
        throw .channelsDiffer(first.kind, other.kind)
      }
      fit.measureNoise(other.context)
    }
    for other in looked { fit.measureBrightness(other.context) }
    return ImageInputs(
      geometry: geometry, channelCount: first.kind.channelCount, bands: first.kind.bands,
      white: first.kind.white,
      sourceSide: looked.allSatisfy { $0.side == first.side } ? first.side : nil,
      scaling: fit.scaling(), symmetry: symmetry,
      testTimeAugmentation: testTimeAugmentation(settings.testTimeAugmentation))
  }

  private static let sampleCount = 512

  /// An image as the fit sees it.
  private struct Measured {
    let kind: ImageKind
    let side: Int
    let context: [Float]

    init(_ image: Image, _ geometry: ImageGeometry) {
      kind = ImageKind(image)
      side = min(image.height, image.width)
      context = geometry.context(of: image)
    }
  }
}
