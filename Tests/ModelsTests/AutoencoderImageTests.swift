import Files
import Images
import Learning
import Preprocessing
import Random
import Sky
import Tables
import TestSupport
import Testing

@testable import Models

/// Autoencoders of small simulated images: bars at many angles.
struct AutoencoderImageTests {
  /// Images in memory, one for each row; row 2 has none, and row 4 has nothing measured.
  private struct Bars: ImageSource, ImageReader {
    var side = 20
    /// Rows whose upper left corner was not measured.
    var masked: Set<Int> = []
    var columnNames: [String] { [] }
    var identity: String { "bars" }

    func reader(of table: Table, firstRow: Int) -> any ImageReader { self }

    func image(ofRow row: Int) throws(SkysortError) -> Image? {
      guard row != 2 else { return nil }
      var random = RandomStream(seed: 3, purpose: .augment, stream: UInt64(row))
      let slope = 2 * random.nextUnit() - 1
      let brightness = 100 + 100 * random.nextUnit()
      let middle = Double(side - 1) / 2
      var samples = (0..<side * side).map { pixel -> Float in
        let (x, y) = (Double(pixel % side) - middle, Double(pixel / side) - middle)
        let distance = abs(y - slope * x)
        return Float((distance < 2 ? brightness : 0) + 10 * random.nextUnit())
      }
      if row == 4 { samples = samples.map { _ in .nan } }
      if masked.contains(row) {
        for pixel in samples.indices where pixel % side < 6 && pixel / side < 6 {
          samples[pixel] = .nan
        }
      }
      return Image(
        height: side, width: side, channels: 1, largestSample: 255, samples: samples)
    }
  }

  private static let rowCount = 96
  private static let table = Table(columns: [
    Column(
      info: ColumnInfo(name: "id", type: .int64),
      values: .int64((0..<rowCount).map { Int64($0) }))
  ])

  private static var columns: PhotometryColumns {
    var columns = PhotometryColumns(survey: "made", bands: [])
    columns.identifier = "id"
    return columns
  }

  private static func train(
    threads: Int = 1, imageMemoryLimit: Int = ImageCache.usualMemoryLimit,
    _ images: Bars = Bars(masked: [6, 7]),
    _ change: (inout AutoencoderConfiguration) -> Void = { _ in }
  ) async throws -> AutoencoderOutcome {
    var configuration = AutoencoderConfiguration()
    configuration.latent = 4
    configuration.channels = [4, 8]
    configuration.images.imageSize = 16
    configuration.images.cropFraction = 0.8
    configuration.training.stated.batchSize = 16
    configuration.training.names.insert("batch_size")
    configuration.training.setEpochs(2)
    change(&configuration)
    var options = TrainingOptions(configuration: configuration, threads: threads)
    options.imageMemoryLimit = imageMemoryLimit
    return try await ModelTrainer(options)
      .train(table, columns: columns, path: "made", images: images)
  }

  private static let shared = Task { try await train() }

