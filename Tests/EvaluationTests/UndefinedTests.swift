import Evaluation
import Foundation
import Sky
import Testing

private func json(_ metrics: ClassificationMetrics) throws -> [String: Any] {
  let data = try JSONEncoder().encode(metrics)
  return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
}

@Test func `no rows have no figures`() throws {
  let metrics = ClassificationMetrics(
    of: LabelledPredictions(classes: ["A", "B"], truth: [], probabilities: []))
  #expect(metrics.rows == 0)
  #expect(metrics.accuracy == .undefined)
  #expect(metrics.logLoss == .undefined)
  #expect(metrics.expectedCalibrationError.value == nil)
  let object = try json(metrics)
  #expect(object["accuracy"] is NSNull)
  #expect(object["log_loss_low"] is NSNull)
}

@Test func `a class nobody calls has no purity, and one nobody is has no completeness`() {
  let metrics = ClassificationMetrics(
    of: LabelledPredictions(
      classes: ["STAR", "GALAXY", "AGN", "QSO"], truth: [0, 0, 1, 2], predicted: [0, 1, 1, 3]))
  let figures = metrics.confusion.classes
  #expect(figures[2].precision.value == nil)
  #expect(figures[2].recall.value == 0)
  #expect(figures[2].f1.value == 0)
  #expect(figures[3].recall.value == nil)
  #expect(figures[3].precision.value == 0)
  #expect(isClose(metrics.balancedAccuracy.value, 0.5))
}

@Test func `a catalog of classes only has no scores of probabilities`() throws {
  let metrics = ClassificationMetrics(
    of: LabelledPredictions(classes: ["A", "B"], truth: [0, 1, 1], predicted: [0, 1, 0]))
  #expect(metrics.accuracy.value == 2.0 / 3)
  #expect(metrics.probability == nil)
  #expect(try json(metrics)["ece"] is NSNull)
}

@Test func `one class alone is evaluated without areas`() {
  let metrics = ClassificationMetrics(
    of: LabelledPredictions(classes: ["A"], truth: [0, 0], probabilities: [1, 1]))
  #expect(metrics.accuracy.value == 1)
  #expect(metrics.logLoss.value == 0)
  #expect(metrics.probability?.classes[0].areaUnderROC == .undefined)
}

@Test func `a row with a broken probability is left out of the scores only`() {
  let predictions = LabelledPredictions(
    classes: ["A", "B"], truth: [0, 1, 1], predicted: [0, 1, 0],
    probabilities: [0.75, 0.25, 0.5, 0.5, .nan, .nan])
  let metrics = ClassificationMetrics(of: predictions)
  #expect(metrics.rows == 3)
  #expect(metrics.probability?.rows == 2)
  #expect(isClose(metrics.logLoss.value, (0.287_682_072_451_78 + 0.693_147_180_559_95) / 2))
}

@Test func `a true class of no probability costs a bounded amount`() {
  let metrics = ClassificationMetrics(
    of: LabelledPredictions(classes: ["A", "B"], truth: [1], probabilities: [1, 0]))
  #expect(isClose(metrics.logLoss.value, 15.942_385_152_878_742))
}

@Test func `JSON has the keys that other programs rely on`() throws {
  let object = try json(ClassificationMetrics(of: MadePredictions.make(rows: 90)))
  for name in ["accuracy", "balanced_accuracy", "macro_f1", "log_loss", "ece"] {
    for key in [name, name + "_low", name + "_high"] {
      #expect(object[key] is Double, "\(key)")
    }
  }
  #expect(object["rows"] as? Int == 90)
  let classes = try #require(object["classes"] as? [String: [String: Any]])
  #expect(classes.keys.sorted() == ["GALAXY", "QSO", "STAR"])
  for key in ["precision", "recall", "f1", "support", "auc"] {
    #expect(classes["STAR"]?[key] is NSNumber, "\(key)")
  }
  let confusion = try #require(object["confusion"] as? [String: Any])
  #expect(confusion["labels"] as? [String] == ["GALAXY", "QSO", "STAR"])
  #expect((confusion["counts"] as? [[Int]])?.joined().reduce(0, +) == 90)
}
