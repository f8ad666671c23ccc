import Engine
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

/// Models of small simulated images: bars that lie and bars that stand, in three colours.
struct ImageModelTests {
  /// Images in memory, one for each row.
  private struct MadeImages: ImageSource, ImageReader {
    let isLying: [Bool]
    var side = 20
    var channels = 3
    var seed: UInt64 = 5
    var bar: Float = 150
    var noise: Float = 20
    var columnNames: [String] { [] }
    var identity: String { "made" }

    func reader(of table: Table, firstRow: Int) -> any ImageReader { self }

    func image(ofRow row: Int) throws(SkysortError) -> Image? {
      var random = RandomStream(seed: seed, purpose: .augment, stream: UInt64(row))
      var samples = (0..<side * side * channels).map { _ in noise * Float(random.nextUnit()) }
      let place = side / 2 + Int(4 * random.nextUnit()) - 2
      for along in 3..<side - 3 {
        let pixel = isLying[row] ? place * side + along : along * side + place
        for channel in 0..<channels { samples[pixel * channels + channel] += bar }
      }
      return Image(
        height: side, width: side, channels: channels, largestSample: 255, samples: samples)
    }
  }

  private static let isLying = (0..<160).map { $0 % 3 == 0 || $0 % 5 == 1 }
  private static let images = MadeImages(isLying: isLying)

  private static func table(_ names: (lying: String, standing: String)) -> Table {
    let labels = isLying.map { $0 ? names.lying : names.standing }
    let numbers = isLying.indices.map { Int64($0) }
    return Table(columns: [
      Column(info: ColumnInfo(name: "id", type: .int64), values: .int64(numbers)),
      Column(info: ColumnInfo(name: "class", type: .string), values: .string(labels)),
    ])
  }

  private static var columns: PhotometryColumns {
    var columns = PhotometryColumns(survey: "made", bands: [])
    columns.identifier = "id"
    columns.classColumn = "class"
    return columns
  }

  private static func options(_ change: (inout ClassifierConfiguration) -> Void = { _ in })
    -> TrainingOptions<ClassifierConfiguration>
  {
    var configuration = ClassifierConfiguration(.cnn)
    configuration.images.imageSize = 16
    configuration.images.cropFraction = 0.8
    // A quarter turn would make one class the other.
    var augmentation = Augmentation()
    augmentation.flip = .both
    augmentation.shift = 1
    configuration.images.augmentation = augmentation
    configuration.training.setEpochs(6)
    change(&configuration)
    return TrainingOptions(configuration: configuration, threads: 2)
  }

  private static func train(
    _ options: TrainingOptions<ClassifierConfiguration> = options(),
    names: (lying: String, standing: String) = ("lying", "standing")
  ) async throws -> ClassifierOutcome {
    try await ModelTrainer(options).train(
      table(names), columns: columns, path: "made", images: images)
  }

