import Engine
import Files
import Learning
import Models
import Preprocessing
import Settings
import Sky
import Tables
import TestSupport
import Testing

/// Models that answer questions: made votes on a simulated sky, and Galaxy Zoo 2.
struct QuestionModelTests {
  private static let questions = """
    red: {answers: {blue: blue, red: red}, voters: voters}
    very: {answers: {a_bit: a_bit, "yes": very}, after: red.red}
    star: {tag: is_star}
    """

  /// People say `red` the more often the redder `u − r` is, and are not all of one mind.
  private static func table(rowCount: Int = 900) -> Table {
    let sky = SimulatedSky(rowCount: rowCount).table()
    let (u, r) = (sky["u"]?.floats() ?? [], sky["r"]?.floats() ?? [])
    let fractions = zip(u, r).map { min(1, max(0, ($0 - $1) / 3)) }
    func column(_ name: String, _ values: [Float]) -> Column {
      Column(info: ColumnInfo(name: name, type: .float), values: .float(values))
    }
    let isStar = (sky["class"]?.texts() ?? []).enumerated().map { row, name -> Float in
      row % 4 == 1 ? .nan : name == "STAR" ? 1 : 0
    }
    return [
      column("red", fractions), column("blue", fractions.map { 1 - $0 }),
      column("very", fractions.map { $0 * $0 }), column("a_bit", fractions.map { 1 - $0 * $0 }),
      column("voters", fractions.indices.map { Float(20 + $0 % 30) }), column("is_star", isStar),
    ].reduce(sky) { $0.replacing($1) }
  }

  private static func options(
    _ kind: ModelKind = .mlp, loss: String = "dirichlet_multinomial", epochs: Int = 12
  ) throws -> TrainingOptions<ClassifierConfiguration> {
    let indented = questions.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    var configuration = try StrictSettings.decode(
      ClassifierConfiguration.self,
      from: "model: \(kind.rawValue)\nloss: \(loss)\nquestions:\n\(indented)\n", path: "c.yaml")
    if kind == .mlp {
      configuration.memberCount = 2
      configuration.hidden = [16]
    }
    configuration.training.setEpochs(epochs)
    return TrainingOptions(configuration: configuration, threads: 2)
  }

  private static func train(_ options: TrainingOptions<ClassifierConfiguration>) async throws
    -> TrainedFixture
  {
    try await TrainedFixture(options, table: table())
  }

  private static func rootMeanSquare(_ rows: EvaluatedRows, usual: [Float]? = nil) throws -> Float {
    let votes = try #require(rows.votes)
    let differences = [0, 1, 2, 3].flatMap { answer in
      zip(votes.fractions(ofAnswer: answer), rows.classified.probabilities(ofClass: answer))
        .filter { !$0.0.isNaN }.map { $0.0 - (usual?[answer] ?? $0.1) }
    }
    let sum = differences.reduce(0) { $0 + $1 * $1 }
    return (sum / Float(differences.count)).squareRoot()
  }

  @Test(arguments: [
    (ModelKind.mlp, "dirichlet_multinomial", 0.55), (.mlp, "cross_entropy", 0.55),
    (.logistic, "dirichlet_multinomial", 0.7),
  ])
  func `votes are foretold far better than by their mean`(
    kind: ModelKind, loss: String, part: Float
  ) async throws {
    let fixture = try await Self.train(Self.options(kind, loss: loss))
    let outcome = fixture.outcome
    let error = try Self.rootMeanSquare(outcome.test)
    let usual = try Self.rootMeanSquare(
      outcome.test, usual: outcome.model.description.head.priors)
    #expect(error < part * usual, "\(error) and \(usual)")
    #expect(outcome.test.score == nil && outcome.report.classes.isEmpty)
    let star = outcome.test.classified.probabilities(ofClass: 4)
    let truth = try #require(outcome.test.votes).fractions(ofAnswer: 4)
    let known = truth.indices.filter { !truth[$0].isNaN }
    #expect(known.count { (star[$0] > 0.5) == (truth[$0] > 0.5) } * 10 > known.count * 7)
  }

