import Testing

@testable import Engine

/// Numbers of PyTorch 2 in double precision, made by:
///
///     import torch
///     torch.set_default_dtype(torch.float64)
///     def numbers(count, k): return torch.tensor([((i * k) % 13 - 6) / 8 for i in range(count)])
///     x = numbers(12, 5).reshape(2, 3, 2)
///     for kind, gates in [(torch.nn.LSTM, 4), (torch.nn.GRU, 3)]:
///         layer = kind(2, 2, batch_first=True)
///         layer.weight_ih_l0.data = numbers(gates * 4, 7).reshape(2, gates * 2).T
///         layer.weight_hh_l0.data = numbers(gates * 4, 3).reshape(2, gates * 2).T
///         layer.bias_ih_l0.data = numbers(gates * 2, 4)
///         layer.bias_hh_l0.data = numbers(gates * 2, 9)
///         print(layer(x))
///     layer = torch.nn.MultiheadAttention(4, 2, batch_first=True)
///     layer.in_proj_weight.data = numbers(48, 7).reshape(4, 12).T
///     layer.in_proj_bias.data = numbers(12, 4)
///     layer.out_proj.weight.data = numbers(16, 3).reshape(4, 4).T
///     layer.out_proj.bias.data = numbers(4, 9)
///     x = numbers(24, 5).reshape(2, 3, 4)
///     mask = torch.triu(torch.ones(3, 3, dtype=bool), 1)
///     print(layer(x, x, x)[0], layer(x, x, x, attn_mask=mask)[0])
struct SequenceGoldenTests {
  private static func numbers(_ graph: inout Graph, _ shape: Shape, _ factor: Int) -> Value {
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

  private static func check(_ graph: Graph, _ value: Value, _ expected: [Double]) throws {
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

  private static func weights(_ graph: inout Graph, gates: Int) -> RecurrentWeights {
    RecurrentWeights(
      input: numbers(&graph, [2, 2 * gates], 7), hidden: numbers(&graph, [2, 2 * gates], 3),
      inputBias: numbers(&graph, [2 * gates], 4), hiddenBias: numbers(&graph, [2 * gates], 9))
  }

  @Test
  func `a long short-term memory gives PyTorch's numbers`() throws {
    var graph = Graph()
    let sequence = Self.numbers(&graph, [2, 3, 2], 5)
    let result = graph.lstm(sequence, weights: Self.weights(&graph, gates: 4))
    try Self.check(
      graph, result.outputs,
      [
        0.078850877, -0.013928318, 0.024435571, 0.1660387, 0.026397638, -0.055204393, 0.027264605,
        -0.062460408, 0.077685497, -0.049666243, 0.018627049, 0.14587528,
      ])
    try Self.check(graph, result.cell, [0.050169174, -0.12859715, 0.040232706, 0.22255091])
    try Self.check(graph, result.hidden, [0.026397638, -0.055204393, 0.018627049, 0.14587528])
  }

  @Test
  func `gated recurrent units give PyTorch's numbers`() throws {
    var graph = Graph()
    let sequence = Self.numbers(&graph, [2, 3, 2], 5)
    let result = graph.gru(sequence, weights: Self.weights(&graph, gates: 3))
    try Self.check(
      graph, result.outputs,
      [
        0.055691064, -0.13105559, -0.21109277, -0.10757972, -0.33839589, 0.16218374, -0.090383382,
        0.12905169, -0.041712938, 0.018619301, -0.29934888, 0.05380328,
      ])
  }

  @Test
  func `multi-head attention gives PyTorch's numbers`() throws {
    var graph = Graph()
    let value = Self.numbers(&graph, [2, 3, 4], 5)
    let (weight, bias) = (Self.numbers(&graph, [4, 12], 7), Self.numbers(&graph, [12], 4))
    let maps = [0..<4, 4..<8, 8..<12].map { columns in
      LinearWeights(
        weight: graph.slice(weight, columns: columns), bias: graph.slice(bias, columns: columns))
    }
    let weights = AttentionWeights(
      queries: maps[0], keys: maps[1], values: maps[2],
      output: LinearWeights(
        weight: Self.numbers(&graph, [4, 4], 3), bias: Self.numbers(&graph, [4], 9)))
    let plain = graph.selfAttention(value, weights: weights, heads: 2)
    let causal = graph.selfAttention(value, weights: weights, heads: 2, isCausal: true)
    try Self.check(
      graph, plain,
      [
        -1.1035251, 0.7398843, 0.082351384, -0.57518153, -0.94764147, 0.69577201, 0.056981891,
        -0.58180823, -1.101821, 0.74138451, 0.082603983, -0.57617654, -0.63074205, 0.61890148,
        -0.0097943936, -0.63849026, -0.63082049, 0.61906532, -0.0097768641, -0.63861905,
        -0.63067102, 0.61881134, -0.009835304, -0.63848195,
      ])
    try Self.check(
      graph, causal,
      [
        -0.91992188, 1.0097656, 0.14648438, -0.71679688, -1.0536579, 0.64142269, 0.053776257,
        -0.53387017, -1.101821, 0.74138451, 0.082603983, -0.57617654, -0.703125, 0.71679688,
        0.029296875, -0.65820312, -0.6669776, 0.66794051, 0.0097614103, -0.64841769, -0.63067102,
        0.61881134, -0.009835304, -0.63848195,
      ])
  }
}
