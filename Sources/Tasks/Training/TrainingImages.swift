import Engine
import Evaluation
import Files
import Images
import Models
import Numbers
import Preprocessing
import Reports
import Tables

/// What the report of a training shows of its images.
struct TrainingImages {
  private let inputs: ImageInputs
  private let reader: any ImageReader
  private let table: Table
  private let outcome: ClassifierOutcome
  private let seed: UInt64

  /// `nil` where the model does not look at images.
  init?(_ labelled: TrainingTable, _ outcome: ClassifierOutcome, seed: UInt64) throws {
    guard let inputs = outcome.model.description.images, let source = labelled.images else {
      return nil
    }
    self.inputs = inputs
    reader = try source.reader(of: labelled.table, firstRow: 0)
    table = labelled.table
    self.outcome = outcome
    self.seed = seed
  }

  /// Pixels along each side of a thumbnail.
  private static let side = 96
  private static let occlusionCount = 6
  private static let occlusionSquares = 8
  private static let changeCount = 4
  private static let changesEach = 6

  /// - Parameters:
  ///   - predictions: Of the evaluated rows.
  ///   - rows: By evaluated row, its place in the table.
  func gallery(_ predictions: LabelledPredictions, rows: [Int]) throws -> ImageGallery {
    var gallery = ImageGallery()
    let selection = ImageSelection(of: predictions)
    for row in selection.rows {
      guard let image = try reader.image(ofRow: rows[row]) else { continue }
      gallery.thumbnails[row] = Self.image(inputs.geometry.field(of: image, side: Self.side))
    }
    gallery.occlusions = try occlusions(selection, rows: rows)
    gallery.filters = filters
    gallery.changes = try changes
    return gallery
  }

  private static func image(_ image: Image) -> PortableImage {
    PortableImage(png: image.display().png())
  }

  /// Of the worst mistakes and the surest answers.
  private func occlusions(
    _ selection: ImageSelection, rows: [Int]
  ) throws -> [ImageGallery.Occlusion] {
    let worker = try outcome.classifier.makeWorker(outcome.source)
    let chosen =
      selection.surest.compactMap(\.first) + selection.mistakes.prefix(Self.occlusionCount / 2)
    return try chosen.prefix(Self.occlusionCount).map { row in
      let one = table.selecting([rows[row]])
      let image = OneRow(reader: reader, row: rows[row])
      return ImageGallery.Occlusion(
        row: row, rows: Self.occlusionSquares, columns: Self.occlusionSquares,
        drops: try worker.occlusion(of: one, images: image, squares: Self.occlusionSquares))
    }
  }

  /// One row's image as that of a table of one row.
  private struct OneRow: ImageReader {
    let reader: any ImageReader
    let row: Int

    func image(ofRow: Int) throws(SkysortError) -> Image? { try reader.image(ofRow: row) }
  }

  /// The first layer's kernels; in colour where there are three channels.
  private var filters: [PortableImage] {
    guard let weights = outcome.model.members[0]["layer1.weight"],
      weights.shape.dimensions.count == 4
    else { return [] }
    let (count, channels) = (weights.shape.dimensions[0], weights.shape.dimensions[1])
    let side = weights.shape.dimensions[2]
    let shown = channels == 3 ? 3 : 1
    return (0..<count).map { kernel in
      let size = channels * side * side
      let values = weights.values[kernel * size..<(kernel + 1) * size]
      let (low, high) = (values.min() ?? 0, values.max() ?? 1)
      var samples: [UInt8] = []
      for place in 0..<side * side {
        for channel in 0..<shown {
          let value = values[values.startIndex + channel * side * side + place]
          samples.append(
            UInt8(clamping: 255 * (value - low) / max(high - low, .leastNormalMagnitude)))
        }
      }
      return PortableImage(
        png: DisplayImage(height: side, width: side, channels: shown, samples: samples).png())
    }
  }

  /// Training images and what the augmentation makes of them, shown in the colours of eyes.
  private var changes: [ImageGallery.Change] {
    get throws {
      guard let augmentation = outcome.report.augmentation else { return [] }
      let held = Set(outcome.test.rows + outcome.validation.rows)
      let training = (0..<table.rowCount).filter { !held.contains($0) }
      let step = max(1, training.count / Self.changeCount)
      return try stride(from: 0, to: training.count, by: step).prefix(Self.changeCount)
        .compactMap { place in
          try reader.image(ofRow: training[place]).map { image in
            change(image, augmentation, row: training[place])
          }
        }
    }
  }

  private func change(
    _ image: Image, _ augmentation: Augmentation, row: Int
  ) -> ImageGallery.Change {
    let shown = image.display()
    let source = Image(
      height: shown.height, width: shown.width, channels: shown.channels, largestSample: 255,
      samples: shown.samples.map { Float($0) })
    let wide = ImageGeometry(
      side: inputs.geometry.context, field: min(1, inputs.geometry.reach)
    ).field(of: source, side: inputs.geometry.context)
    let augmenter = ImageAugmenter(
      augmentation, source: ImageShape(wide), side: min(inputs.side, wide.width),
      levels: ImageLevels(
        zero: [Float](repeating: 0, count: wide.channels),
        noise: [Float](repeating: 4, count: wide.channels)))
    func changed(_ drawn: AugmentationParameters) -> PortableImage {
      let samples = augmenter.apply(drawn, to: wide.samples).map { value in
        UInt8(clamping: min(max(value.isFinite ? value : 0, 0), 255))
      }
      let side = augmenter.output.width
      return PortableImage(
        png: DisplayImage(
          height: side, width: side, channels: wide.channels, samples: samples
        ).png())
    }
    return ImageGallery.Change(
      identifier: "row \(row + 1)", original: changed(AugmentationParameters()),
      changed: (0..<Self.changesEach).map {
        changed(augmentation.drawn(seed: seed, epoch: $0, sample: UInt64(row)))
      })
  }
}
