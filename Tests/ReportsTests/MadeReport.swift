import Evaluation
import Reports
import Sky

/// A report with every section, over rows made by a linear congruential generator.
enum MadeReport {
  static let classes = ["GALAXY", "QSO", "STAR"]

  static func predictions(
    rows: Int = 1200, classes: [String] = classes, fieldWidth: Double = 359
  ) -> LabelledPredictions {
    var state = 99
    func unit() -> Double {
      state = (1_103_515_245 &* state &+ 12345) % (1 << 31)
      return Double(state) / Double(1 << 31)
    }
    var truth: [Int] = []
    var probabilities: [Float] = []
    for _ in 0..<rows {
      let index = Int(unit() * Double(classes.count))
      truth.append(index)
      let weights = classes.indices.map { Float(unit() + ($0 == index ? 0.7 : 0)) }
      probabilities += weights.map { $0 / weights.reduce(0, +) }
    }
    var predictions = LabelledPredictions(
      classes: classes, truth: truth, probabilities: probabilities)
    predictions.magnitude = .init(name: "r", values: truth.map { _ in Float(16 + 6 * unit()) })
    predictions.colours = ["u − g", "g − r", "r − i"].map { name in
      .init(name: name, values: truth.map { _ in Float(2 * unit()) })
    }
    predictions.flags = truth.map { _ in unit() < 0.2 ? .outsideTrainingRange : [] }
    predictions.positions = truth.map { _ in
      SkyPosition(rightAscension: 350 + fieldWidth * unit(), declination: 5 * unit())
    }
    predictions.baseline = .init(
      name: "point source", predicted: truth.map { unit() < 0.1 ? nil : $0 == 0 ? 0 : 2 })
    return predictions
  }

  static var context: ReportContext {
    var context = ReportContext()
    context.title = "A simulated report"
    context.abstract = "Evaluated on made rows."
    context.training = [
      TrainingCurve(
        name: "member 1",
        epochs: (1...9).map {
          .init(
            number: $0, trainingLoss: 1 / Double($0), validationLoss: 1.1 / Double($0),
            validationAccuracy: 0.5 + 0.04 * Double($0), learningRate: 0.01 / Double($0))
        }, bestEpoch: 8)
    ]
    context.checks = [.init("Rows in two parts", "0", verdict: .pass)]
    context.calibration = [.init("Temperature", "1.2")]
    context.trainingMagnitudes = (0..<500).map { 15 + Float($0) / 80 }
    context.published = [.init(data: "SDSS DR17", result: "0.8887", source: "measured")]
    context.inputs = [.init(path: "a.fits", sha256: "ab12", rows: 1200)]
    context.provenance = [.init("Seed", "0")]
    return context
  }

  /// Few resamples: these tests look at the page, not at the intervals.
  static func report(
    _ predictions: LabelledPredictions = predictions(), context: ReportContext = context
  ) -> ValidationReport {
    var options = EvaluationOptions()
    options.resamples = 20
    options.prior = ClassPrior(["STAR": 0.6, "GALAXY": 0.3, "QSO": 0.1])
    return ValidationReport(predictions, options: options, context: context)
  }
}
