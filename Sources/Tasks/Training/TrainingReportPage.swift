import Engine
import Evaluation
import Files
import Learning
import Models
import Preprocessing
import Reports
import Tables

/// The report of a training: the test rows evaluated, with how the model came about.
struct TrainingReportPage {
  private let task: TrainingTask<ClassifierConfiguration>
  private let labelled: TrainingTable
  private let outcome: ClassifierOutcome
  private let findings: TrainingFindings
  private let modelDigest: String

  init(
    _ task: TrainingTask<ClassifierConfiguration>, _ labelled: TrainingTable,
    _ outcome: ClassifierOutcome,
    findings: TrainingFindings, modelDigest: String
  ) {
    self.task = task
    self.labelled = labelled
    self.outcome = outcome
    self.findings = findings
    self.modelDigest = modelDigest
  }

  /// The test rows evaluated; the validation rows where no test rows were held back.
  func page() throws -> ValidationReport {
    let evaluated = outcome.test.rows.isEmpty ? outcome.validation : outcome.test
    if outcome.model.description.head.questions != nil { return try answers(evaluated) }
    var predictions = LabelledPredictions(
      classes: outcome.report.classes, truth: evaluated.truth,
      predicted: evaluated.classified.best.map { Int($0) },
      probabilities: evaluated.classified.probabilities
    ).describing(labelled.table.selecting(evaluated.rows), columns: labelled.columns)
    predictions.flags = evaluated.classified.flags
    if predictions.identifier == nil {
      let rows = evaluated.rows
      predictions.identifier = { "row \(rows[$0] + 1)" }
    }
    var options = EvaluationOptions()
    options.seed = task.seed
    var context = context
    context.images = try TrainingImages(labelled, outcome, seed: task.seed)?
      .gallery(predictions, rows: evaluated.rows)
    return ValidationReport(predictions, options: options, context: context)
  }

  private func answers(_ evaluated: EvaluatedRows) throws -> ValidationReport {
    var options = EvaluationOptions()
    options.seed = task.seed
    guard let answered = AnsweredQuestions(evaluated, of: outcome) else {
      throw SkysortError(
        path: task.table, problem: "has no rows held back that a report could evaluate",
        fix: "Leave --report away, or hold rows back.", exitCode: .usage)
    }
    var context = context
    context.calibration = []
    context.images = try TrainingImages(labelled, outcome, seed: task.seed)?
      .gallery(LabelledPredictions(classes: [], truth: [], predicted: []), rows: [])
    return ValidationReport(answered, options: options, context: context)
  }

  private var context: ReportContext {
    var context = ReportContext()
    let report = outcome.report
    context.title = "Training of \(Paths.name(of: task.model))"
    context.training = report.histories.enumerated().map { index, history in
      TrainingCurve(
        name: "member \(index + 1)",
        epochs: history.epochs.map { epoch in
          .init(
            number: epoch.epoch, trainingLoss: epoch.trainLoss,
            validationLoss: epoch.validationLoss, validationAccuracy: epoch.validationAccuracy,
            learningRate: epoch.learningRate)
        }, bestEpoch: history.bestEpoch)
    }
    context.checks = checks(report.split) + findings.checks
    context.changes = findings.changes
    context.learningCurve = findings.learningCurve
    context.calibration = calibration(report)
    context.trainingMagnitudes = trainingMagnitudes
    context.inputs = [
      .init(
        path: Paths.name(of: task.table), sha256: labelled.digest,
        rows: labelled.table.rowCount)
    ]
    context.provenance = provenance(report)
    return context
  }

  private func calibration(_ report: TrainingReport) -> [ReportContext.Entry] {
    let head = outcome.model.description.head
    let offsets = (head.calibration.offsets ?? []).enumerated().map {
      "\(head.classes[$0]) \(Numeral.plain(Double($1), 3))"
    }
    return [
      .init("Temperature", Numeral.plain(Double(report.temperature), 4)),
      .init("Offsets of the logits", offsets.isEmpty ? "none" : offsets.joined(separator: ", ")),
      .init("Fitted on", "\(report.validation?.rows ?? 0) validation rows"),
    ]
  }

