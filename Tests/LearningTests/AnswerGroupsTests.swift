import Engine
import Learning
import Testing

// Loss, gradient and answers are those of PyTorch 2 in float64:
//
//   import torch
//   from torch.nn import functional as F
//   x = torch.tensor([[.2,-.5,1,.3,-.3,.7,-.1],[-1.2,.4,.1,0,2,-.6,.5]],
//                    dtype=torch.float64, requires_grad=True)
//   t = torch.tensor([[12,20,3,0,0,1,0],[30,1,4,8.5,22.5,0,0]], dtype=torch.float64)
//   w = torch.tensor([1,.5], dtype=torch.float64)
//   l = torch.lgamma
//   def rows(c, k):
//       a, n = 1 + 99*torch.sigmoid(x[:, c]), k.sum(1)
//       s = a.sum(1)
//       return -(l(n+1)+l(s)-l(n+s) + (l(k+a)-l(a)-l(k+1)).sum(1))
//   loss = rows(slice(0,3), t[:,:3]) + rows(slice(3,5), t[:,3:5]) \
//       - (t[:,5:]*F.log_softmax(x[:,5:],1)).sum(1)
//   loss = (w*loss).sum()/w.sum()
//   loss.backward()
//   p = (1+99*torch.sigmoid(x)).detach()
//   print(loss, x.grad, p[:,:3]/p[:,:3].sum(1,keepdim=True), p[:,:3].sum(1),
//         torch.softmax(x[:,5:],1))
struct AnswerGroupsTests {
  private static let groups = AnswerGroups([
    .init(count: 3, hasConcentration: true), .init(count: 2, hasConcentration: true),
    .init(count: 2, hasConcentration: false),
  ])
  private static let outputs: [Float] = [
    0.2, -0.5, 1, 0.3, -0.3, 0.7, -0.1, -1.2, 0.4, 0.1, 0, 2, -0.6, 0.5,
  ]
  private static let votes: [Float] = [12, 20, 3, 0, 0, 1, 0, 30, 1, 4, 8.5, 22.5, 0, 0]

  /// The loss of given outputs and its gradient with respect to them.
  private static func loss(
    _ groups: AnswerGroups, _ outputs: [Float], votes: [Float], weights: [Float]
  ) throws -> (loss: Float, gradient: [Float]) {
    let shape = Shape([weights.count, groups.outputCount])
    var graph = Graph()
    let value = graph.parameter("outputs", shape: shape)
    let targets = graph.input("targets", shape: shape)
    let sampleWeights = graph.input("weights", shape: [weights.count])
    let loss = groups.loss(
      of: value, targets: targets, sampleWeights: sampleWeights, in: &graph)
    let parameters = Parameters(of: graph)
    try parameters.load(["outputs": Tensor(shape: shape, values: outputs)])
    let program = try Program(
      compiling: graph, outputs: ["loss": loss], gradientOf: loss, parameters: parameters,
      options: ProgramOptions(precision: .float32))
    unsafe program.withInput("targets") { _ = unsafe $0.update(fromContentsOf: votes) }
    unsafe program.withInput("weights") { _ = unsafe $0.update(fromContentsOf: weights) }
    program.run()
    return (
      unsafe program.withOutput("loss") { unsafe $0[0] },
      unsafe Array(program.gradientBuffer.prefix(outputs.count))
    )
  }

