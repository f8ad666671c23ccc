import TestSupport
import Testing

@testable import Engine

struct OperationTests {
  @Test(arguments: ExpressionCases.all)
  func `a program agrees with the reference interpreter`(expression: Expression) throws {
    let (value, _) = try expression.run()
    let reference = try expression.reference()
    let size = reference.map(abs).max() ?? 0
    for (found, expected) in zip(value, reference) {
      // Relative to the element, and for sums that cancel to the largest one.
      let tolerance = 1e-5 * max(abs(expected), 0.1 * size)
      #expect(abs(Double(found) - expected) <= tolerance, "\(found) for \(expected)")
    }
    #expect(value.count == reference.count)
  }

  @Test(arguments: ExpressionCases.all)
  func `a program's gradient agrees with central differences`(expression: Expression) throws {
    let (_, gradient) = try expression.run()
    let reference = expression.hasKinks ? try expression.referenceGradient() : nil
    for (name, slopes) in gradient {
      let size = slopes.map { abs(Double($0)) }.max() ?? 0
      // Up to nine elements of each parameter, evenly spread.
      for element in stride(from: 0, to: slopes.count, by: max(slopes.count / 8, 1)) {
        let expected = try reference?[name]?[element] ?? expression.slope(of: name, at: element)
        let tolerance = 2e-5 * max(abs(expected), size, 0.01)
        #expect(
          abs(Double(slopes[element]) - expected) <= tolerance,
          "\(name)[\(element)]: \(slopes[element]) for \(expected)")
      }
    }
  }

  @Test(
    .enabled(if: Precision.bfloat16.resolved == .bfloat16, "the processor lacks bfloat16"),
    arguments: ExpressionCases.products + ExpressionCases.networks + ConvolutionCases.all)
  func `half-width products agree with the reference by norm`(expression: Expression) throws {
    let (value, gradient) = try expression.run(threads: 2, precision: .bfloat16)
    #expect(Self.distance(value, try expression.reference()) <= 0.02)
    // A rounding that turns a rectifier's input negative takes its whole share of the gradient.
    let tolerance = expression.hasKinks ? 0.15 : 0.02
    for (name, expected) in try expression.referenceGradient() {
      #expect(Self.distance(gradient[name]!, expected) <= tolerance, "\(name)")
    }
  }

  /// The norm of the difference over the norm.
  private static func distance(_ found: [Float], _ expected: [Double]) -> Double {
    let differences = zip(found, expected).map { Double($0) - $1 }
    let (off, size) = (
      differences.map { $0 * $0 }.reduce(0, +), expected.map { $0 * $0 }.reduce(0, +)
    )
    return size == 0 ? off.squareRoot() : (off / size).squareRoot()
  }

  @Test(arguments: ExpressionCases.all)
  func `any number of threads gives the same numbers`(expression: Expression) throws {
    let one = try expression.run(threads: 1)
    for threads in [2, 3, 4] {
      let several = try expression.run(threads: threads)
      #expect(
        firstDifference(several.value.map(\.bitPattern), one.value.map(\.bitPattern)) == nil)
      #expect(several.gradient.keys == one.gradient.keys)
      for (name, slopes) in one.gradient {
        #expect(
          firstDifference(
            several.gradient[name, default: []].map(\.bitPattern), slopes.map(\.bitPattern))
            == nil, "\(name)")
      }
    }
  }

  /// What libraries compute, the rest being the same whatever they choose.
  @Test(arguments: ExpressionCases.products + ExpressionCases.networks + ConvolutionCases.networks)
  func `products are the same bit for bit on any number of threads`(
    expression: Expression
  ) throws {
    try `any number of threads gives the same numbers`(expression: expression)
  }

  @Test
  func `training is the same bit for bit on any number of threads`() throws {
    func course(threads: Int) throws -> [UInt32] {
      let expression = ExpressionCases.networks.last!
      let parameters = try expression.parameters()
      let program = try Program(
        compiling: expression.graph, outputs: ["loss": expression.result],
        gradientOf: expression.result, parameters: parameters,
        options: ProgramOptions(threads: threads))
      for (name, _) in expression.graph.inputs {
        unsafe program.withInput(name) { buffer in
          _ = unsafe buffer.update(fromContentsOf: expression.given[name]!.map { Float($0) })
        }
      }
      let memory = [Parameters(layout: parameters.layout), Parameters(layout: parameters.layout)]
      let optimizer = OptimizerStep(learningRate: 0.01, groups: .all(parameters.layout))
      // Long enough for a trial of both numbers of threads, and a choice.
      for step in 1...30 {
        program.run(step: UInt64(step))
        unsafe optimizer.descendByMoments(
          parameters.trained, gradient: program.gradientBuffer, means: memory[0].trained,
          squares: memory[1].trained, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, number: step,
          isDecoupled: true)
      }
      return unsafe parameters.trained.map(\.bitPattern)
    }
    let one = try course(threads: 1)
    for threads in [2, 4] { #expect(firstDifference(try course(threads: threads), one) == nil) }
  }

  @Test
  func `every operation of the list occurs in some case`() {
    var found: Set<String> = []
    for expression in ExpressionCases.all {
      var graph = expression.graph
      let loss = graph.sum(expression.result)
      _ = graph.gradients(of: loss, withRespectTo: graph.parameters.map(\.value))
      for node in graph.nodes {
        if case .operation(let wrapped) = node.kind { found.insert(wrapped.operation.name) }
      }
    }
    #expect(OperationList.names.subtracting(found).isEmpty)
    #expect(found.subtracting(OperationList.names).isEmpty)
  }
}
