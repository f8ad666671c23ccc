import Testing

@testable import Engine

/// Made numbers that a few lines of another language can repeat: element `i` is
/// `((i · factor) mod 13 − 6) / 8`.
enum GoldenNumbers {
  static func input(_ graph: inout Graph, _ shape: Shape, _ factor: Int) -> Value {
    graph.input("\(shape) \(factor)", shape: shape)
  }

  private static func given(_ graph: Graph) -> [String: [Double]] {
    Dictionary(
      uniqueKeysWithValues: graph.inputs.map { name, value in
        let factor = Int(name.split(separator: " ").last!)!
        let numbers = (0..<graph.shape(of: value).count).map { Double(($0 * factor) % 13 - 6) / 8 }
        return (name, numbers)
      })
  }

  static func check(_ graph: Graph, _ value: Value, _ expected: [Double]) throws {
    let program = try Program(
      compiling: graph, outputs: ["result": value], parameters: Parameters(of: graph))
    let given = given(graph)
    for (name, numbers) in given {
      unsafe program.withInput(name) {
        _ = unsafe $0.update(fromContentsOf: numbers.map { Float($0) })
      }
    }
    program.run()
    let found = unsafe program.withOutput("result") { unsafe Array($0) }
    let exact = try ReferenceInterpreter.evaluate(graph, [value], given: given)[0]
    #expect(found.count == expected.count)
    for (index, number) in expected.enumerated() {
      #expect(abs(Double(found[index]) - number) < 1e-6)
      #expect(abs(exact[index] - number) < 1e-7)
    }
  }
}
