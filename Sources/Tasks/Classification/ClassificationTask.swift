import Files
import Models
import Sky
public import Tables

/// Labels tables with a trained model.
public struct ClassificationTask: Sendable {
  public var model: String
  /// Tables, or folders of tables.
  public var inputs: [String]
  /// Which table of FITS files that hold several; chosen by its columns where `nil`.
  public var hdu: HDUSelection?
  /// A file for one input; a folder for several.
  public var output: String
  public var survey = SurveyChoice.recognised
  /// Where the images are, for models that look at them: a column of paths, a folder whose
  /// files are named by the identifier, or a file of cutouts.
  public var images: String?
  /// Re-weights the probabilities to this mix of classes.
  public var prior: [String: Double]?
  /// Images the catalogs' sources are cut out of, for models that look at images; instead of
  /// ``images``.
  public var bandImages: [ImageChoice] = []
  /// Answers drawn with dropout for each row, whose spread becomes `p_std`; 0 for none.
  public var mcDropoutSamples = 0
  public var threads = 1
  /// Leaves outputs alone that this model has labelled already.
  public var resumes = false
  /// Of several inputs, only every `count`-th, from the `index`-th on.
  public var shard: Shard?

  public init(model: String, inputs: [String], output: String) {
    self.model = model
    self.inputs = inputs
    self.output = output
  }

  /// What `classify` prints.
  public struct Outcome: Sendable, Encodable {
    public internal(set) var rows = 0
    public internal(set) var seconds = 0.0
    public internal(set) var rowsPerSecond = 0.0
    /// Rows with each bit of the mask set, by the bit's name.
    public internal(set) var flagged: [String: Int] = [:]
    /// Rows of each class.
    public internal(set) var classes: [String: Int] = [:]
    /// The mix of classes that the probabilities are for; `nil` where the model answers questions.
    public internal(set) var mix: [String: Double]?
    public internal(set) var outputs: [OutputFile] = []
    /// Outputs that were there already, with ``ClassificationTask/resumes``.
    public internal(set) var reused: [String] = []
    /// What the user should know of the inputs.
    public internal(set) var warnings: [String] = []
    /// By input, how many rows the model has learned from, where it knows them.
    public internal(set) var trainedOn: [RowsTrainedOn] = []
    /// Of several inputs those that could not be labelled; of a folder of images those that could
    /// not be read, whose rows are flagged.
    public internal(set) var failed: [FailedInput] = []

    enum CodingKeys: String, CodingKey {
      case rows, seconds, flagged, classes, outputs, reused, warnings, failed
      case rowsPerSecond = "rows_per_second"
      case trainedOn = "trained_on"
      case mix = "class_mix"
    }
  }

  /// - Throws: ``Incomplete`` where some of several inputs cannot be labelled; the others are. The
  ///   error of the only one.
  public func run(
    progress: @escaping ProgressHandler = { _ in }, interruption: Interruption = Interruption()
  ) async throws -> Outcome {
    let start = ContinuousClock.now
    var classifier = try Classifier(path: model, mcDropoutSamples: mcDropoutSamples)
    if let prior { classifier = try classifier.reweighted(to: prior) }
    let header = CatalogHeader(
      classifier.description, modelPath: model, modelDigest: try Digest.sha256(ofFile: model),
      prior: prior)
    var outcome = Outcome()
    for bit in QualityFlags.registry { outcome.flagged[bit.name] = 0 }
    for name in classifier.description.head.classes { outcome.classes[name] = 0 }
    outcome.mix = mix(of: classifier.description.head)
    let seesImages = classifier.description.images != nil
    let list = try InputList(
      inputs, output: output, shard: shard, takesImages: seesImages)
    try InputFiles(
      [model, images, survey.file] + bandImages.map(\.path) + list.pairs.map(\.input)
    ).refuse(list.pairs.map(\.output))
    let made = list.pairs.map(\.output).filter { resumes && header.isIn($0) }
    let done = try await list.forEach(except: Set(made)) { input, output in
      try await label(input, to: output, with: classifier, header, &outcome, progress, interruption)
    }
    (outcome.reused, outcome.failed) = (done.reused, done.failed)
    outcome.seconds = (ContinuousClock.now - start) / .seconds(1)
    outcome.rowsPerSecond = Double(outcome.rows) / max(outcome.seconds, 1e-9)
    guard outcome.failed.isEmpty else {
      throw Incomplete(outcome: outcome, failed: outcome.failed, count: done.count, unit: "input")
    }
    return outcome
  }

