import Evaluation
import Files
import Learning
import Models
import Reports

/// Trainings on parts of the labels, to see what more labels are worth.
struct LearningCurveTrainings {
  let task: TrainingTask<ClassifierConfiguration>
  let labelled: TrainingTable
  /// Of the training on all labels.
  let options: TrainingOptions<ClassifierConfiguration>

  /// One training that is asked for.
  private struct Wanted {
    let start: LearningCurve.Start
    let share: Double
  }

  /// - Parameter whole: The training on all labels, which is a point of the curve.
  func run(
    beside whole: ClassifierOutcome, progress: @escaping ProgressHandler,
    interruption: Interruption
  ) async throws -> LearningCurve {
    var points = [try point(whole, start: hasBase ? .base : .scratch, share: 1)]
    for wanted in wanted {
      let outcome = try await training(wanted, progress, interruption)
      points.append(try point(outcome, start: wanted.start, share: wanted.share))
    }
    let order = LearningCurve.Start.allCases
    points.sort { first, second in
      (order.firstIndex(of: first.start) ?? 0, first.share)
        < (order.firstIndex(of: second.start) ?? 0, second.share)
    }
    return LearningCurve(
      rows: whole.test.rows.count,
      accuracyBefore: ClassChanges(whole, base: options.start?.model?.description.head)?
        .accuracyBefore,
      points: points)
  }

  private var hasBase: Bool { options.start != nil }

  /// Every share from every start, but the training that was made already.
  private var wanted: [Wanted] {
    let shares = Set(task.curveShares).subtracting([1]).sorted()
    let fewer = shares.map { Wanted(start: .scratch, share: $0) }
    guard hasBase else { return fewer }
    return fewer + [Wanted(start: .scratch, share: 1)]
      + shares.map { Wanted(start: .base, share: $0) }
  }

  private func training(
    _ wanted: Wanted, _ progress: @escaping ProgressHandler, _ interruption: Interruption
  ) async throws -> ClassifierOutcome {
    var options = options
    options.labelShare = wanted.share
    (options.checkpointPath, options.resumes) = (nil, false)
    if wanted.start == .scratch, hasBase {
      options.start?.keepsWeights = false
      options.configuration.training.setEncoderRate(1)
    }
    let percent = (wanted.share * 1000).rounded() / 10
    let activity = "learning curve: \(percent) % of the labels, from \(wanted.start.rawValue)"
    let outcome = try await ModelTrainer(options).train(
      labelled.table, columns: labelled.columns, path: task.table, pictures: labelled.pictures,
      progress: { step in
        progress(ProgressUpdate(step, activity: activity, trend: []))
        return (try? interruption.check()) == nil ? .stop : .proceed
      })
    try interruption.check()
    return outcome
  }

  private func point(
    _ outcome: ClassifierOutcome, start: LearningCurve.Start, share: Double
  ) throws -> LearningCurve.Point {
    let judged = outcome.test
    var evaluation = EvaluationOptions()
    evaluation.seed = task.seed
    let predictions = LabelledPredictions(
      classes: outcome.report.classes, truth: judged.truth,
      predicted: judged.classified.best.map { Int($0) },
      probabilities: judged.classified.probabilities)
    return LearningCurve.Point(
      start: start, share: share,
      labels: outcome.report.trainRows + (outcome.report.validation?.rows ?? 0),
      metrics: ClassificationMetrics(of: predictions, options: evaluation))
  }

  /// Complains of what cannot be drawn, before the training begins.
  static func check(_ task: TrainingTask<ClassifierConfiguration>) throws {
    guard !task.curveShares.isEmpty else { return }
    if let share = task.curveShares.first(where: { !($0 > 0 && $0 <= 1) }) {
      throw SkysortError(
        path: task.table, problem: "has no share of \(share) of its labels to learn from",
        fix: "Give shares above 0 and up to 1 for the learning curve.", exitCode: .usage)
    }
    guard task.configuration.questions == nil else {
      throw SkysortError(
        path: task.table,
        problem: "is to be learned by answers to questions, of which no "
          + "learning curve is drawn", fix: "Leave the learning curve away.", exitCode: .usage)
    }
  }
}
