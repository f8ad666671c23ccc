import Engine
import Files
import Learning
import Models
import Preprocessing
import Tables

/// Trains configurations on one table, several at once with a thread each.
///
/// What a training comes to depends on neither the number of threads nor on what runs beside it.
struct TrialTraining: Sendable {
  let task: TrainingTask<ClassifierConfiguration>
  let labelled: TrainingTable
  let interruption: Interruption

  /// Trains one configuration and looks at the validation rows only.
  ///
  /// - Throws: What stops the search; a training that fails by itself is a result.
  func result(
    trial: Int, epochs: Int, _ configuration: ClassifierConfiguration, checkpoint: String
  ) async throws -> TrialResult {
    do {
      let outcome = try await train(
        configuration, epochs: epochs, evaluatesTestRows: false, checkpoint: checkpoint)
      let score = outcome.report.validation
      guard let score, score.logLoss.isFinite else {
        throw SkysortError(
          path: task.table, problem: "has no validation rows to evaluate trials by",
          fix: "Raise --validation-fraction.", exitCode: .usage)
      }
      return TrialResult(
        trial: trial, epochs: epochs, logLoss: score.logLoss, accuracy: score.accuracy)
    } catch let error as SkysortError where error.isTrainingFailure {
      return TrialResult(trial: trial, epochs: epochs, failure: error.description)
    }
  }

  /// - Parameter checkpoint: Where the unfinished training is kept, to be resumed.
  func train(
    _ configuration: ClassifierConfiguration, epochs: Int, evaluatesTestRows: Bool,
    checkpoint: String
  ) async throws -> ClassifierOutcome {
    try interruption.check()
    var task = task
    task.configuration = configuration
    task.configuration.training.setEpochs(epochs)
    var options = task.options(digest: labelled.digest)
    options.threads = 1
    options.evaluatesTestRows = evaluatesTestRows
    options.checkpointPath = checkpoint
    options.resumes = true
    let trainer = ModelTrainer(options)
    do {
      let outcome = try await trainer.train(
        labelled.table, columns: labelled.columns, path: task.table, images: labelled.images,
        progress: { [interruption] _ in
          (try? interruption.check()) == nil ? .stop : .proceed
        })
      trainer.removeCheckpoints()
      return outcome
    } catch {
      // A stop shows as a failure of the training.
      try interruption.check()
      trainer.removeCheckpoints()
      throw error
    }
  }
}
