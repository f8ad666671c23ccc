import Engine
import Evaluation
import Files
import Models
import Preprocessing
import Reports
import Settings
import Sky
import Tables

extension TuningTask {
  /// The chosen configuration and the one given, trained once more and evaluated on the test rows.
  struct FinalModels {
    let best: ClassifierOutcome
    let given: ClassifierOutcome
  }

  func finalModels(
    _ search: Search, best: Int, _ training: TrialTraining, _ store: TrialStore
  ) async throws -> FinalModels {
    guard best != 0 else {
      let given = try await finalModel(0, search, training, store)
      return FinalModels(best: given, given: given)
    }
    guard search.task.threads > 1 else {
      return FinalModels(
        best: try await finalModel(best, search, training, store),
        given: try await finalModel(0, search, training, store))
    }
    async let chosen = finalModel(best, search, training, store)
    async let given = finalModel(0, search, training, store)
    return FinalModels(best: try await chosen, given: try await given)
  }

  @concurrent private func finalModel(
    _ trial: Int, _ search: Search, _ training: TrialTraining, _ store: TrialStore
  ) async throws -> ClassifierOutcome {
    try await training.train(
      search.configurations[trial], epochs: search.epochs, evaluatesTestRows: true,
      checkpoint: store.checkpointPath(trial: trial, epochs: search.epochs) + "-final")
  }

  /// Writes what was found.
  func write(
    _ search: Search, _ results: [[TrialResult]], best: Int, _ final: FinalModels
  ) throws -> Outcome {
    var tree = search.trees[best]
    tree.set("training.epochs", to: StructuredValue(.integer(search.epochs), line: 1))
    let record = record(search, results, best: best, final)
    let settings = header(record, best) + tree.yaml
    let paths = Self.modelFiles.map { Paths.join(folder, $0) }
    try final.best.model.write(to: paths[1])
    let report = TuningReport(
      record, title: "Settings for \(Paths.name(of: search.task.table))", settings: settings,
      inputs: [
        .init(
          path: Paths.name(of: search.task.table), sha256: search.labelled.digest,
          rows: search.labelled.table.rowCount)
      ],
      provenance: provenance(search, final))
    try AtomicFile.write(settings, to: paths[0])
    let page = try ReportFolder(folder).write(report, named: "tune").page
    return Outcome(
      best: best, trials: trials, epochs: search.epochs,
      validationLogLoss: results[best].last?.logLoss,
      givenValidationLogLoss: results[0].last?.logLoss, test: record.test?.best,
      givenTest: record.test?.given, settings: paths[0], model: paths[1], report: page,
      warnings: search.labelled.warnings)
  }

  private func header(_ record: TuningRecord, _ best: Int) -> String {
    let loss = record.trials[best].scores.last?.logLoss.map { "\($0)" } ?? "undefined"
    let which = best == 0 ? "the configuration given" : "trial \(best) of \(trials)"
    return "# Found by skysort tune: \(which), seed \(record.seed), validation log-loss \(loss).\n"
  }

  private func provenance(_ search: Search, _ final: FinalModels) -> [ReportContext.Entry] {
    var entries: [ReportContext.Entry] = [
      .init("Tool", Version.tool), .init("Best model", Self.modelFiles[1]),
      .init("Best model's SHA-256", Digest.sha256(final.best.model.bytes)),
      .init("Kind", search.task.configuration.kind.rawValue),
      .init(
        "Settings SHA-256", final.best.model.description.provenance.configurationDigest),
    ]
    entries += .settings(
      search.configurations[0],
      recipe: ClassifierConfiguration(search.configurations[0].kind),
      training: search.configurations[0].training,
      file: search.task.configurationFile ?? (basePath == "settings" ? nil : basePath))
    entries += [
      .init("Trials", "\(trials)"), .init("Epochs of the longest trainings", "\(search.epochs)"),
      .init("Survey", search.labelled.columns.survey),
      .init("Search space", search.space.path),
      .init("Seed of split, draws and networks", "\(search.task.seed)"),
      .init("Networks of each model", "\(final.best.model.description.head.memberCount)"),
      .init("Precision", final.best.model.description.precision.resolved.rawValue),
    ]
    return entries
  }
}

// MARK: The record

extension TuningTask {
  private func record(
    _ search: Search, _ results: [[TrialResult]], best: Int, _ final: FinalModels
  ) -> TuningRecord {
    let parameters = search.space.parameters
    let trials = results.enumerated().map { number, results in
      let values =
        number == 0 ? [] : search.space.values(trial: number, seed: search.task.seed)
      return TuningRecord.Trial(
        number: number, values: zip(parameters, values).map { $0.range.number(of: $1) },
        scores: results.map {
          .init(
            epochs: $0.epochs, logLoss: $0.logLoss, accuracy: $0.accuracy, failure: $0.failure)
        })
    }
    let report = final.best.report
    return TuningRecord(
      model: report.kind.rawValue, seed: search.task.seed,
      split: search.task.split.strategy.description,
      rows: [report.trainRows, final.best.validation.rows.count, final.best.test.rows.count],
      settings: parameters.map(TuningRecord.Setting.init),
      rounds: search.schedule.rounds.map { .init(epochs: $0.epochs, trials: $0.trialCount) },
      trials: trials, best: best, test: test(final, seed: search.task.seed))
  }

  /// The two side by side; the one given comes first, so that differences are the best's gain.
  private func test(_ final: FinalModels, seed: UInt64) -> TuningRecord.Test? {
    let evaluated = [final.given.test, final.best.test]
    guard !evaluated[0].rows.isEmpty else { return nil }
    var options = EvaluationOptions()
    options.seed = seed
    let comparison = CatalogComparison(
      of: ComparedRows(
        classes: final.given.report.classes, identifiers: evaluated[0].rows.map { "row \($0 + 1)" },
        truth: evaluated[0].truth,
        classifications: zip(["given", "best"], evaluated).map { name, rows in
          .init(
            name: name, predicted: rows.classified.best.map { Int($0) },
            probabilities: rows.classified.probabilities)
        }), options: options)
    return comparison.pairs.first?.differences.map {
      .init(best: comparison.metrics[1], given: comparison.metrics[0], differences: $0)
    }
  }
}

extension SearchRange {
  /// A drawn value as a number: itself, or the place of a choice.
  fileprivate func number(of value: StructuredValue) -> Double {
    if case .choice(let values) = self {
      return Double(values.firstIndex { $0 == value } ?? 0)
    }
    return switch value.content {
    case .number(let number): number
    case .integer(let integer): Double(integer)
    default: 0
    }
  }
}

extension TuningRecord.Setting {
  fileprivate init(_ parameter: SearchSpace.Parameter) {
    let range = parameter.range.description
    switch parameter.range {
    case .uniform, .integer: self.init(name: parameter.name, range: range, kind: .linear)
    case .logarithmic: self.init(name: parameter.name, range: range, kind: .logarithmic)
    case .choice(let values):
      self.init(
        name: parameter.name, range: range, kind: .choice,
        choices: values.map { ConfigurationTree($0).line })
    }
  }
}
