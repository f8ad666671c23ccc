internal import Engine
public import Files
internal import Glibc
internal import Images
public import Learning
public import Preprocessing
public import Tables

extension ClassifierConfiguration: ModelConfiguration {
  public static var learnsLabels: Bool { true }
}

/// What the training of a classifier gives.
public struct ClassifierOutcome: Sendable {
  public let model: ModelFile<AnswerHead>
  /// The model, ready for tables.
  public let classifier: Classifier
  public let report: TrainingReport
  /// Where the table keeps the photometry.
  public let source: FeatureSource
  /// Rows that chose the epoch and the temperature.
  public let validation: EvaluatedRows
  /// Rows the training never saw.
  public let test: EvaluatedRows
  /// What the model that was trained on says of the rows held back: of ``test``, or of
  /// ``validation`` where there are none; `nil` without such a model.
  public let before: ClassifiedRows?
}

extension ModelTrainer<ClassifierConfiguration> {
  /// Trains a classifier on a labelled table.
  ///
  /// - Parameters:
  ///   - table: With every column that `columns` and the options name.
  ///   - columns: The table's columns by the part they play.
  ///   - path: The table, for messages.
  ///   - images: Of the table's rows; needed by kinds that look at images.
  ///   - progress: Called after every step, from several threads; may end the training.
  /// - Throws: `SkysortError`.
  public func train(
    _ table: Table, columns: PhotometryColumns, path: String,
    images: (any ImageSource)? = nil,
    progress: @escaping @Sendable (MemberProgress) -> TrainingControl = { _ in .proceed }
  ) async throws(SkysortError) -> ClassifierOutcome {
    let kind = options.configuration.kind
    if kind.seesImages, images == nil { throw .imagesWanted(by: path) }
    let data = try await prepare(
      table, columns: columns, path: path, seesPhotometry: kind.seesPhotometry,
      images: kind.seesImages ? images : nil
    ) { rows throws(SkysortError) in
      try TrainingTarget.labels(
        of: table, rows: rows, columns: columns, options: options, path: path)
    }
    let target = data.table.target
    let configuration = options.configuration.trainingConfiguration(
      trainingRows: data.table.training.count)
    let training = try await trained(
      LabelledNetwork(
        network(data), configuration: configuration, answers: target.questionnaire?.groups),
      data, configuration, balance: options.configuration.balance,
      start: options.start.flatMap { $0.weights(for: target) }, progress: progress)
    var model = ModelFile(
      description: description(head(data), data),
      members: training.members.map { answeringForTrainingMix($0.weights, data) })
    model.trainingRows = data.table.trainingRows(after: options.start?.model?.trainingRows)
    try calibrate(&model, data)
    let classifier = try classifier(model)
    let golden = data.golden()
    model.golden = GoldenExamples(
      features: golden, answers: [try probabilities(of: golden, by: classifier)])
    let worker = try worker(of: classifier, data)
    let validation = try evaluated(data.table.validation, by: worker, data)
    let test = try evaluated(options.evaluatesTestRows ? data.table.test : [], by: worker, data)
    let before = try options.start?.model.map { base throws(SkysortError) in
      try evaluated(
        test.rows.isEmpty ? data.table.validation : data.table.test,
        by: self.worker(of: self.classifier(base, path: "the model trained on"), data), data
      ).classified
    }
    return ClassifierOutcome(
      model: model, classifier: classifier,
      report: report(data, training, model, validation, test),
      source: data.table.source, validation: validation, test: test, before: before)
  }

  private func classifier(
    _ model: ModelFile<AnswerHead>, path: String? = nil
  ) throws(SkysortError) -> Classifier {
    try Classifier(model, path: path ?? Self.newModelPath, threads: options.threads)
  }

  private func worker(
    of classifier: Classifier, _ data: PreparedData
  ) throws(SkysortError) -> ClassifierWorker {
    try classifier.makeWorker(data.table.source)
  }

  private func evaluated(
    _ rows: [Int], by worker: ClassifierWorker, _ data: PreparedData
  ) throws(SkysortError) -> EvaluatedRows {
    return try data.table.evaluate(rows, by: worker, images: data.images?.contexts)
  }

  private func network(_ data: PreparedData) -> NetworkDescription {
    let outputs = data.table.target.outputNames.count
    if var network = options.start?.model?.description.head.network {
      network.outputs = outputs
      return network
    }
    return options.configuration.network(inputs: data.shape, outputs: outputs)
  }

