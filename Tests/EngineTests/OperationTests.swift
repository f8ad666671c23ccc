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
    for (name, slopes) in gradient {
      let size = slopes.map { abs(Double($0)) }.max() ?? 0
      // Up to nine elements of each parameter, evenly spread.
      for element in stride(from: 0, to: slopes.count, by: max(slopes.count / 8, 1)) {
        let expected = try expression.slope(of: name, at: element)
        let tolerance = 2e-5 * max(abs(expected), size, 0.01)
        #expect(
          abs(Double(slopes[element]) - expected) <= tolerance,
          "\(name)[\(element)]: \(slopes[element]) for \(expected)")
      }
    }
  }

  @Test(arguments: ExpressionCases.all)
  func `one and two threads give the same bytes`(expression: Expression) throws {
    let one = try expression.run(threads: 1)
    for threads in [2, 3] {
      let several = try expression.run(threads: threads)
      #expect(one.value.map(\.bitPattern) == several.value.map(\.bitPattern))
      #expect(
        one.gradient.mapValues { $0.map(\.bitPattern) }
          == several.gradient.mapValues { $0.map(\.bitPattern) })
    }
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
