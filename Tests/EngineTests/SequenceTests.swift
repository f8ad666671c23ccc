import Testing

@testable import Engine

struct SequenceTests {
  @Test
  func `an index outside the table gives zeros and no gradient`() throws {
    var graph = Graph()
    let table = graph.parameter("table", shape: [3, 2])
    let indices = graph.input("indices", shape: [8])
    let rows = graph.embedding(table: table, indices: indices)
    let loss = graph.sum(rows)
    let parameters = Parameters(of: graph)
    try parameters.load(["table": Tensor(shape: [3, 2], values: [1, 2, 3, 4, 5, 6])])
    let program = try Program(
      compiling: graph, outputs: ["rows": rows], gradientOf: loss, parameters: parameters)
    let given: [Float] = [0, 2, 3, -1, .nan, .infinity, 2.9, 1e30]
    unsafe program.withInput("indices") { _ = unsafe $0.update(fromContentsOf: given) }
    program.run()
    let found = unsafe program.withOutput("rows") { unsafe Array($0) }
    #expect(found == [1, 2, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 5, 6, 0, 0])
    #expect(unsafe Array(program.gradientBuffer[0..<6]) == [1, 1, 0, 0, 2, 2])
  }

  @Test
  func `causal attention does not see what comes later`() throws {
    func result(last: Float) throws -> [Float] {
      var graph = Graph()
      let values = (0..<12).map { $0 < 8 ? Float($0) / 7 : last * Float($0) }
      let value = graph.constant(Tensor(shape: [1, 3, 4], values: values))
      let result = graph.attention(
        queries: value, keys: value, values: value, heads: 2, isCausal: true)
      return try ReferenceInterpreter.evaluate(graph, [result], given: [:])[0].map { Float($0) }
    }
    #expect(try result(last: 1).prefix(8) == result(last: -3).prefix(8))
    #expect(try result(last: 1).suffix(4) != result(last: -3).suffix(4))
  }

  @Test
  func `a mistake in shapes is told`() {
    var graph = Graph()
    let sequence = graph.input("x", shape: [2, 3, 4])
    let weights = RecurrentWeights(
      input: graph.parameter("w", shape: [5, 8]), hidden: graph.parameter("u", shape: [2, 8]))
    _ = graph.lstm(sequence, weights: weights)
    #expect(graph.problem != nil)
    var other = Graph()
    let value = other.input("x", shape: [2, 3, 4])
    _ = other.attention(queries: value, keys: value, values: value, heads: 3)
    #expect(other.problem != nil)
  }
}