  @Test func `a model's file holds all, and answers as it did`() async throws {
    let fixture = try await Self.train(Self.options(epochs: 2))
    let read = try ModelFile<AnswerHead>(bytes: fixture.model.bytes, path: "m")
    #expect(read == fixture.model)
    #expect(read.description.head.questions?.questions.map(\.name) == ["red", "very", "star"])
    #expect(read.description.head.columnCount == 8)
    let rows = try fixture.classify(Self.table(), by: Classifier(read, path: "m"))
    let same = try fixture.classify(Self.table())
    #expect(rows == same)
    #expect(rows.best.isEmpty && rows.classCount == 8)
    for row in 0..<20 {
      let values = rows.probabilities[row * 8..<row * 8 + 6].map(\.self)
      for start in [0, 2, 4] { #expect(abs(values[start] + values[start + 1] - 1) < 1e-5) }
      for place in [6, 7] { #expect(rows.probabilities[row * 8 + place] > 2) }
    }
  }

  @Test func `a bent model is refused by its own examples`() async throws {
    var model = try await Self.train(Self.options(epochs: 1)).model
    model.members[0]["output.bias"]?.values[4] += 3
    #expect(throws: SkysortError.self) { try Classifier(model, path: "bent") }
    model.description.head.priors[0] = -1
    #expect(throws: SkysortError.self) {
      try ModelFile<AnswerHead>(bytes: model.bytes, path: "bent")
    }
  }

  @Test func `a model of classes says nothing of questions`() async throws {
    let model = try await TrainedFixture().model
    let file = try SafetensorsFile(bytes: model.bytes, path: "m")
    #expect(file.metadata["model"]?.contains("questions") == false)
  }

  @Test func `a row that says nothing gets the mean answers and no concentration`() async throws {
    let fixture = try await Self.train(Self.options(epochs: 1))
    let empty = SimulatedSky.bandNames.reduce(Self.table(rowCount: 3)) { table, name in
      table.changing(name) { $0 == 1 ? -9999 : $1 }
    }
    let rows = try fixture.classify(empty)
    #expect(rows.flags[1].contains(.notClassifiable))
    #expect(!rows.flags.contains { $0.contains(.lowConfidence) })
    #expect(
      Array(rows.probabilities[8..<16]) == fixture.model.description.head.priors + [0, 0])
  }

  @Test func `what is asked is no feature, and what tells it is reported`() async throws {
    var options = try Self.options(epochs: 1)
    options.features.extras = [ExtraFeature("red")]
    options.features.allowsLeaks = true
    let refused = await #expect(throws: SkysortError.self) { try await Self.train(options) }
    #expect(refused?.description.contains("red") == true)
    options.features.extras = [ExtraFeature("hint")]
    let hint = Self.table()["red"]?.floats() ?? []
    let table = Self.table().replacing(
      Column(
        info: ColumnInfo(name: "hint", type: .float),
        values: .float(hint.map { $0 > 0.5 ? 7 : 3 })))
    let outcome = try await TrainedFixture(options, table: table).outcome
    #expect(outcome.report.split.leaks.contains { $0.feature == "hint" })
  }