  @Test func `loss and gradient agree with PyTorch`() throws {
    let found = try Self.loss(Self.groups, Self.outputs, votes: Self.votes, weights: [1, 0.5])
    #expect(abs(found.loss - 22.137_858) < 2e-4)
    let gradient: [Float] = [
      -0.113_872_3, -3.619_514_4, 1.949_829_4, 0, 0, -0.206_683_7, 0.206_683_7, -3.502_397_3,
      1.676_331_3, 1.271_924, 0.374_393_2, -0.090_068_2, 0, 0,
    ]
    for (one, other) in zip(found.gradient, gradient) { #expect(abs(one - other) < 2e-4) }
  }

  @Test func `a question that was not asked costs nothing and teaches nothing`() throws {
    let none = [Float](repeating: 0, count: 14)
    let found = try Self.loss(Self.groups, Self.outputs, votes: none, weights: [1, 1])
    #expect(found.loss == 0)
    #expect(found.gradient == none)
  }

  @Test func `the loss is the sum over questions, and their order does not matter`() throws {
    let order = [5, 6, 3, 4, 0, 1, 2]
    func moved(_ values: [Float]) -> [Float] {
      [0, 7].flatMap { start in order.map { values[start + $0] } }
    }
    let reversed = AnswerGroups(Self.groups.groups.reversed())
    let here = try Self.loss(Self.groups, Self.outputs, votes: Self.votes, weights: [1, 0.5])
    let there = try Self.loss(
      reversed, moved(Self.outputs), votes: moved(Self.votes), weights: [1, 0.5])
    #expect(abs(here.loss - there.loss) < 1e-4)
    for (one, other) in zip(moved(here.gradient), there.gradient) {
      #expect(abs(one - other) < 1e-5)
    }
  }

  /// A network that passes its inputs on.
  private static func passing(_ groups: AnswerGroups) throws -> [Float] {
    let count = groups.outputCount
    let network = NetworkDescription(inputs: .numbers(count), layers: [], outputs: count)
    var unit = [Float](repeating: 0, count: count * count)
    for index in 0..<count { unit[index * count + index] = 1 }
    let weights = [
      "output.weight": Tensor(shape: [count, count], values: unit),
      "output.bias": Tensor(shape: [count], values: [Float](repeating: 0, count: count)),
    ]
    return try Predictor(
      network: network, weights: weights, output: .answers(groups), precision: .float32
    ).predict(outputs)
  }

  @Test func `answers are fractions, then sums of concentrations, as PyTorch has them`() throws {
    let answers = try Self.passing(Self.groups)
    #expect(answers.count == 18)
    for (place, expected) in [
      (0, 0.331_570_4), (1, 0.229_545_4), (2, 0.438_884_2), (9, 0.174_367_2), (5, 0.689_974_5),
      (6, 0.310_025_5), (14, 0.249_739_9), (7, 167.184_89), (16, 137.159_06),
    ] as [(Int, Float)] {
      #expect(abs(answers[place] - expected) < 1e-5 * max(1, expected), "at \(place)")
    }
    for row in [0, 9] {
      for range in Self.groups.ranges {
        #expect(abs(range.reduce(Float(0)) { $0 + answers[row + $1] } - 1) < 1e-5)
      }
    }
  }

  /// A small network whose every weight is shaken.
  @Test(arguments: [true, false])
  func `the gradient of a network agrees with central differences`(hasVotes: Bool) throws {
    let groups = AnswerGroups([
      .init(count: 3, hasConcentration: hasVotes), .init(count: 2, hasConcentration: false),
    ])
    let network = NetworkDescription(
      inputs: 2, units: [3], activation: .tanh, outputs: groups.outputCount)
    var graph = Graph()
    let logits = network.build(into: &graph, batch: 2, mode: .inference)
    let targets = graph.input("targets", shape: [2, 5])
    let weights = graph.input("weights", shape: [2])
    let loss = groups.loss(of: logits, targets: targets, sampleWeights: weights, in: &graph)
    let parameters = network.initialParameters(seed: 4)
    let program = try Program(
      compiling: graph, outputs: ["loss": loss], gradientOf: loss, parameters: parameters,
      options: ProgramOptions(precision: .float32))
    func set(_ name: String, _ values: [Float]) {
      unsafe program.withInput(name) { _ = unsafe $0.update(fromContentsOf: values) }
    }
    set("features", [0.3, -0.8, 1.1, 0.4])
    set("targets", [4, 1, 0, 1, 0, 0.5, 2, 3.5, 0, 0])
    set("weights", [1, 2])
    program.run()
    let gradient = unsafe Array(program.gradientBuffer)
    func value() -> Float {
      program.run()
      return unsafe program.withOutput("loss") { unsafe $0[0] }
    }
    for index in gradient.indices.prefix(parameters.layout.trainedCount) {
      let step: Float = 0.01
      let kept = unsafe parameters.values[index]
      unsafe parameters.values[index] = kept + step
      let above = value()
      unsafe parameters.values[index] = kept - step
      let below = value()
      unsafe parameters.values[index] = kept
      let slope = (above - below) / (2 * step)
      #expect(abs(slope - gradient[index]) < 2e-3 + 5e-3 * abs(slope), "at \(index)")
    }
  }
}
