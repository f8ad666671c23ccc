import Random
import Testing

@testable import Engine

/// Three steps of each rule against the rule written out in double precision.
struct OptimizerStepTests {
  private let layout: ParameterLayout
  private let weights: Parameters
  private let memory: [Parameters]
  private let gradient: Parameters
  private let groups: ParameterGroups

  init() {
    var graph = Graph()
    _ = graph.parameter("weight", shape: [7, 5])
    _ = graph.parameter("bias", shape: [5])
    layout = ParameterLayout(of: graph)
    weights = Parameters(layout: layout)
    memory = [Parameters(layout: layout), Parameters(layout: layout)]
    gradient = Parameters(layout: layout)
    groups = ParameterGroups(layout, where: { $0.shape.rank > 1 })
    var random = RandomStream(seed: 1, purpose: .initialize)
    for entry in layout.entries {
      for element in entry.range { unsafe weights.values[element] = Float(random.nextNormal()) }
      for element in entry.range { unsafe gradient.values[element] = Float(random.nextNormal()) }
    }
  }

  /// Compares `step`, made three times, with `rule`: (weight, gradient, memory, decay, number).
  private func check(
    _ step: (Int) -> Void,
    _ rule: (inout Double, Double, inout (Double, Double), Double, Int) -> Void
  ) {
    var expected = unsafe weights.values.map(Double.init)
    var memory = [(Double, Double)](repeating: (0, 0), count: expected.count)
    for number in 1...3 {
      step(number)
      for entry in layout.entries {
        for element in entry.range {
          let slope = Double(unsafe gradient.values[element]) * 0.5
          let decay = entry.name == "weight" ? 0.1 : 0
          rule(&expected[element], slope, &memory[element], decay, number)
        }
      }
    }
    for element in expected.indices {
      #expect(abs(Double(unsafe weights.values[element]) - expected[element]) < 1e-5)
    }
  }

  private var optimizer: OptimizerStep {
    OptimizerStep(learningRate: 0.05, gradientScale: 0.5, weightDecay: 0.1, groups: groups)
  }

  @Test(arguments: [false, true])
  func `momentum follows its rule`(isNesterov: Bool) {
    check {
      _ in
      unsafe optimizer.descend(
        weights.trained, gradient: gradient.trained, velocity: memory[0].trained, momentum: 0.8,
        isNesterov: isNesterov)
    } _: { weight, slope, memory, decay, _ in
      let slope = slope + decay * weight
      memory.0 = 0.8 * memory.0 + slope
      weight -= 0.05 * (isNesterov ? slope + 0.8 * memory.0 : memory.0)
    }
  }

  @Test
  func `RMSProp follows its rule`() {
    check {
      _ in
      unsafe optimizer.descendByMeanSquare(
        weights.trained, gradient: gradient.trained, squares: memory[0].trained, keep: 0.9,
        epsilon: 1e-6)
    } _: { weight, slope, memory, decay, _ in
      let slope = slope + decay * weight
      memory.0 = 0.9 * memory.0 + 0.1 * slope * slope
      weight -= 0.05 * slope / (memory.0.squareRoot() + 1e-6)
    }
  }

  @Test(arguments: [false, true])
  func `Adam and AdamW follow their rule`(isDecoupled: Bool) {
    check {
      number in
      unsafe optimizer.descendByMoments(
        weights.trained, gradient: gradient.trained, means: memory[0].trained,
        squares: memory[1].trained, beta1: 0.9, beta2: 0.99, epsilon: 1e-7, number: number,
        isDecoupled: isDecoupled)
    } _: { weight, slope, memory, decay, number in
      let slope = slope + (isDecoupled ? 0 : decay * weight)
      memory.0 = 0.9 * memory.0 + 0.1 * slope
      memory.1 = 0.99 * memory.1 + 0.01 * slope * slope
      var (first, second) = (1.0, 1.0)
      for _ in 0..<number { (first, second) = (first * 0.9, second * 0.99) }
      let mean = memory.0 / (1 - first)
      let size = (memory.1 / (1 - second)).squareRoot() + 1e-7
      weight -= 0.05 * (mean / size + (isDecoupled ? decay * weight : 0))
    }
  }

  @Test
  func `gaps between parameters stay zero`() {
    unsafe optimizer.descendByMoments(
      weights.trained, gradient: gradient.trained, means: memory[0].trained,
      squares: memory[1].trained, beta1: 0.9, beta2: 0.99, epsilon: 1e-7, number: 1,
      isDecoupled: true)
    for element in 35..<48 { #expect(unsafe weights.values[element] == 0) }
  }

  @Test
  func `a clipped gradient has the limit as its norm`() {
    let norm = unsafe OptimizerStep.norm(gradient.trained)
    let expected = unsafe gradient.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(abs(norm - expected) < 1e-9)
    #expect(abs(OptimizerStep.clippingScale(norm: norm, limit: norm / 4) - 0.25) < 1e-12)
    #expect(OptimizerStep.clippingScale(norm: norm, limit: norm * 4) == 1)
  }

  @Test
  func `an average moves by its share`() {
    let average = Parameters(layout: layout)
    unsafe OptimizerStep.average(weights.trained, into: average.trained, keep: 0.75)
    for element in unsafe weights.values.indices {
      #expect(unsafe average.values[element] == 0.25 * weights.values[element])
    }
  }
}