  /// What the networks are to say, not calibrated yet.
  private func head(_ data: PreparedData) -> AnswerHead {
    let (configuration, target) = (options.configuration, data.table.target)
    return AnswerHead(
      kind: configuration.kind, network: network(data), memberCount: configuration.memberCount,
      classes: target.classNames, questions: configuration.questions,
      loss: target.questionnaire?.loss, calibration: Calibration(temperature: 1),
      priors: target.priors(of: data.table.training, balance: .none),
      confidenceThreshold: Float(configuration.confidenceThreshold))
  }

  /// A network that was shown another mix of classes than the training rows', answering for theirs.
  ///
  ///     z' = z + ln(fraction among the training rows / fraction it was shown)
  ///
  /// - Source: Saerens, Latinne & Decaestecker 2002, Neural Computation 14, 21, equation 2.4, as an
  ///   offset of the logits.
  private func answeringForTrainingMix(
    _ weights: [String: Tensor], _ data: PreparedData
  ) -> [String: Tensor] {
    let (target, balance) = (data.table.target, options.configuration.balance)
    guard balance != .none, target.questionnaire == nil, var bias = weights["output.bias"] else {
      return weights
    }
    let mix = target.priors(of: data.table.training, balance: .none)
    let shown = target.priors(of: data.table.training, balance: balance)
    for index in bias.values.indices { bias.values[index] += log(mix[index] / shown[index]) }
    return weights.merging(["output.bias": bias]) { $1 }
  }

  /// Finds out, by the networks as they are, what calibrates them and where the training images
  /// lie.
  ///
  /// The rows that calibrate are seen again by the finished model: a lone network's temperature is
  /// inside its softmax, so its answers are not those of before in another scale.
  private func calibrate(
    _ model: inout ModelFile<AnswerHead>, _ data: PreparedData
  ) throws(SkysortError) {
    let (table, target) = (data.table, data.table.target)
    let tellsClasses = target.questionnaire == nil
    guard tellsClasses || data.images != nil else { return }
    let classifier = try classifier(model)
    let worker = try worker(of: classifier, data)
    if tellsClasses {
      let chosen = table.validation.isEmpty ? table.training : table.validation
      let probabilities =
        data.images == nil
        ? try probabilities(of: table.matrix(of: chosen), by: classifier)
        : try evaluated(chosen, by: worker, data).classified.probabilities
      model.description.head.calibration = Calibration(
        fitting: probabilities, truth: target.truth(of: chosen),
        classCount: target.classNames.count)
    }
    guard let images = data.images else { return }
    model.imageRange = try table.imageRange(by: worker, images: images.contexts)
  }

  /// What a model says of samples, by sample and class.
  private func probabilities(
    of samples: [Float], by classifier: Classifier
  ) throws(SkysortError) -> [Float] {
    try classifier.makeEnsemble().probabilities(samples, pooling: classifier.pooling)
  }

  private func report(
    _ data: PreparedData, _ training: EnsembleTraining.Outcome, _ model: ModelFile<AnswerHead>,
    _ validation: EvaluatedRows, _ test: EvaluatedRows
  ) -> TrainingReport {
    let table = data.table
    var split = table.splitReport
    let declared = Set(split.leaks.map(\.feature))
    let heldBack = test.rows.isEmpty ? (validation, table.validation) : (test, table.test)
    split.leaks += table.columnsAlike(heldBack.0, of: heldBack.1)
      .filter { !declared.contains($0.feature) }
    let rate = training.members.reduce(0) { $0 + $1.samplesPerSecond * $1.seconds }
    return TrainingReport(
      kind: options.configuration.kind, classes: table.target.classNames,
      meanFractionsOfAll: table.target.votes?.selecting(table.training).meanFractionsOfAll,
      features: table.features.names, constantFeatures: table.features.constantFeatures,
      dereddening: table.features.dereddening, split: split,
      histories: training.members.map(\.history),
      temperature: model.description.head.calibration.temperature,
      trainRows: table.training.count, validation: validation.score, test: test.score,
      augmentation: data.images?.augmentation,
      samplesPerSecond: training.seconds > 0 ? rate / training.seconds : 0,
      loader: training.members.first?.loading.map(LoaderFigures.init),
      seconds: training.seconds)
  }
}
