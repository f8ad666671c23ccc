import Glibc
import Testing

@testable import Engine

struct GaussianNoiseTests {
  @Test
  func `noise is normal and new in every step`() throws {
    var graph = Graph()
    let mean = graph.input("mean", shape: [200, 500])
    let sample = graph.gaussianSample(
      mean: mean, logVariance: graph.input("log variance", shape: [200, 500]))
    let program = try Program(
      compiling: graph, outputs: ["sample": sample], parameters: Parameters(of: graph))
    for (name, value) in [("mean", Float(3)), ("log variance", Float(log(4.0)))] {
      unsafe program.withInput(name) { unsafe $0.update(repeating: value) }
    }
    func numbers(step: UInt64) -> [Double] {
      program.run(step: step)
      return unsafe program.withOutput("sample") { unsafe $0.map { (Double($0) - 3) / 2 } }
    }
    let (one, other) = (numbers(step: 1), numbers(step: 2))
    let count = Double(one.count)
    func average(_ values: [Double]) -> Double { values.reduce(0, +) / count }
    #expect(abs(average(one)) < 5 / count.squareRoot())
    #expect(abs(average(one.map { $0 * $0 }) - 1) < 5 * (2 / count).squareRoot())
    #expect(abs(average(one.map { pow($0, 4) }) - 3) < 5 * (96 / count).squareRoot())
    let products = [Array(zip(one, other)), Array(zip(one, one.dropFirst()))]
      .map { pairs in average(pairs.map { $0.0 * $0.1 }) }
    #expect(products.allSatisfy { abs($0) < 5 / count.squareRoot() })
    #expect(one == numbers(step: 1))
  }

  @Test
  func `noise on constants is drawn in every step too`() throws {
    var graph = Graph()
    let zeros = graph.constant(Tensor(repeating: 0, shape: [4]))
    let sample = graph.gaussianSample(mean: zeros, logVariance: zeros)
    let program = try Program(
      compiling: graph, outputs: ["sample": sample], parameters: Parameters(of: graph))
    let runs = [1, 2].map { (step: UInt64) in
      program.run(step: step)
      return unsafe program.withOutput("sample") { unsafe Array($0) }
    }
    #expect(runs[0] != runs[1])
  }
}