  @Test func `bars that lie and stand are told apart, and the file gives the same answers`()
    async throws
  {
    let outcome = try await Self.train()
    #expect(outcome.test.score?.accuracy ?? 0 > 0.9)
    let read = try ModelFile<AnswerHead>(bytes: outcome.model.bytes, path: "model")
    #expect(read == outcome.model)
    let worker = try Classifier(read, path: "model").makeWorker(outcome.source)
    let table = Self.table(("", "")).selecting(outcome.test.rows)
    let some = MadeImages(isLying: Self.isLying)
    let answers = try worker.classify(table, images: Chosen(some, outcome.test.rows))
    #expect(
      firstDifference(answers.probabilities, outcome.test.classified.probabilities) == nil)
  }

  /// Some rows of a reader.
  private struct Chosen: ImageReader {
    let reader: any ImageReader
    let rows: [Int]
    init(_ reader: any ImageReader, _ rows: [Int]) { (self.reader, self.rows) = (reader, rows) }
    func image(ofRow row: Int) throws(SkysortError) -> Image? {
      try reader.image(ofRow: rows[row])
    }
  }

  @Test func `equal trainings give the same file bit for bit on any number of threads`()
    async throws
  {
    var one = Self.options { $0.training.setEpochs(1) }
    one.threads = 1
    let expected = try await Self.train(one).model.bytes
    for threads in [2, 4] {
      one.threads = threads
      #expect(firstDifference(try await Self.train(one).model.bytes, expected) == nil)
    }
  }

  /// Bytes of a crop: the network's 16 pixels cover 0.8 of 20, and crops reach to the border.
  private static let cropBytes = 20 * 20 * 3 * 4

  @Test(arguments: [0, 1, 17 * cropBytes + 1])
  func `a training gives the same file however many images are in memory`(limit: Int)
    async throws
  {
    var options = Self.options { $0.training.setEpochs(2) }
    let expected = try await Self.train(options).model.bytes
    options.imageMemoryLimit = limit
    #expect(firstDifference(try await Self.train(options).model.bytes, expected) == nil)
  }

  @Test func `a cache keeps as much in memory as it may, and the rest in a file`() async throws {
    let inputs = try #require(try await Self.train().model.description.images)
    func cache(_ limit: Int) async throws -> ImageCache {
      try await ImageCache(
        inputs, reader: Self.images, rows: Array((0..<160).reversed()), threads: 3,
        memoryLimit: limit)
    }
    let whole = try await cache(ImageCache.usualMemoryLimit)
    #expect(whole.memoryUse == 160 * Self.cropBytes)
    #expect(whole.fileSize == 0)
    for (limit, kept) in [(0, 0), (Self.cropBytes - 1, 0), (7 * Self.cropBytes + 5, 7)] {
      let part = try await cache(limit)
      #expect(part.memoryUse == kept * Self.cropBytes)
      #expect(part.memoryUse <= limit)
      #expect(part.fileSize == (160 - kept) * Self.cropBytes)
      #expect(part.flags == whole.flags)
      for image in 0..<160 { #expect(try part.crop(image) == whole.crop(image)) }
    }
  }

  @Test func `an answer over eight orientations does not depend on how an image lies`()
    async throws
  {
    let options = Self.options {
      $0.images.testTimeAugmentation = 8
      $0.training.setEpochs(1)
    }
    let outcome = try await Self.train(options)
    let inputs = try #require(outcome.model.description.images)
    let worker = try Classifier(outcome.model, path: "model").makeWorker(outcome.source)
    let row = Table(columns: [], rowCount: 1)
    let image = try ImageBatch.context(ofRow: 3, Self.images, inputs)
    let upright = try worker.classify(row, images: ImageRows { _ in image })
    for orientation in Orientation.all {
      let resampler = ImageResampler(source: inputs.shape, side: inputs.geometry.context)
      let turned = PreparedImage(
        numbers: resampler.read(
          image.numbers, through: resampler.centred(orientation.map)), flags: [])
      let answer = try worker.classify(row, images: ImageRows { _ in turned })
      for (first, second) in zip(upright.probabilities, answer.probabilities) {
        #expect(abs(first - second) < 1e-5)
      }
    }
  }

  @Test func `other classes take over the encoder, and a frozen one stays`() async throws {
    let base = try await Self.train().model
    var options = Self.options {
      $0.training.setEncoderLearningRateFactor(0)
      $0.training.setEpochs(4)
    }
    options.start = TrainingStart(base, allowsNewClasses: true)
    let outcome = try await Self.train(options, names: ("flat", "upright"))
    #expect(outcome.model.description.head.classes == ["flat", "upright"])
    #expect(outcome.test.score?.accuracy ?? 0 > 0.9)
    for (name, tensor) in base.members[0] where !NetworkDescription.isHead(parameter: name) {
      #expect(outcome.model.members[0][name] == tensor, "\(name)")
    }
  }

  @Test func `labels are merged and left out as settings say`() async throws {
    let options = Self.options {
      $0.training.setEpochs(1)
      $0.labels.merge = ["thing": ["lying"]]
    }
    #expect(try await Self.train(options).model.description.head.classes == ["standing", "thing"])
    let ignoring = Self.options { $0.labels.ignore = ["lying"] }
    await #expect(throws: SkysortError.self) { try await Self.train(ignoring) }
  }

  @Test func `a mirror is refused where a class tells handedness without its mirror image`()
    async throws
  {
    await #expect {
      try await Self.train(names: ("spiral_cw", "elliptical"))
    } throws: { "\($0)".contains("tells handedness") }
  }

  /// One training for all that look at its range.
  private static let ranged = Task { try await train(options { $0.training.setEpochs(3) }) }

  /// What a model of bars says of others.
  private static func others(
    _ change: (inout MadeImages) -> Void
  ) async throws -> ClassifiedRows {
    var others = MadeImages(isLying: (0..<300).map { $0 % 2 == 0 })
    others.seed = 6
    change(&others)
    let outcome = try await ranged.value
    let read = try ModelFile<AnswerHead>(bytes: outcome.model.bytes, path: "model")
    let worker = try Classifier(read, path: "model").makeWorker(outcome.source)
    return try worker.classify(Table(columns: [], rowCount: 300), images: others)
  }

  private static func outsideFraction(_ rows: ClassifiedRows) -> Double {
    Double(rows.flags.count { $0.contains(.outsideTrainingRange) }) / Double(rows.rowCount)
  }

  @Test func `few images like those of the training are outside its range`() async throws {
    let others = try await Self.others { _ in }
    #expect(Self.outsideFraction(others) < 0.06)
    let median = others.scores.sorted()[150]
    #expect(median > 0.25 && median < 0.75)
    #expect(try await Self.ranged.value.test.score?.outsideFraction ?? 1 < 0.2)
  }

  @Test(arguments: [(Float(0), Float(20)), (150, 60), (45, 6)])
  func `images without bars, of more noise or of less light are outside`(
    bar: Float, noise: Float
  ) async throws {
    let others = try await Self.others { ($0.bar, $0.noise) = (bar, noise) }
    #expect(Self.outsideFraction(others) > 0.9)
  }

  @Test func `a row's score is the same bit for bit wherever it stands`() async throws {
    let outcome = try await Self.ranged.value
    let worker = try Classifier(outcome.model, path: "model").makeWorker(outcome.source)
    let whole = try worker.classify(Table(columns: [], rowCount: 150), images: Self.images)
    for row in [0, 63, 64, 149] {
      let alone = try worker.classify(
        Table(columns: [], rowCount: 1), images: Chosen(Self.images, [row]))
      #expect(alone.scores[0] == whole.scores[row])
    }
  }

  @Test func `a file without a range still loads, and flags nothing`() async throws {
    var model = try await Self.ranged.value.model
    let file = try SafetensorsFile(bytes: model.bytes, path: "new")
    #expect(file.metadata["format"] == "skysort-model-4")
    model.imageRange = nil
    let old = try SafetensorsFile(bytes: model.bytes, path: "old")
    #expect(old.metadata["image_range"] == nil)
    let read = try ModelFile<AnswerHead>(bytes: model.bytes, path: "old")
    #expect(read == model)
    let source = try FittedFeatures.none(survey: "made").source(
      for: Self.columns, schema: Self.table(("", "")).schema, path: "made")
    let rows = try Classifier(read, path: "old").makeWorker(source)
      .classify(Table(columns: [], rowCount: 20), images: Self.images)
    #expect(rows.scores.allSatisfy { $0 == 0 } && Self.outsideFraction(rows) == 0)
  }

  @Test(arguments: ["range.centre", "range.whitening", "range.offsets"])
  func `a range that is not whole is named`(name: String) async throws {
    let model = try await Self.ranged.value.model
    var file = try SafetensorsFile(bytes: model.bytes, path: "model")
    file.tensors[name] = StoredTensor(floats: [1, 2], shape: [2])
    #expect {
      try ModelFile<AnswerHead>(bytes: file.bytes, path: "model")
    } throws: { "\($0)".contains(name) }
  }

  @Test func `a blank image is flagged and gets the prior`() async throws {
    let outcome = try await Self.train(Self.options { $0.training.setEpochs(1) })
    let worker = try Classifier(outcome.model, path: "model").makeWorker(outcome.source)
    let blank = Image(
      height: 20, width: 20, channels: 3, largestSample: 255,
      samples: [Float](repeating: 7, count: 1200))
    struct One: ImageReader {
      let image: Image?
      func image(ofRow row: Int) throws(SkysortError) -> Image? { image }
    }
    for image in [blank, nil] {
      let rows = try worker.classify(
        Table(columns: [], rowCount: 1), images: One(image: image))
      #expect(rows.flags[0].contains(.notClassifiable))
      #expect(rows.probabilities == outcome.model.description.head.priors)
    }
  }

  @Test func `images of other channels are refused with both sides`() async throws {
    let outcome = try await Self.train(Self.options { $0.training.setEpochs(1) })
    let worker = try Classifier(outcome.model, path: "model").makeWorker(outcome.source)
    var grey = Self.images
    grey.channels = 1
    #expect {
      try worker.classify(Table(columns: [], rowCount: 1), images: grey)
    } throws: {
      let (found, wanted) = ("1 channel of numbers up to 255", "3 channels of numbers up to 255")
      return "\($0)".contains("\(found) where \(wanted) are wanted")
    }
  }

  @Test func `names of a published ResNet-18 are found for every weight of the encoder`() {
    let network = ClassifierConfiguration(.resnet18).network(
      inputs: .image(height: 64, width: 64, channels: 3), outputs: 4)
    let names = network.layout.entries.map(\.name)
      .filter { !NetworkDescription.isHead(parameter: $0) }
      .map(TrainingStart.publishedName(of:))
    // 20 convolutions, each with a norm of four vectors.
    #expect(Set(names).count == 100)
    for name in [
      "conv1.weight", "bn1.running_var", "layer1.0.conv1.weight", "layer2.0.downsample.0.weight",
      "layer2.0.downsample.1.running_mean", "layer4.1.bn2.bias",
    ] { #expect(names.contains(name)) }
  }
}
