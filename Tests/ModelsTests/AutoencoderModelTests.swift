import Engine
import Files
import Glibc
import Learning
import Preprocessing
import Sky
import Tables
import TestSupport
import Testing

@testable import Models

/// Autoencoders of a simulated sky's photometry.
struct AutoencoderModelTests {
  private static func options(
    threads: Int = 1, _ change: (inout AutoencoderConfiguration) -> Void = { _ in }
  ) -> TrainingOptions<AutoencoderConfiguration> {
    var configuration = AutoencoderConfiguration()
    configuration.latent = 2
    configuration.hidden = [16]
    configuration.training.stated.batchSize = 16
    configuration.training.names.insert("batch_size")
    configuration.training.setEpochs(8)
    change(&configuration)
    return TrainingOptions(
      configuration: configuration, threads: threads, toolVersion: "test")
  }

  private static func train(
    _ options: TrainingOptions<AutoencoderConfiguration> = options(),
    table: Table = SimulatedSky(rowCount: 900).table()
  ) async throws -> AutoencoderOutcome {
    try await ModelTrainer(options).train(
      table, columns: SimulatedSky.columns, path: "made.csv")
  }

  /// One training for all that look at it.
  private static let shared = Task { try await train() }

  @Test func `rows held back are reconstructed, and the report says how well`() async throws {
    let outcome = try await Self.shared.value
    let report = outcome.report
    #expect(report.trainRows == outcome.training.rows.count)
    #expect(report.latent == 2)
    #expect(report.split.parts["train"]?.classes.count == 3)
    // Two numbers hold most of what five bands say: all but a fifth of the variance.
    #expect(try #require(report.test).meanSquaredError < 0.2)
    #expect(report.test?.rows == outcome.test.rows.count)
    #expect(report.history.epochs.count == 8)
  }

