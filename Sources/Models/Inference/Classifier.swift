internal import Engine
public import Files
internal import Learning
public import Preprocessing
internal import Sky
public import Tables

/// A trained model, ready for tables.
///
/// A value to share between threads; each thread makes itself a worker per table. What a row is
/// said to be depends on that row only, not on its chunk or on the number of threads.
public struct Classifier: Sendable {
  public let description: ModelDescription<AnswerHead>
  /// For messages.
  public let path: String
  let predictors: [Predictor]
  /// How many answers are drawn with dropout for each row, besides the usual one.
  public let mcDropoutSampleCount: Int
  /// The same networks with dropout; empty where no answers are drawn.
  private let drawing: [Predictor]
  /// Where the training images lie, where that is known.
  let imageRange: ImageRange?
  /// Which rows were learned from, where that is known.
  public let trainingRows: TrainingRows?
  private(set) var pooling: ProbabilityPooling
  /// What rows without a single number get, in the order of the classes.
  private(set) var fallback: [Float]

  /// Reads a model and checks that it answers its own examples as when it was written.
  ///
  /// - Throws: `SkysortError` naming the file.
  public init(path: String, threads: Int = 1, mcDropoutSamples: Int = 0) throws(SkysortError) {
    try self.init(
      try ModelFile(path: path), path: path, threads: threads, mcDropoutSamples: mcDropoutSamples)
  }

  /// - Parameters:
  ///   - path: Where the model is from; for messages.
  ///   - threads: Of each worker.
  ///   - mcDropoutSamples: Answers to draw with dropout for each row, which show how sure the network is.
  public init(
    _ model: ModelFile<AnswerHead>, path: String, threads: Int = 1, mcDropoutSamples: Int = 0
  ) throws(SkysortError) {
    description = model.description
    self.path = path
    mcDropoutSampleCount = mcDropoutSamples
    guard mcDropoutSamples == 0 || model.description.head.questions == nil else {
      throw .answersQuestions(path: path, wanted: "spread of drawn answers")
    }
    imageRange = model.imageRange
    trainingRows = model.description.features.count > 0 ? model.trainingRows : nil
    predictors = try Self.predictors(model, path: path, threads: threads)
    drawing =
      mcDropoutSamples == 0
      ? [] : try Self.predictors(model, path: path, threads: threads, mode: .sampling)
    pooling = ProbabilityPooling(model.description)
    // A questionnaire's concentrations are 0 where nothing is known.
    fallback =
      model.description.head.priors
      + [Float](
        repeating: 0,
        count: model.description.head.columnCount - model.description.head.priors.count)
    try check(model.golden)
  }

  private static func predictors(
    _ model: ModelFile<AnswerHead>, path: String, threads: Int, mode: NetworkMode = .inference
  ) throws(SkysortError) -> [Predictor] {
    do {
      return try model.members.map { member throws(SkysortError) in
        try Predictor(
          network: model.description.head.network, weights: member,
          output: model.description.output,
          mode: mode, precision: model.description.precision, threads: threads,
          alsoEmbeds: mode == .inference && model.description.images != nil)
      }
    } catch {
      throw SkysortError(damaged: error, path: path, location: "weights")
    }
  }

  private func check(_ golden: GoldenExamples) throws(SkysortError) {
    let ensemble = try makeEnsemble()
    let found = ensemble.probabilities(golden.features, pooling: pooling)
    let expected = golden.answers.first ?? []
    // Concentrations are larger than fractions, and so is their rounding.
    let largest =
      zip(found, expected).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
    let tolerance = description.goldenTolerance
    guard found.count == expected.count, Double(largest) <= tolerance else {
      throw .goldenDiffers(
        path: path, largestDifference: Double(largest), tolerance: tolerance)
    }
  }

  /// Networks that draw their answers; `nil` where none are drawn.
  func makeDrawingEnsemble() throws(SkysortError) -> EnsembleWorker? {
    drawing.isEmpty ? nil : try makeEnsemble(of: drawing)
  }

  func makeEnsemble() throws(SkysortError) -> EnsembleWorker { try makeEnsemble(of: predictors) }

  private func makeEnsemble(of predictors: [Predictor]) throws(SkysortError) -> EnsembleWorker {
    do {
      let workers = try predictors.map { predictor throws(SkysortError) in
        try predictor.makeWorker()
      }
      return EnsembleWorker(
        workers, featureCount: description.inputCount, classCount: description.head.columnCount)
    } catch {
      throw SkysortError(damaged: error, path: path, location: "network")
    }
  }

  /// The same model for a sky of another mix of classes.
  ///
  ///     p' ∝ p · prior / prior of the training sample
  ///
  /// - Parameter prior: A positive fraction for each class; scaled to sum to 1.
  /// - Source: Saerens, Latinne & Decaestecker 2002, Neural Computation 14, 21, equation 2.4.
  public func reweighted(to prior: [String: Double]) throws(SkysortError) -> Classifier {
    guard description.head.questions == nil else {
      throw .answersQuestions(path: path, wanted: "mix of classes to re-weight to")
    }
    guard Set(prior.keys) == Set(description.head.classes) else {
      throw .priorClassesDiffer(
        model: description.head.classes, prior: prior.keys.sorted(), path: path)
    }
    // Sorted, for a dictionary has another order every time and a sum's last digits follow it.
    let total = prior.values.sorted().reduce(0, +)
    guard prior.values.allSatisfy({ $0 > 0 }), total.isFinite else {
      throw .priorNotPositive(path: path)
    }
    let fractions = description.head.classes.map { Float((prior[$0] ?? 0) / total) }
    var copy = self
    copy.fallback = fractions
    copy.pooling = ProbabilityPooling(
      description, priorRatios: zip(fractions, description.head.priors).map { $0 / $1 })
    return copy
  }

  /// Finds the model's inputs in a table.
  ///
  /// - Parameters:
  ///   - columns: The table's columns by the part they play.
  ///   - path: The table, for messages.
  /// - Throws: `SkysortError` naming both sides where they differ.
  public func source(
    for columns: PhotometryColumns, schema: TableSchema, path: String
  ) throws(SkysortError) -> FeatureSource {
    try description.features.modelSource(for: columns, schema: schema, path: path)
  }

  /// A worker for one thread and one table.
  ///
  /// - Parameter source: From ``source(for:schema:path:)``.
  public func makeWorker(_ source: FeatureSource) throws(SkysortError) -> ClassifierWorker {
    ClassifierWorker(
      self, ensemble: try makeEnsemble(), drawing: try makeDrawingEnsemble(), source: source)
  }
}
