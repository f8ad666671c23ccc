import Testing

@testable import Engine

/// A network trained for ten steps on made images, and compared with a ``Golden`` on the way.
struct GoldenTraining {
  static let imageShape: Shape = [4, 64, 64, 3]

  let golden: Golden
  /// The name that the images are made from.
  let images: String
  let network: (_ builder: inout GoldenBuilder, _ images: Value) -> Value
  let loss: (_ graph: inout Graph, _ output: Value, _ images: Value) -> Value
  let optimizer: Optimizer

  /// A graph, its result and its loss.
  private func built(
    isTraining: Bool
  ) -> (builder: GoldenBuilder, output: Value, loss: Value) {
    var builder = GoldenBuilder(isTraining: isTraining)
    let x = builder.graph.input("x", shape: Self.imageShape)
    let output = network(&builder, x)
    let loss = loss(&builder.graph, output, x)
    return (builder, output, loss)
  }

  /// Expects results, gradients, losses, trained weights and statistics to agree.
  func check(threads: Int = 1) throws {
    let (builder, output, loss) = built(isTraining: true)
    let parameters = begun(builder)
    let options = ProgramOptions(precision: .float32, threads: threads)
    let program = try Program(
      compiling: builder.graph, outputs: ["output": output, "loss": loss], gradientOf: loss,
      parameters: parameters, options: options)
    let descend = unsafe descent(parameters.layout)
    unsafe program.withInput("x") { unsafe MadeNumbers.shared.fill($0, images) }
    for step in golden.losses.indices {
      program.run(step: UInt64(step))
      golden.check(step: step, loss: unsafe program.withOutput("loss") { unsafe $0[0] })
      if step == 0 {
        unsafe program.withOutput("output") { unsafe golden.check("output", $0) }
        unsafe checkGradients(program.gradientBuffer, parameters.layout)
      }
      unsafe descend(parameters, program.gradientBuffer, step + 1)
    }
    checkWeights(parameters)
    try checkInference(parameters, options)
  }

  private func begun(_ builder: GoldenBuilder) -> Parameters {
    let parameters = Parameters(of: builder.graph)
    for (name, beginning) in builder.beginnings {
      unsafe parameters.withValues(name) {
        unsafe MadeNumbers.shared.fill(
          $0, name, scale: beginning.scale, centre: beginning.centre)
      }
    }
    return parameters
  }

  private func checkGradients(_ gradient: OptimizerStep.Buffer, _ layout: ParameterLayout) {
    let trained = layout.entries.filter(\.isTrained)
    #expect(golden.names("gradient") == Set(trained.map(\.name)))
    for entry in trained {
      unsafe golden.check(
        "gradient " + entry.name, UnsafeBufferPointer(rebasing: gradient[entry.range]))
    }
  }

  private func checkWeights(_ parameters: Parameters) {
    #expect(golden.names("trained") == Set(parameters.layout.entries.map(\.name)))
    for entry in parameters.layout.entries {
      unsafe parameters.withValues(entry.name) {
        unsafe golden.check("trained " + entry.name, UnsafeBufferPointer($0))
      }
    }
  }

  private func checkInference(_ parameters: Parameters, _ options: ProgramOptions) throws {
    let (builder, output, _) = built(isTraining: false)
    let program = try Program(
      compiling: builder.graph, outputs: ["output": output],
      parameters: FrozenParameters(parameters), options: options)
    unsafe program.withInput("x") { unsafe MadeNumbers.shared.fill($0, images) }
    program.run()
    unsafe program.withOutput("output") { unsafe golden.check("inference", $0) }
  }
}

extension GoldenTraining {
  enum Optimizer {
    /// Gradient descent with momentum 0.9.
    case momentum(rate: Double)
    case adam(rate: Double)
  }

  /// Makes a step, counted from 1.
  typealias Step = (_ parameters: Parameters, _ gradient: OptimizerStep.Buffer, Int) -> Void

  private func descent(_ layout: ParameterLayout) -> Step {
    let memory = [Parameters(layout: layout), Parameters(layout: layout)]
    switch optimizer {
    case .momentum(let rate):
      let step = OptimizerStep(learningRate: rate, groups: .all(layout))
      return { parameters, gradient, _ in
        unsafe step.descend(
          parameters.trained, gradient: gradient, velocity: memory[0].trained, momentum: 0.9)
      }
    case .adam(let rate):
      let step = OptimizerStep(learningRate: rate, groups: .all(layout))
      return { parameters, gradient, number in
        unsafe step.descendByMoments(
          parameters.trained, gradient: gradient, means: memory[0].trained,
          squares: memory[1].trained, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, number: number,
          isDecoupled: false)
      }
    }
  }
}
