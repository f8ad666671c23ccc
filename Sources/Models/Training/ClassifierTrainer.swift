internal import Engine
internal import Files
internal import Images
public import Learning
public import Preprocessing
internal import Sky
public import Tables

/// Trains a classifier on a labelled table.
///
/// Equal tables, options and machines give equal models, byte by byte, whatever the threads.
public struct ClassifierTrainer: Sendable {
  public let options: ClassifierOptions

  public init(_ options: ClassifierOptions) { self.options = options }

  /// What a training gives.
  public struct Outcome: Sendable {
    public let model: ModelFile
    public let report: TrainingReport
    /// Where the table keeps the photometry.
    public let source: FeatureSource
    /// Rows that chose the epoch and the temperature.
    public let validation: JudgedRows
    /// Rows the training never saw.
    public let test: JudgedRows
    /// What the model that was trained on says of the rows held back: of ``test``, or of
    /// ``validation`` where there are none; `nil` without such a model.
    public let before: ClassifiedRows?
  }

  /// How far a training has come.
  public struct Progress: Sendable {
    /// Counted from 0.
    public let member: Int
    public let memberCount: Int
    public let training: TrainingProgress

    public init(member: Int, memberCount: Int, training: TrainingProgress) {
      self.member = member
      self.memberCount = memberCount
      self.training = training
    }
  }

  /// - Parameters:
  ///   - table: With every column that `columns` and the options name.
  ///   - columns: The table's columns by the part they play.
  ///   - path: The table, for messages.
  ///   - pictures: Of the table's rows; needed by kinds that look at pictures.
  ///   - progress: Called after every step, from several threads; may end the training.
  /// - Throws: ``ClassifierError``.
  public func train(
    _ table: Table, columns: PhotometryColumns, path: String,
    pictures: (any PictureSource)? = nil,
    progress: @escaping @Sendable (Progress) -> TrainingControl = { _ in .proceed }
  ) async throws(ClassifierError) -> Outcome {
    let prepared: PreparedTable
    do {
      prepared = try PreparedTable(table, columns: columns, options: options, path: path)
    } catch {
      throw .table(error)
    }
    let seen = try await seenPictures(prepared, pictures, path: path)
    let training = try await trained(prepared, seen, progress: progress)
    let model = try finished(prepared, seen, training)
    let classifier = try modelErrors { () throws(ModelFileError) in
      try Classifier(model, path: "the model just trained", threads: options.threads)
    }
    let worker = try modelErrors { () throws(ModelFileError) in
      try classifier.makeWorker(prepared.source)
    }
    let (validation, test): (JudgedRows, JudgedRows)
    do {
      validation = try prepared.judge(prepared.validation, by: worker, pictures: seen?.contexts)
      test = try prepared.judge(
        options.judgesTestRows ? prepared.test : [], by: worker, pictures: seen?.contexts)
    } catch {
      throw .picture(error)
    }
    let before = try answersBefore(
      prepared, seen, rows: test.rows.isEmpty ? prepared.validation : prepared.test)
    return Outcome(
      model: model,
      report: report(prepared, seen, training, model, validation, test), source: prepared.source,
      validation: validation, test: test, before: before)
  }

  /// What the model that is trained on says of some rows.
  private func answersBefore(
    _ prepared: PreparedTable, _ pictures: PreparedPictures?, rows: [Int]
  ) throws(ClassifierError) -> ClassifiedRows? {
    guard let base = options.start?.model else { return nil }
    let worker = try modelErrors { () throws(ModelFileError) in
      try Classifier(base, path: "the model trained on", threads: options.threads)
        .makeWorker(prepared.source)
    }
    do {
      return try prepared.judge(rows, by: worker, pictures: pictures?.contexts).classified
    } catch {
      throw .picture(error)
    }
  }

  /// Deletes the checkpoints of a training whose model is written.
  public func removeCheckpoints() {
    EnsembleTraining.removeCheckpoints(
      options.checkpointPath, memberCount: options.configuration.memberCount)
  }

  private func modelErrors<Value>(
    _ body: () throws(ModelFileError) -> Value
  ) throws(ClassifierError) -> Value {
    do { return try body() } catch { throw .model(error) }
  }

  private func seenPictures(
    _ prepared: PreparedTable, _ source: (any PictureSource)?, path: String
  ) async throws(ClassifierError) -> PreparedPictures? {
    guard options.configuration.kind.seesPictures else { return nil }
    guard let source else { throw .picture(.picturesWanted(by: path)) }
    return try await PreparedPictures(prepared, source: source, options: options, path: path)
  }

  private func trained(
    _ prepared: PreparedTable, _ pictures: PreparedPictures?,
    progress: @escaping @Sendable (Progress) -> TrainingControl
  ) async throws(ClassifierError) -> EnsembleTraining.Outcome {
    var configuration = options.configuration.trainingConfiguration(
      trainingRows: prepared.training.count)
    configuration.seed = options.seed
    let memberCount = options.configuration.memberCount
    let training = EnsembleTraining(
      network: network(prepared, pictures), configuration: configuration,
      memberCount: memberCount,
      threads: options.threads, checkpointPath: options.checkpointPath,
      resumes: options.resumes, start: options.start.flatMap { $0.weights(for: prepared.target) },
      precision: pictures == nil ? .float32 : .automatic,
      answers: prepared.target.questionnaire?.groups)
    do {
      return try await training.run(
        pictures?.samples(prepared, options: options)
          ?? .rows(
            prepared.trainingData(balance: options.configuration.balance, seed: options.seed),
            validation: prepared.validationData),
        progress: { member, step in
          progress(Progress(member: member, memberCount: memberCount, training: step))
        })
    } catch {
      throw .learning(error)
    }
  }

