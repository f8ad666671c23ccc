import Glibc
import Testing

@testable import Engine

struct VoteTests {
  /// Loss and its gradient with respect to the concentrations.
  private static func loss(
    _ concentrations: [Float], _ votes: [Float], questions: [Range<Int>]
  ) throws -> (rows: [Float], gradient: [Float]) {
    let answers = questions.last!.upperBound
    let shape: Shape = [votes.count / answers, answers]
    var graph = Graph()
    let (a, k) = (graph.parameter("a", shape: shape), graph.input("k", shape: shape))
    let rows = graph.dirichletMultinomial(concentrations: a, votes: k, questions: questions)
    let total = graph.sum(rows)
    let parameters = Parameters(of: graph)
    try parameters.load(["a": Tensor(shape: shape, values: concentrations)])
    let program = try Program(
      compiling: graph, outputs: ["rows": rows], gradientOf: total, parameters: parameters)
    unsafe program.withInput("k") { _ = unsafe $0.update(fromContentsOf: votes) }
    program.run()
    return (
      unsafe program.withOutput("rows") { unsafe Array($0) },
      unsafe Array(program.gradientBuffer.prefix(concentrations.count))
    )
  }

  @Test(arguments: [[Float(1), 1, 1], [0.5, 2.5, 7], [90, 1.5, 30]])
  func `the probabilities of all possible votes sum to one`(concentrations: [Float]) throws {
    let count = 6
    let votes = (0...count).flatMap { first in
      (0...count - first).map { second in [first, second, count - first - second].map(Float.init) }
    }
    let (rows, _) = try Self.loss(
      votes.flatMap { _ in concentrations }, votes.flatMap(\.self), questions: [0..<3])
    let total = rows.reduce(0) { $0 + exp(-Double($1)) }
    #expect(abs(total - 1) < 1e-6)
  }

  @Test
  func `a question nobody was asked counts for exactly nothing`() throws {
    let (rows, gradient) = try Self.loss(
      [3, 4, 5, 6, 7], [0, 0, 0, 0, 0], questions: [0..<2, 2..<5])
    #expect(rows == [0])
    #expect(gradient == [0, 0, 0, 0, 0])
    let (_, partly) = try Self.loss([3, 4, 5, 6, 7], [0, 0, 9, 1, 0], questions: [0..<2, 2..<5])
    #expect(partly[0] == 0 && partly[1] == 0 && partly[2] < 0 && partly[4] > 0)
  }

  @Test
  func `large concentrations keep the loss' digits`() throws {
    // The multinomial limit: 10 votes of 40 for one of two answers of equal share.
    let (rows, _) = try Self.loss([1e7, 1e7], [10, 30], questions: [0..<2])
    let ways: Double = lgamma(41) - lgamma(11) - lgamma(31)
    let exact = 40 * log(2) - ways
    #expect(abs(Double(rows[0]) - exact) < 1e-4)
  }

  @Test
  func `questions must lie within the answers and apart`() {
    for questions in [[0..<4], [0..<2, 1..<3], [1..<3, 0..<1]] {
      var graph = Graph()
      let values = ["a", "k"].map { graph.input($0, shape: [2, 3]) }
      _ = graph.dirichletMultinomial(
        concentrations: values[0], votes: values[1], questions: questions)
      #expect(graph.problem != nil)
    }
  }
}
