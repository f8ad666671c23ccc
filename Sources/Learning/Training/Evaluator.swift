import Engine
import Evaluation
import Files

/// Measures a network on rows it does not learn from.
struct Evaluator {
  private var feed: any BatchLoading
  private let program: Program
  private let outputs: Int
  private let knowsClasses: Bool

  /// - Parameter feed: Gives the rows in an order that never changes.
  init(
    _ model: any TrainableModel, feed: any BatchLoading, parameters: Parameters,
    options: ProgramOptions
  ) throws(SkysortError) {
    self.feed = feed
    outputs = model.targetCount
    var graph = Graph()
    let built = model.build(into: &graph, batch: feed.batchSize, isTraining: false)
    var results = ["loss": built.loss]
    results["logits"] = built.logits
    do {
      program = try Program(
        compiling: graph, outputs: results, parameters: parameters,
        options: options.limitedToAvailableMemory)
    } catch {
      throw SkysortError(network: error)
    }
    model.prepare(program, after: nil)
    knowsClasses = built.tellsClasses
  }

  /// - Returns: The weighted mean loss without smoothing, and the fraction of rows, by count, whose
  ///   likeliest class is the true one.
  mutating func measure() throws(SkysortError) -> (loss: Double, accuracy: Double?) {
    try feed.begin(epoch: 0, batch: 0)
    var lossSum = 0.0
    var weightSum = 0.0
    var correct = 0
    for batch in 0..<feed.batchCount {
      let weight = try feed.load(batch: batch, into: program)
      guard weight > 0 else { continue }
      program.run()
      lossSum += weight * Double(unsafe program.withOutput("loss") { unsafe $0[0] })
      weightSum += weight
      if knowsClasses { correct += countCorrect(batch: batch) }
    }
    guard weightSum > 0 else { throw .noWeight(in: "validation") }
    let accuracy = knowsClasses ? Estimate.proportion(correct, of: feed.rowCount).value : nil
    return (lossSum / weightSum, accuracy)
  }

  private func countCorrect(batch: Int) -> Int {
    let columns = outputs
    return unsafe program.withOutput("logits") { logits in
      unsafe program.withInput(NetworkDescription.InputName.targets) { targets in
        (0..<feed.rowCount(ofBatch: batch)).count { row in
          let guess = unsafe largest(logits, from: row * columns, columns)
          let truth = UnsafeBufferPointer(targets)
          return unsafe guess == largest(truth, from: row * columns, columns)
        }
      }
    }
  }

  /// Where, from 0, the first of the largest of `count` values lies.
  private func largest(_ values: UnsafeBufferPointer<Float>, from start: Int, _ count: Int) -> Int {
    var best = 0
    for index in 1..<max(count, 1) where unsafe values[start + index] > values[start + best] {
      best = index
    }
    return best
  }
}
