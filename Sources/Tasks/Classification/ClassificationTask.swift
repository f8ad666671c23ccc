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

    enum CodingKeys: String, CodingKey {
      case rows, seconds, flagged, classes, outputs, reused, warnings
      case rowsPerSecond = "rows_per_second"
      case trainedOn = "trained_on"
      case mix = "class_mix"
    }
  }

  /// - Throws: The error of the first input that cannot be classified; outputs finished before
  ///   stay.
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
    for (input, output) in list.pairs {
      if resumes, header.isIn(output) {
        outcome.reused.append(output)
        continue
      }
      let cut = try cutouts(of: input, beside: output, for: classifier, progress, interruption)
      defer { cut?.delete() }
      let mapping = try TableMapping(
        ClassOutput(classifier: classifier),
        of: ClassificationInput(path: input, images: cut?.path ?? images, hdu: hdu),
        survey: survey)
      try outcome.add(
        try await mapping.run(
          to: output, header: header.entries, history: header.history, threads: threads,
          progress: progress, interruption: interruption),
        classifier)
    }
    outcome.seconds = (ContinuousClock.now - start) / .seconds(1)
    outcome.rowsPerSecond = Double(outcome.rows) / max(outcome.seconds, 1e-9)
    return outcome
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
    _ progress: @escaping ProgressHandler, _ interruption: Interruption
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
    _ = try task.run(progress: progress, interruption: interruption)
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
