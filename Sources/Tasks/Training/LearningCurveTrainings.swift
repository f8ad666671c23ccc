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
    let fraction: Double
  }

  /// - Parameter whole: The training on all labels, which is a point of the curve.
  func run(
    beside whole: ClassifierOutcome, progress: @escaping ProgressHandler,
    interruption: Interruption
  ) async throws -> LearningCurve {
    var points = [try point(whole, start: hasBase ? .base : .scratch, fraction: 1)]
    for wanted in wanted {
      let outcome = try await training(wanted, progress, interruption)
      points.append(try point(outcome, start: wanted.start, fraction: wanted.fraction))
    }
    let order = LearningCurve.Start.allCases
    points.sort { first, second in
      (order.firstIndex(of: first.start) ?? 0, first.fraction)
        < (order.firstIndex(of: second.start) ?? 0, second.fraction)
    }
    return LearningCurve(
      rows: whole.test.rows.count,
      accuracyBefore: ClassChanges(whole, base: options.start?.model?.description.head)?
        .accuracyBefore,
      points: points)
  }

  private var hasBase: Bool { options.start != nil }

  /// Every fraction from every start, but the training that was made already.
  private var wanted: [Wanted] {
    let fractions = Set(task.curveFractions).subtracting([1]).sorted()
    let fewer = fractions.map { Wanted(start: .scratch, fraction: $0) }
    guard hasBase else { return fewer }
    return fewer + [Wanted(start: .scratch, fraction: 1)]
      + fractions.map { Wanted(start: .base, fraction: $0) }
  }

  private func training(
    _ wanted: Wanted, _ progress: @escaping ProgressHandler, _ interruption: Interruption
  ) async throws -> ClassifierOutcome {
    var options = options
    options.labelFraction = wanted.fraction
    (options.checkpointPath, options.resumes) = (nil, false)
    if wanted.start == .scratch, hasBase {
      options.start?.keepsWeights = false
      options.configuration.training.setEncoderLearningRateFactor(1)
    }
    let percent = (wanted.fraction * 1000).rounded() / 10
    let activity = "learning curve: \(percent) % of the labels, from \(wanted.start.rawValue)"
    let outcome = try await ModelTrainer(options).train(
      labelled.table, columns: labelled.columns, path: task.table, images: labelled.images,
      progress: { step in
        progress(ProgressUpdate(step, activity: activity, trend: []))
        return (try? interruption.check()) == nil ? .stop : .proceed
      })
    try interruption.check()
    return outcome
  }

  private func point(
    _ outcome: ClassifierOutcome, start: LearningCurve.Start, fraction: Double
  ) throws -> LearningCurve.Point {
    let evaluated = outcome.test
    var evaluation = EvaluationOptions()
    evaluation.seed = task.seed
    let predictions = LabelledPredictions(
      classes: outcome.report.classes, truth: evaluated.truth,
      predicted: evaluated.classified.best.map { Int($0) },
      probabilities: evaluated.classified.probabilities)
    return LearningCurve.Point(
      start: start, fraction: fraction,
      labels: outcome.report.trainRows + (outcome.report.validation?.rows ?? 0),
      metrics: ClassificationMetrics(of: predictions, options: evaluation))
  }

  /// Complains of what cannot be drawn, before the training begins.
  static func check(_ task: TrainingTask<ClassifierConfiguration>) throws {
    guard !task.curveFractions.isEmpty else { return }
    if let fraction = task.curveFractions.first(where: { !($0 > 0 && $0 <= 1) }) {
      throw SkysortError(
        path: task.table, problem: "has no fraction of \(fraction) of its labels to learn from",
        fix: "Give fractions above 0 and up to 1 for the learning curve.", exitCode: .usage)
    }
    guard task.configuration.questions == nil else {
      throw SkysortError(
        path: task.table,
        problem: "is to be learned by answers to questions, of which no "
          + "learning curve is drawn", fix: "Leave the learning curve away.", exitCode: .usage)
    }
  }
}