  @Test func `equal trainings give the same file bit for bit on any number of threads`()
    async throws
  {
    let two = try await Self.train(threads: 2)
    #expect(
      firstDifference(two.model.bytes, try await Self.shared.value.model.bytes) == nil)
  }

  @Test func `a training gives the same file however many images are in memory`() async throws {
    let small = try await Self.train(imageMemoryLimit: 1)
    #expect(
      firstDifference(small.model.bytes, try await Self.shared.value.model.bytes) == nil)
  }

  @Test func `a row without an image has no embedding and keeps its place`() async throws {
    let outcome = try await Self.shared.value
    let embedder = Embedder(try Autoencoder(outcome.model, path: "m"))
    let source = try embedder.source(
      for: Self.columns, schema: Self.table.schema, path: "made")
    let rows = try embedder.makeWorker(source).encode(Self.table, images: Bars(masked: [6]))
    let empty = (0..<Self.rowCount).filter { rows.embedding($0).first?.isNaN ?? true }
    #expect(empty == [2, 4])
    let errors = try #require(rows.reconstructionErrors)
    #expect(errors.indices.filter { errors[$0].isNaN } == [2, 4])
    #expect(rows.flags[6].contains(.maskedPixels))
    #expect(throws: SkysortError.self) { try embedder.makeWorker(source).encode(Self.table) }
  }

  @Test func `masked pixels do not count as errors`() async throws {
    let autoencoder = try Autoencoder(try await Self.shared.value.model, path: "m")
    let image = try #require(try Bars(masked: [6]).image(ofRow: 6))
    let made = try #require(try autoencoder.reconstruction(of: image))
    let residuals = made.residual.samples
    #expect(residuals.contains { $0.isNaN })
    #expect(made.reconstruction.samples.allSatisfy { $0.isFinite })
    let inputs = try #require(autoencoder.description.images)
    // One scale for the single channel, so residuals in both units differ by one factor.
    let spread = inputs.scaling.channels[0].deviation * inputs.scaling.channels[0].scale
    let measured = residuals.filter { !$0.isNaN }
    let unit = measured.reduce(0) { $0 + ($1 / spread) * ($1 / spread) } / Float(measured.count)
    // The display ends at black and white, so it can only be nearer.
    #expect(unit <= made.error * 1.02)
    #expect(unit > made.error * 0.5)
  }

  @Test func `a code is drawn in the image's own unit`() async throws {
    let autoencoder = try Autoencoder(try await Self.shared.value.model, path: "m")
    let images = try autoencoder.images(ofCodes: [0, 0, 0, 0, 1, 0, -1, 0])
    #expect(images.count == 2)
    #expect(images[0].height == 16 && images[0].channels == 1)
    #expect(images.allSatisfy { $0.samples.allSatisfy { (0...255).contains($0) } })
    #expect(try autoencoder.features(ofCodes: [0, 0, 0, 0]).isEmpty)
  }

  @Test(arguments: AutoencoderConfiguration.Enlarging.allCases)
  func `every way to enlarge learns to draw the bars`(
    enlarging: AutoencoderConfiguration.Enlarging
  ) async throws {
    let outcome = try await Self.train(Bars()) {
      $0.enlarging = enlarging
      $0.training.setEpochs(4)
    }
    let losses = outcome.report.history.epochs.map(\.trainLoss)
    #expect(losses[3] < 0.85 * losses[0])
  }

  @Test func `an embedding over eight orientations does not depend on how an image lies`()
    async throws
  {
    let autoencoder = try Autoencoder(try await Self.shared.value.model, path: "m")
    #expect(Embedder(autoencoder).isCode)
    let embedder = Embedder(autoencoder, testTimeAugmentation: 8)
    #expect(!embedder.isCode)
    let inputs = try #require(embedder.images)
    let source = try embedder.source(
      for: Self.columns, schema: Self.table.schema, path: "made")
    let worker = try embedder.makeWorker(source)
    let image = try ImageBatch.context(ofRow: 3, Bars(), inputs)
    let turned = Orientation.all.map { orientation in
      let resampler = ImageResampler(source: inputs.shape, side: inputs.geometry.context)
      return PreparedImage(
        numbers: resampler.read(
          image.numbers, through: resampler.centred(orientation.map)), flags: [])
    }
    let answers = try worker.encode(Table(columns: [], rowCount: 8)) { turned[$0] }
    let upright = answers.embedding(0)
    // Means of the four numbers, then their spread.
    let codes = try turned.map { image in
      try autoencoder.encode(Array(Self.laid(image, inputs)))
    }
    let means = (0..<4).map { number in codes.reduce(0) { $0 + $1[number] } / 8 }
    let spreads = (0..<4).map { number in
      let squares = codes.map { ($0[number] - means[number]) * ($0[number] - means[number]) }
      return (squares.reduce(0, +) / 8).squareRoot()
    }
    for (found, expected) in zip(upright, means + spreads) {
      #expect(abs(found - expected) < 1e-3)
    }
    for row in 1..<8 {
      for (first, second) in zip(upright, answers.embedding(row)) {
        #expect(abs(first - second) < 1e-4)
      }
    }
  }

  /// What the network sees of an image.
  private static func laid(_ image: PreparedImage, _ inputs: ImageInputs) -> [Float] {
    var sample = [Float](repeating: 0, count: inputs.count)
    unsafe sample.withUnsafeMutableBufferPointer { sample in
      unsafe ImageLayout(inputs, numberCount: 0)
        .lay(image, .upright, numbers: [], at: 0, into: sample)
    }
    return sample
  }
}
