import Engine
import Glibc
import Random

/// Trains and runs a convolutional network on images of noise, for its rates.
struct ConvolutionWork {
  enum Architecture: String { case cnn, resnet }

  let architecture: Architecture
  let batch: Int
  /// Pixels along an edge of the images.
  let side: Int
  let precision: Precision
  /// Steps that are timed.
  let steps: Int
  let threads: Int
  let seed: UInt64

  struct Figures: Encodable {
    let work: String
    /// Training images per second.
    let trainImgS: Double
    let inferImgS: Double
    let compileTrainSeconds: Double
    let compileInferSeconds: Double
    /// Largest resident memory, in 10⁹ bytes.
    let peakGb: Double
    let batch: Int
    let side: Int
    let precision: String
    let threads: Int
  }

  private struct Network {
    let graph: Graph
    let logits: Value
    let loss: Value
  }

  /// - Parameter describing: Whether to write tables of profiled runs to standard error.
  func run(describing: Bool) throws -> Figures {
    let network = network(isTraining: true)
    let parameters = Parameters(of: network.graph)
    parameters.begin(seed: seed)
    if describing { try describe(network, parameters) }
    let (training, trainSeconds) = try timed { try trainer(network, parameters) }
    let (inference, inferSeconds) = try timed { try predictor(FrozenParameters(parameters)) }
    fill(training)
    fill(inference)
    let step = stepper(training, parameters)
    let trainRate = rate(step)
    let inferRate = rate { _ in inference.run() }
    return Figures(
      work: architecture.rawValue, trainImgS: rounded(trainRate), inferImgS: rounded(inferRate),
      compileTrainSeconds: rounded(trainSeconds), compileInferSeconds: rounded(inferSeconds),
      peakGb: rounded(Memory.peakGigabytes), batch: batch, side: side,
      precision: precision.resolved.rawValue, threads: threads)
  }

  private func network(isTraining: Bool) -> Network {
    var layers = ImageNetwork(isTraining: isTraining)
    let x = layers.graph.input("images", shape: [batch, side, side, 3])
    let logits = architecture == .cnn ? layers.plain(x) : layers.residual(x)
    let targets = layers.graph.input("targets", shape: layers.graph.shape(of: logits))
    let loss = layers.graph.crossEntropy(logits: logits, targets: targets)
    return Network(graph: layers.graph, logits: logits, loss: loss)
  }

  private func trainer(
    _ network: Network, _ parameters: Parameters, isProfiled: Bool = false
  ) throws -> Program {
    try Program(
      compiling: network.graph, outputs: ["loss": network.loss], gradientOf: network.loss,
      parameters: parameters, options: options(isProfiled))
  }

  private func predictor(
    _ parameters: FrozenParameters, isProfiled: Bool = false
  ) throws -> Program {
    let network = network(isTraining: false)
    return try Program(
      compiling: network.graph, outputs: ["logits": network.logits], parameters: parameters,
      options: options(isProfiled))
  }

  private func options(_ isProfiled: Bool) -> ProgramOptions {
    ProgramOptions(precision: precision, threads: threads, seed: seed, isProfiled: isProfiled)
  }

  private func fill(_ program: Program) {
    var random = RandomStream(seed: seed, purpose: .simulate)
    unsafe program.withInput("images") { images in
      for index in images.indices { unsafe images[index] = Float(random.nextUnit()) }
    }
    unsafe program.withInput("targets") { targets in
      let classes = targets.count / batch
      for row in 0..<batch { unsafe targets[row * classes + row % classes] = 1 }
    }
  }

  /// A step of Adam, by its number from 1.
  private func stepper(_ program: Program, _ parameters: Parameters) -> (Int) -> Void {
    let moments = [Parameters(layout: parameters.layout), Parameters(layout: parameters.layout)]
    let step = OptimizerStep(learningRate: 1e-3, groups: .all(parameters.layout))
    return { number in
      program.run(step: UInt64(number))
      unsafe step.descendByMoments(
        parameters.trained, gradient: program.gradientBuffer, means: moments[0].trained,
        squares: moments[1].trained, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, number: number,
        isDecoupled: false)
    }
  }

  /// Images per second, after runs that settle the choice of threads.
  private func rate(_ step: (Int) -> Void) -> Double {
    let settling = 10
    for number in 1...settling { step(number) }
    let seconds = timed { for number in 1...steps { step(settling + number) } }.seconds
    return Double(steps * batch) / seconds
  }

  private func describe(_ network: Network, _ parameters: Parameters) throws {
    let own = parameters.copy()
    let training = try trainer(network, own, isProfiled: true)
    fill(training)
    let step = stepper(training, own)
    for number in 1...10 { step(number) }
    let inference = try predictor(FrozenParameters(own), isProfiled: true)
    fill(inference)
    for _ in 0..<10 { inference.run() }
    for program in [training, inference] {
      let text = Array((program.describe() + "\n\n").utf8)
      _ = unsafe text.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
  }

  private func timed<Result>(_ body: () throws -> Result) rethrows -> (Result, seconds: Double) {
    let start = ContinuousClock.now
    let result = try body()
    return (result, (ContinuousClock.now - start) / .seconds(1))
  }

  private func rounded(_ value: Double) -> Double { (value * 1e3).rounded() / 1e3 }
}

/// What this process has used.
enum Memory {
  /// Largest resident memory, in 10⁹ bytes.
  static var peakGigabytes: Double {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) * 1024 / 1e9
  }
}