  @Test func `classes' settings and wishes do not go with questions`() async throws {
    for text in ["labels: {ignore: [x]}", "balance: none", "confidence: 0.3"] {
      let error = #expect(throws: SkysortError.self) {
        try StrictSettings.decode(
          ClassifierConfiguration.self, from: "questions: {a: {tag: b}}\n\(text)\n", path: "c")
      }
      #expect(error?.description.contains("classes") == true)
    }
    #expect(throws: SkysortError.self) {
      try StrictSettings.decode(
        ClassifierConfiguration.self, from: "loss: cross_entropy\n", path: "c")
    }
    let model = try await Self.train(Self.options(epochs: 1)).model
    #expect(throws: SkysortError.self) { try Classifier(model, path: "m", mcDropoutSamples: 3) }
    #expect(throws: SkysortError.self) {
      try Classifier(model, path: "m").reweighted(to: ["red": 1])
    }
  }

  @Test func `the order of questions is the order of outputs`() async throws {
    let forward = try Self.options(epochs: 2)
    var backward = forward
    backward.configuration.questions = QuestionList(
      (forward.configuration.questions?.questions ?? []).reversed())
    let model = try await Self.train(backward).model
    #expect(model.description.head.questionnaire?.answerNames.first == "star.yes")
    let (one, other) = (
      try await Self.train(forward).model.description.head.priors, model.description.head.priors
    )
    #expect(Array(other.suffix(2)) == Array(one.prefix(2)))
    #expect(Array(other.prefix(2)) == Array(one.suffix(2)))
  }

  @Test func `questions are trained on from a model of the same`() async throws {
    let base = try await Self.train(Self.options(epochs: 8))
    var options = try Self.options(epochs: 1)
    options.start = TrainingStart(base.model)
    options.configuration.training.stated.learningRate = 1e-6
    options.configuration.training.names.insert("learning_rate")
    let again = try await Self.train(options)
    let (before, after) = (
      try Self.rootMeanSquare(base.outcome.test), try Self.rootMeanSquare(again.outcome.test)
    )
    #expect(abs(before - after) < 0.02)
  }

  private static let votes = "galaxy_zoo2_sdss/votes.csv"

  @Test(.enabled(if: RealData.has(votes), "needs SKYSORT_DATA"))
  func `galaxies' votes are learned from their images`() async throws {
    let labels = try Self.read("galaxy_zoo2_sdss/labels.csv")
    let votes = try Self.read(Self.votes)
    let asset = Dictionary(
      uniqueKeysWithValues: (votes["asset_id"]?.texts() ?? []).enumerated().map { ($1, $0) })
    let rows = (labels["image"]?.texts() ?? []).compactMap { name -> Int? in
      asset[name.map { String($0.dropFirst("images/".count).dropLast(".jpg".count)) }]
    }
    try #require(rows.count == labels.rowCount)
    let image = try #require(labels["image"])
    let table = votes.selecting(rows).replacing(image)
      .selecting(Array(stride(from: 0, to: rows.count, by: 6)))
    let first = "t01_smooth_or_features_a0"
    var configuration = ClassifierConfiguration(.cnn)
    configuration.images.imageSize = 16
    configuration.images.cropFraction = 0.5
    configuration.training.setEpochs(6)
    configuration.training.stated.batchSize = 16
    configuration.training.names.insert("batch_size")
    configuration.questions = QuestionList([
      Question(
        "form",
        answers: [
          .init("smooth", column: "\(first)1_smooth_weighted_fraction"),
          .init("features", column: "\(first)2_features_or_disk_weighted_fraction"),
          .init("artifact", column: "\(first)3_star_or_artifact_weighted_fraction"),
        ], voters: .column("total_classifications")),
      Question(
        "edge_on",
        answers: [
          .init("yes", column: "t02_edgeon_a04_yes_weighted_fraction"),
          .init("no", column: "t02_edgeon_a05_no_weighted_fraction"),
        ], after: .init("form", "features")),
    ])
    var columns = PhotometryColumns(survey: "made", bands: [])
    columns.identifier = "image"
    let outcome = try await ModelTrainer(
      TrainingOptions(configuration: configuration, threads: 2)
    ).train(
      table, columns: columns, path: Self.votes,
      images: ImageFiles(column: "image", folder: RealData.path("galaxy_zoo2_sdss")))
    let history = try #require(outcome.report.histories.first?.epochs)
    let begun = try #require(history.first?.trainLoss)
    let ended = try #require(history.last?.trainLoss)
    #expect(ended < begun)
    #expect(outcome.test.classified.probabilities.allSatisfy { $0.isFinite })
    #expect(outcome.test.votes?.rowCount == outcome.test.rows.count)
  }

  private static func read(_ name: String) throws -> Table {
    let reader = try TableFile.open(RealData.path(name))
    return try TableFile.read(reader, columns: reader.schema.names)
  }
}