  @Test func `equal trainings give the same file bit for bit on any number of threads`()
    async throws
  {
    let two = try await Self.train(Self.options(threads: 2))
    #expect(
      firstDifference(two.model.bytes, try await Self.shared.value.model.bytes) == nil)
  }

  @Test func `a table without labels gives the same model`() async throws {
    let table = SimulatedSky(rowCount: 900).table()
    let unlabelled = Table(
      columns: table.columns.filter { $0.info.name != "class" }, rowCount: table.rowCount)
    var columns = SimulatedSky.columns
    columns.classColumn = nil
    let outcome = try await ModelTrainer(Self.options()).train(
      unlabelled, columns: columns, path: "made.csv")
    #expect(
      firstDifference(outcome.model.bytes, try await Self.shared.value.model.bytes) == nil)
  }

  @Test func `a training that was stopped goes on to the same bytes`() async throws {
    var options = Self.options()
    let folder = try TemporaryFolder()
    options.checkpointPath = folder.file("checkpoint")
    options.resumes = true
    let trainer = ModelTrainer(options)
    defer { trainer.removeCheckpoints() }
    let table = SimulatedSky(rowCount: 900).table()
    await #expect(throws: SkysortError.self) {
      try await trainer.train(table, columns: SimulatedSky.columns, path: "made.csv") { step in
        step.training.epoch == 4 && step.training.step == 2 ? .stop : .proceed
      }
    }
    let resumed = try await trainer.train(table, columns: SimulatedSky.columns, path: "made.csv")
    #expect(
      firstDifference(resumed.model.bytes, try await Self.shared.value.model.bytes) == nil)
  }

  @Test func `a model read back is the model written`() async throws {
    let model = try await Self.shared.value.model
    #expect(try ModelFile<ReconstructionHead>(bytes: model.bytes, path: "m") == model)
    let folder = try TemporaryFolder()
    let path = folder.file("m.safetensors")
    try model.write(to: path)
    #expect(try Autoencoder(path: path).description == model.description)
    #expect(try Embedder(path: path).kind == "autoencoder")
  }

  @Test func `an autoencoder that answers otherwise is refused by name`() async throws {
    var model = try await Self.shared.value.model
    model.members[0]["code.bias"]?.values[0] += 1
    let error = #expect(throws: SkysortError.self) {
      try Autoencoder(model, path: "bent.safetensors")
    }
    #expect(error?.path == "bent.safetensors")
    #expect(error?.problem.hasPrefix("the model's own examples come out ") == true)
  }

  @Test func `a classifier and an autoencoder are not taken for each other`() async throws {
    let autoencoder = try await Self.shared.value.model.bytes
    #expect(
      throws: SkysortError.kindDiffers(
        path: "m", found: "an autoencoder", wanted: "a classifier")
    ) { try ModelFile<AnswerHead>(bytes: autoencoder, path: "m") }
    let classifier = try await TrainedFixture().model.bytes
    #expect(
      throws: SkysortError.kindDiffers(
        path: "m", found: "a classifier", wanted: "an autoencoder")
    ) { try ModelFile<ReconstructionHead>(bytes: classifier, path: "m") }
  }

  @Test(arguments: [0, 4, 100, 5000])
  func `a cut file is refused`(length: Int) async throws {
    let bytes = try await Self.shared.value.model.bytes
    #expect(throws: SkysortError.self) {
      try ModelFile<ReconstructionHead>(bytes: Array(bytes.prefix(length)), path: "cut")
    }
  }

  @Test func `an embedding is the code, with its error, in the row's place`() async throws {
    let outcome = try await Self.shared.value
    let autoencoder = try Autoencoder(outcome.model, path: "m")
    let whole = SimulatedSky(rowCount: 900).table()
    let table = Self.blank(whole)
    let embedder = Embedder(autoencoder)
    let source = try embedder.source(
      for: SimulatedSky.columns, schema: table.schema, path: "made.csv")
    let rows = try embedder.makeWorker(source).encode(table)
    let errors = try #require(rows.reconstructionErrors)
    let missing = rows.embedding(5).count { $0.isNaN }
    #expect(missing == 2)
    #expect(errors[5].isNaN)
    let row = outcome.test.rows[0]
    let sample = Array(outcome.test.features.prefix(outcome.test.width))
    #expect(try autoencoder.encode(sample) == Array(rows.embedding(row)))
    let answer = try autoencoder.reconstruct(sample)
    let squares = zip(answer, sample).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect(abs(squares / Float(sample.count) - errors[row]) < 1e-5)
    #expect(rows.embeddings.count { $0.isNaN } == 2)
  }

  /// The table with nothing measured in row 5.
  private static func blank(_ table: Table) -> Table {
    SimulatedSky.bandNames.reduce(table) { table, name in
      table.changing(name) { $0 == 5 ? .nan : $1 }
    }
  }

  @Test func `what was not measured does not count as an error`() async throws {
    let autoencoder = try Autoencoder(try await Self.shared.value.model, path: "m")
    let table = SimulatedSky(rowCount: 60).table().changing("z") { $0 == 3 ? .nan : $1 }
    let embedder = Embedder(autoencoder)
    let source = try embedder.source(
      for: SimulatedSky.columns, schema: table.schema, path: "made.csv")
    let rows = try embedder.makeWorker(source).encode(table)
    let features = autoencoder.description.features
    let batch = features.apply(table, source: source)
    let answer = try autoencoder.reconstruct(batch.matrix)
    let measured = features.names.indices.filter { !features.names[$0].contains("z") }
    let squares = measured.map { column -> Float in
      let index = 3 * features.count + column
      return (answer[index] - batch.matrix[index]) * (answer[index] - batch.matrix[index])
    }
    let expected = squares.reduce(0, +) / Float(squares.count)
    #expect(measured.count < features.count)
    #expect(abs(try #require(rows.reconstructionErrors)[3] - expected) < 1e-5)
  }

  @Test func `a decoded code is photometry in magnitudes`() async throws {
    let outcome = try await Self.shared.value
    let autoencoder = try Autoencoder(outcome.model, path: "m")
    let code = try autoencoder.encode(Array(outcome.test.features.prefix(outcome.test.width)))
    let values = try autoencoder.features(ofCodes: code)
    let names = autoencoder.description.features.names
    #expect(values.count == names.count)
    let table = SimulatedSky(rowCount: 900).table()
    let row = outcome.test.rows[0]
    let red = try #require(names.firstIndex(of: "r"))
    let truth = try #require(table["r"]?.floats())[row]
    #expect(abs(values[red] - truth) < 1)
    #expect(try autoencoder.images(ofCodes: code).isEmpty)
  }

  @Test(arguments: [
    "variant: linear", "variant: {sparse: {weight: 0.01}}", "variant: {denoising: {noise: 0.2}}",
    "variant: {variational: {weight: 0.01, warm_up: 3}}\nnormalization: none",
    "encoder: [dense: {units: 8}]\ndecoder: [dense: {units: 8}]",
  ])
  func `every variant is trained and used`(settings: String) async throws {
    var configuration = try Self.configuration(
      "latent: 2\n\(settings)\ntraining: {epochs: 6, batch_size: 16}")
    if configuration.variant != .linear && configuration.encoder == nil {
      configuration.hidden = [16]
    }
    let outcome = try await Self.train(TrainingOptions(configuration: configuration))
    #expect(try #require(outcome.report.test).meanSquaredError < 0.6)
    #expect(
      try ModelFile<ReconstructionHead>(bytes: outcome.model.bytes, path: "m") == outcome.model)
  }

  private static func configuration(_ text: String) throws -> AutoencoderConfiguration {
    let folder = try TemporaryFolder()
    return try AutoencoderConfiguration(path: folder.write("c.yaml", text))
  }

  @Test(arguments: [
    ("latent: 0", "must be in 1...65536"), ("latnt: 3", "latent"),
    ("variant: linear\nhidden: [3]", "does not go with a linear autoencoder"),
    ("encoder: [flatten]", "must be stated together"),
    ("encoder: []\ndecoder: []\nhidden: [3]", "does not go with layers that are written out"),
    ("training: {loss: huber}", "a matter of classifiers"), ("model: mlp", "knows no 'mlp'"),
    ("upsampling: cubic", "bilinear"), ("channels: [0]", "must be up to 16 widths"),
  ])
  func `a mistake in a configuration is named`(text: String, message: String) {
    #expect { try Self.configuration(text) } throws: { "\($0)".contains(message) }
  }
}
