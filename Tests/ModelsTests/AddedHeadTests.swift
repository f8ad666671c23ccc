import Engine
import Files
import Learning
import Models
import Preprocessing
import TestSupport
import Testing

/// A head that gives one number of each row, as 'How to add a model kind' tells it.
private struct NumberHead: ModelHead {
  var network: NetworkDescription

  static var fileKind: String? { "number" }
  static var noun: String { "a model of a number" }
  static var settingNames: [String] { ["network"] }
  static func tensorPrefix(ofMember index: Int) -> String { "network." }

  var kindName: String { "number" }
  var inputs: SampleShape { network.inputs }
  var memberCount: Int { 1 }
  var layout: ParameterLayout { network.layout }
  var goldenAnswers: [GoldenAnswer] { [.init("numbers", width: nil)] }
  var embeddingWidth: Int { network.embeddingWidth }
  var inconsistency: (location: String, problem: String)? {
    network.outputs == 1 ? nil : ("network", "it has \(network.outputs) outputs for a number")
  }

  static func embedder(
    of file: SafetensorsFile, path: String, threads: Int, testTimeAugmentation: Int?
  ) throws(SkysortError) -> Embedder {
    throw .kindDiffers(path: path, found: noun, wanted: "a model that embeds")
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case network, features, images, provenance
  }

  init(network: NetworkDescription) { self.network = network }

  init(from decoder: any Decoder) throws {
    network = try decoder.container(keyedBy: CodingKeys.self)
      .decode(NetworkDescription.self, forKey: .network)
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(network, forKey: .network)
  }
}

struct AddedHeadTests {
  /// A model of a number, and the features that it was trained on.
  private static func model() async throws -> (ModelFile<NumberHead>, Predictor) {
    // The preparation of a table's photometry is that of any model.
    let base = try await TrainedFixture().model.description
    let width = base.features.count
    let network = NetworkDescription(inputs: width, units: [6], outputs: 1)
    var configuration = TrainingConfiguration()
    configuration.epochs = 3
    configuration.loss = .squaredError
    let features = (0..<64 * width).map { Float($0 * 37 % 101) / 101 }
    let targets = (0..<64).map { row in features[row * width] - features[row * width + 1] }
    let result = try TrainingLoop(network: network, configuration: configuration).train(
      TrainingData(
        features: features, featureCount: width, targets: targets, targetCount: 1))
    let predictor = try Predictor(
      network: network, weights: result.weights, output: .logits, precision: .float32)
    let examples = Array(features[..<(4 * width)])
    let model = ModelFile(
      description: ModelDescription(
        head: NumberHead(network: network), features: base.features, images: nil,
        provenance: base.provenance),
      members: [result.weights],
      golden: GoldenExamples(features: examples, answers: [try predictor.predict(examples)]))
    return (model, predictor)
  }

  @Test func `a head of one's own is written, read back and answers as it did`() async throws {
    let (model, predictor) = try await Self.model()
    let read = try ModelFile<NumberHead>(bytes: model.bytes, path: "number.safetensors")
    #expect(read == model)
    #expect(try predictor.predict(read.golden.features) == read.golden.answers[0])
  }

  @Test func `a head that contradicts itself is refused, and so is another one's file`()
    async throws
  {
    var (model, _) = try await Self.model()
    let classifier = try await TrainedFixture().model.bytes
    #expect(
      throws: SkysortError.kindDiffers(
        path: "m", found: "a classifier", wanted: "a model of a number")
    ) { try ModelFile<NumberHead>(bytes: classifier, path: "m") }
    model.description.head.network.outputs = 2
    let bytes = model.bytes
    #expect(
      throws: SkysortError.damaged(
        path: "m", location: "network", problem: "it has 2 outputs for a number")
    ) { try ModelFile<NumberHead>(bytes: bytes, path: "m") }
  }
}
