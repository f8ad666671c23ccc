import Evaluation
import Models
import Reports

extension ClassChanges {
  /// - Parameter base: What the training went on from.
  /// - Returns: `nil` where nothing was held back.
  init?(_ outcome: ClassifierOutcome, base: AnswerHead?) {
    let evaluated = outcome.test.rows.isEmpty ? outcome.validation : outcome.test
    guard let base, let before = outcome.before, !evaluated.rows.isEmpty, !base.classes.isEmpty
    else { return nil }
    let names = outcome.report.classes
    var counts = base.classes.map { _ in [Int](repeating: 0, count: names.count) }
    var (right, rightBefore, changed, corrected, spoiled) = (0, 0, 0, 0, 0)
    for row in evaluated.rows.indices {
      let (old, new) = (Int(before.best[row]), Int(evaluated.classified.best[row]))
      counts[old][new] += 1
      let truth = names[evaluated.truth[row]]
      let (wasRight, isRight) = (base.classes[old] == truth, names[new] == truth)
      right += isRight ? 1 : 0
      rightBefore += wasRight ? 1 : 0
      changed += base.classes[old] == names[new] ? 0 : 1
      corrected += isRight && !wasRight ? 1 : 0
      spoiled += wasRight && !isRight ? 1 : 0
    }
    let rows = evaluated.rows.count
    self.init(
      rows: rows, accuracyBefore: Estimate.proportion(rightBefore, of: rows).value ?? 0,
      accuracy: Estimate.proportion(right, of: rows).value ?? 0, changed: changed,
      corrected: corrected, spoiled: spoiled, classesBefore: base.classes, classes: names,
      counts: counts)
  }
}
