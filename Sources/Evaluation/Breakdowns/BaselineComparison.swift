/// The survey's own cut and the model on the same rows: those the cut classifies.
public struct BaselineComparison: Hashable, Sendable {
  public let name: String
  /// Rows without an answer from the survey are left out of both.
  public let survey: ConfusionFigures
  public let model: ConfusionFigures

  init(
    _ predictions: LabelledPredictions, baseline: LabelledPredictions.Baseline,
    bootstrap: Bootstrap
  ) {
    name = baseline.name
    let rows = baseline.predicted.indices.filter { baseline.predicted[$0] != nil }
    let classCount = predictions.classes.count
    let figures = { (called: (Int) -> Int) in
      ConfusionFigures(
        ConfusionMatrix(
          pairs: rows.map { (predictions.truth[$0], called($0)) }, classCount: classCount),
        names: predictions.classes, bootstrap: bootstrap)
    }
    survey = figures { baseline.predicted[$0] ?? 0 }
    model = figures { predictions.predicted[$0] }
  }
}