  private func network(
    _ prepared: PreparedTable, _ pictures: PreparedPictures?
  ) -> NetworkDescription {
    if var network = options.start?.model?.description.network {
      network.outputs = prepared.target.outputNames.count
      return network
    }
    return options.configuration.network(
      inputs: SampleShape(pictures: pictures?.contexts.inputs, features: prepared.features.count),
      outputs: prepared.target.outputNames.count)
  }

  /// Calibrates the members' mean and puts the model together.
  private func finished(
    _ prepared: PreparedTable, _ pictures: PreparedPictures?,
    _ training: EnsembleTraining.Outcome
  ) throws(ClassifierError) -> ModelFile {
    let description = ModelDescription(
      kind: options.configuration.kind, network: network(prepared, pictures),
      memberCount: training.members.count, classes: prepared.target.classNames,
      questions: options.configuration.questions,
      loss: prepared.target.questionnaire?.loss,
      features: prepared.features, pictures: pictures?.contexts.inputs,
      calibration: Calibration(temperature: 1),
      priors: prepared.target.priors(
        of: prepared.training, balance: options.configuration.balance),
      confidenceThreshold: Float(options.configuration.confidenceThreshold),
      provenance: provenance(prepared))
    var model = ModelFile(
      description: description, members: training.members.map(\.weights),
      golden: GoldenExamples(features: [], probabilities: []))
    if prepared.target.questionnaire == nil {
      let chosen = prepared.validation.isEmpty ? prepared.training : prepared.validation
      model.description.calibration = Calibration(
        fitting: try probabilities(model, prepared, pictures, of: chosen),
        truth: prepared.target.truth(of: chosen), classCount: prepared.target.classNames.count)
    }
    if let pictures { model.pictureRange = try pictureRange(model, prepared, pictures) }
    let golden = pictures?.golden(prepared) ?? prepared.matrix(of: prepared.goldenRows)
    model.golden = GoldenExamples(
      features: golden, probabilities: try probabilities(model, of: golden))
    return model
  }

  /// What the model says of some rows, by row and class.
  private func probabilities(
    _ model: ModelFile, _ prepared: PreparedTable, _ pictures: PreparedPictures?, of rows: [Int]
  ) throws(ClassifierError) -> [Float] {
    guard let pictures else {
      return try probabilities(model, of: prepared.matrix(of: rows))
    }
    let worker = try modelErrors { () throws(ModelFileError) in
      try Classifier(model, path: "the model just trained", threads: options.threads)
        .makeWorker(prepared.source)
    }
    do {
      return try prepared.judge(rows, by: worker, pictures: pictures.contexts)
        .classified.probabilities
    } catch {
      throw .picture(error)
    }
  }

  private func probabilities(
    _ model: ModelFile, of matrix: [Float]
  ) throws(ClassifierError) -> [Float] {
    try modelErrors { () throws(ModelFileError) in
      let classifier = try Classifier(model, path: "the model just trained")
      return try classifier.makeEnsemble().probabilities(matrix, pooling: classifier.pooling)
    }
  }

  /// Finds out where the training pictures lie.
  private func pictureRange(
    _ model: ModelFile, _ prepared: PreparedTable, _ pictures: PreparedPictures
  ) throws(ClassifierError) -> PictureRange? {
    let worker = try modelErrors { () throws(ModelFileError) in
      try Classifier(model, path: "the model just trained", threads: options.threads)
        .makeWorker(prepared.source)
    }
    do {
      return try prepared.pictureRange(by: worker, pictures: pictures.contexts)
    } catch {
      throw .picture(error)
    }
  }

  private func provenance(_ prepared: PreparedTable) -> ModelProvenance {
    ModelProvenance(
      toolVersion: options.toolVersion, configurationDigest: options.digest,
      seed: options.seed, trainingRows: prepared.training.count,
      validationRows: prepared.validation.count, inputs: options.inputs)
  }

  private func report(
    _ prepared: PreparedTable, _ pictures: PreparedPictures?,
    _ training: EnsembleTraining.Outcome, _ model: ModelFile,
    _ validation: JudgedRows, _ test: JudgedRows
  ) -> TrainingReport {
    let rate = training.members.reduce(0) { $0 + $1.samplesPerSecond * $1.seconds }
    return TrainingReport(
      kind: options.configuration.kind, classes: prepared.target.classNames,
      meanSharesOfAll: prepared.target.votes?.selecting(prepared.training).meanSharesOfAll,
      features: prepared.features.names,
      constantFeatures: prepared.features.constantFeatures,
      dereddening: prepared.features.dereddening, split: prepared.splitReport,
      histories: training.members.map(\.history),
      temperature: model.description.calibration.temperature,
      trainRows: prepared.training.count, validation: validation.score, test: test.score,
      augmentation: pictures?.augmentation,
      samplesPerSecond: training.seconds > 0 ? rate / training.seconds : 0,
      loader: training.members.first?.loading.map {
        LoaderFigures(samplesPerSecond: $0.samplesPerSecond, waitingSeconds: $0.waitingSeconds)
      },
      seconds: training.seconds)
  }
}