  /// - Returns: How many inputs that was, of a folder of images as many as it holds, and which of
  ///   them failed.
  private func label(
    _ input: String, to output: String, with classifier: Classifier, _ header: CatalogHeader,
    _ outcome: inout Outcome, _ progress: @escaping ProgressHandler, _ interruption: Interruption
  ) async throws -> (count: Int, failed: [FailedInput]) {
    var failed: [FailedInput] = []
    let cut = try cutouts(
      of: input, beside: output, for: classifier, &outcome, &failed, progress, interruption)
    defer { cut?.delete() }
    let mapping = try TableMapping(
      ClassOutput(classifier: classifier),
      of: ClassificationInput(path: input, images: cut?.path ?? images, hdu: hdu),
      survey: survey)
    let result = try await mapping.run(
      to: output, header: header.entries, history: header.history, threads: threads,
      progress: progress, interruption: interruption)
    try outcome.add(result, classifier)
    return (result.inputCount, failed + result.failed)
  }
}

extension ClassificationTask {
  /// The stated mix of classes, scaled to sum to 1, or that of the training rows.
  private func mix(of head: AnswerHead) -> [String: Double]? {
    guard head.questions == nil else { return nil }
    let total = (prior ?? [:]).values.sorted().reduce(0, +)
    return Dictionary(
      uniqueKeysWithValues: head.classes.indices.map { index in
        let name = head.classes[index]
        return (name, prior.map { ($0[name] ?? 0) / total } ?? Double(head.priors[index]))
      })
  }

  /// The sources of a catalog cut out of ``bandImages``; `nil` where there are none.
  private func cutouts(
    of catalog: String, beside output: String, for classifier: Classifier,
    _ outcome: inout Outcome, _ failed: inout [FailedInput], _ progress: @escaping ProgressHandler,
    _ interruption: Interruption
  ) throws -> ScratchFile? {
    guard !bandImages.isEmpty else { return nil }
    guard let side = classifier.description.images?.sourceSide else {
      throw SkysortError(
        path: model, problem: "did not learn from cutouts of one size, so none can be made",
        fix: "Make cutouts with `skysort cutouts` and name their file with --images.",
        exitCode: .usage)
    }
    let scratch = ScratchFile(beside: output)
    var task = CutoutTask(images: bandImages, catalog: catalog, size: side, output: scratch.path)
    (task.threads, task.catalogHDU) = (threads, hdu)
    do {
      outcome.warnings += try task.run(progress: progress, interruption: interruption).warnings
    } catch let error as Incomplete<CutoutTask.Outcome> {
      outcome.warnings += error.outcome.warnings
      failed += error.failed
    }
    return scratch
  }
}

extension ClassificationTask.Outcome {
  mutating func add(
    _ result: TableMapping<ClassOutput>.Result, _ classifier: Classifier
  ) throws {
    let names = classifier.description.head.classes
    let (tally, written) = (result.tally, result.written)
    warnings += result.warnings
    rows += written.rowCount
    outputs.append(try OutputFile(written))
    if let known = classifier.trainingRows {
      let found = RowsTrainedOn(
        model: classifier.path, rows: tally.rowCount, found: tally.knownRows, chance: known.chance)
      trainedOn.append(found)
      if found.isNotable {
        warnings.append(
          "\(written.path): \(found.sentence); figures of merit on them flatter it")
      }
    }
    for (name, count) in zip(names, tally.classCounts) { classes[name, default: 0] += count }
    for bit in QualityFlags.registry {
      flagged[bit.name, default: 0] += tally.flagCounts[bit.position]
      if bit.flag == .outsideTrainingRange, 2 * tally.flagCounts[bit.position] > written.rowCount {
        warnings.append(
          "\(written.path): \(tally.flagCounts[bit.position]) of \(written.rowCount) rows are"
            + " unlike those the model learned from; their labels mean little")
      }
    }
  }
}