  /// Reference magnitudes of the rows that are not held back.
  private var trainingMagnitudes: [Float] {
    let heldBack = Set(outcome.test.rows + outcome.validation.rows)
    let magnitude = RowMeasurements(labelled.table, columns: labelled.columns).magnitude
    return (magnitude?.values ?? []).enumerated()
      .filter { !heldBack.contains($0.offset) && $0.element.isFinite }.map(\.element)
  }

  private func checks(_ split: SplitReport) -> [ReportContext.Check] {
    let duplicates = split.duplicates
    var checks: [ReportContext.Check] = [
      .init("Split", "\(split.strategy), seed \(split.seed)"),
      .init(
        "Rows told apart by", split.identifiedBy.rawValue,
        verdict: split.hasAmbiguousIdentifiers ? .warning : .pass),
      .init("Rows without class or photometry", "\(split.excludedRows)"),
    ]
    for part in SplitPart.allCases {
      guard let summary = split.parts[part.rawValue] else { continue }
      let classes = summary.classes.sorted { $0.key < $1.key }
        .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      let counts = classes.isEmpty ? "\(summary.rows)" : "\(summary.rows): \(classes)"
      checks.append(.init("Rows to \(part.rawValue)", counts))
    }
    checks += [
      .init(
        "Sources in several parts", "\(duplicates.sourcesInSeveralParts)",
        verdict: duplicates.sourcesInSeveralParts == 0 ? .pass : .failure),
      .init(
        "Rows repeating a source", "\(duplicates.repeatedIdentities)",
        verdict: duplicates.repeatedIdentities == 0 ? .pass : .warning),
      .init("Sources of several rows, kept together", split.groupText),
      .init(
        "Sources with more than one class", "\(duplicates.sourcesOfSeveralClasses)",
        verdict: duplicates.sourcesOfSeveralClasses == 0 ? .pass : .warning),
    ]
    if split.leaks.isEmpty { checks.append(.init("Leaking features", "none", verdict: .pass)) }
    checks += split.leaks.map { leak in
      .init(
        "Leaking feature \(leak.feature)", leak.summary,
        verdict: task.allowsLeaks || leak.reason == .predicts ? .warning : .failure)
    }
    return checks
  }

  private func provenance(_ report: TrainingReport) -> [ReportContext.Entry] {
    let model = outcome.model.description
    let members = model.head.memberCount
    var entries: [ReportContext.Entry] = [
      .init("Tool", Version.tool), .init("Model", Paths.name(of: task.model)),
      .init("Model SHA-256", modelDigest),
      .init("Kind", "\(report.kind.rawValue), \(members) \(members == 1 ? "member" : "members")"),
    ]
    if let base = task.base { entries.append(.init("Fine-tuned from", Paths.name(of: base))) }
    if let weights = task.weights { entries.append(.init("Weights", Paths.name(of: weights))) }
    entries.append(.init("Settings SHA-256", model.provenance.configurationDigest))
    entries += .settings(
      task.configuration, recipe: ClassifierConfiguration(task.configuration.kind),
      training: task.configuration.training, file: task.configurationFile)
    if !task.configuration.hidden.isEmpty {
      entries.append(
        .init(
          "Hidden layers", task.configuration.hidden.map(String.init).joined(separator: ", ")))
    }
    if let images = model.images { entries.append(.init("Images", images.summary)) }
    if !report.features.isEmpty {
      entries += [
        .init("Features", report.features.joined(separator: ", ")),
        .init("Dereddening", report.dereddening.rawValue),
      ]
    }
    entries += [
      .init("Survey", labelled.columns.survey),
      .init("Recognised by", labelled.reasons.joined(separator: "; ")),
      .init("Seed", "\(task.seed)"),
      .init("Precision", model.precision.resolved.rawValue),
    ]
    return entries
  }
}

extension ImageInputs {
  /// What the network sees of images, for people.
  var summary: String {
    let bands = bands.isEmpty ? "" : " (\(bands.joined(separator: ", ")))"
    return "\(side)×\(side) pixels, \(channelCount) "
      + (channelCount == 1 ? "channel" : "channels") + bands
      + (testTimeAugmentation > 1 ? ", in \(testTimeAugmentation) orientations" : "")
  }
}
