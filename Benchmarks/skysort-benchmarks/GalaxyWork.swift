import Engine
import Learning
import Random

/// Trains a small convolutional network with batch normalization on galaxies and evaluates it.
struct GalaxyWork {
  let precision: Precision
  let epochs: Int
  let threads: Int
  let seed: UInt64

  private static let batch = 64
  private static let peakRate = 3e-3

  struct Figures: Encodable {
    let work = "galaxies"
    let accuracy: Double
    /// Mean of the classes' recalls.
    let balanced: Double
    let seconds: Double
    /// Training images per second.
    let imgS: Double
    let precision: String
    let seed: UInt64
    let epochs: Int
    let trainCount: Int
    let testCount: Int
    let threads: Int
  }

  /// - Parameter path: Tensors that `galaxy_tensors.py` made.
  func run(tensors path: String) throws -> Figures {
    let file = try SafetensorsFile(path: path)
    var learned = try GalaxyImages(file, part: "train", path: path)
    var evaluated = try GalaxyImages(file, part: "test", path: path)
    guard learned.labels.count >= Self.batch else {
      throw BenchmarkError("\(path) has fewer than \(Self.batch) images to learn.")
    }
    let statistics = learned.statistics
    learned.standardize(by: statistics)
    evaluated.standardize(by: statistics)
    let start = ContinuousClock.now
    let parameters = try train(learned)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let answers = try classify(evaluated, parameters)
    let score = Self.score(answers, truth: evaluated.labels)
    return Figures(
      accuracy: rounded(score.accuracy), balanced: rounded(score.balanced),
      seconds: rounded(seconds),
      imgS: rounded(Double(epochs * learned.labels.count) / seconds),
      precision: precision.resolved.rawValue, seed: seed, epochs: epochs,
      trainCount: learned.labels.count, testCount: evaluated.labels.count, threads: threads)
  }

  private func train(_ images: GalaxyImages) throws -> Parameters {
    var network = ImageNetwork(isTraining: true)
    let loss = loss(&network, images.classWeights)
    let parameters = Parameters(of: network.graph)
    parameters.begin(seed: seed)
    let program = try Program(
      compiling: network.graph, outputs: [:], gradientOf: loss, parameters: parameters,
      options: options)
    let moments = [Parameters(layout: parameters.layout), Parameters(layout: parameters.layout)]
    let stepsPerEpoch = images.labels.count / Self.batch
    let course = LearningRateSchedule.Course(
      totalSteps: epochs * stepsPerEpoch, stepsPerEpoch: stepsPerEpoch)
    let schedule = LearningRateSchedule.oneCycle(.init())
    let symmetries = SquareSymmetries(side: GalaxyImages.side)
    for epoch in 0..<epochs {
      var shuffle = RandomStream(seed: seed, purpose: .shuffle, stream: UInt64(epoch))
      var turns = RandomStream(seed: seed, purpose: .augment, stream: UInt64(epoch))
      let order = Array(images.labels.indices).shuffled(using: &shuffle)
      for batch in 0..<stepsPerEpoch {
        let numbers = order[batch * Self.batch..<(batch + 1) * Self.batch]
        write(images, numbers, to: program) { symmetries.sources[Int(turns.next() % 8)] }
        write(labels: numbers.map { images.labels[$0] }, to: program)
        let step = epoch * stepsPerEpoch + batch
        program.run(step: UInt64(step))
        let rate = Self.peakRate * schedule.factor(at: step, of: course)
        unsafe OptimizerStep(
          learningRate: rate, weightDecay: 1e-2, groups: .all(parameters.layout)
        ).descendByMoments(
          parameters.trained, gradient: program.gradientBuffer, means: moments[0].trained,
          squares: moments[1].trained, beta1: schedule.momentum(at: step, of: course) ?? 0.9,
          beta2: 0.999, epsilon: 1e-8, number: step + 1, isDecoupled: true)
      }
    }
    return parameters
  }

  private var options: ProgramOptions {
    ProgramOptions(precision: precision, threads: threads, seed: seed)
  }

  private static let imageShape: Shape = [
    batch, GalaxyImages.side, GalaxyImages.side, GalaxyImages.channels,
  ]

  private func loss(_ network: inout ImageNetwork, _ classWeights: [Float]) -> Value {
    let x = network.graph.input("images", shape: Self.imageShape)
    let logits = network.galaxies(x)
    let targets = network.graph.input("targets", shape: [Self.batch, GalaxyImages.classCount])
    let weights = network.graph.constant(
      Tensor(shape: [GalaxyImages.classCount], values: classWeights))
    return network.graph.crossEntropy(
      logits: logits, targets: targets, smoothing: 0.05, classWeights: weights)
  }

  /// Copies images, each laid as `sources` says.
  private func write(
    _ images: GalaxyImages, _ numbers: some Collection<Int>, to program: Program,
    sources: () -> [Int]
  ) {
    let channels = GalaxyImages.channels
    unsafe program.withInput("images") { input in
      unsafe images.values.withUnsafeBufferPointer { values in
        var place = 0
        for number in numbers {
          let start = number * GalaxyImages.numbers
          for source in sources() {
            for channel in 0..<channels {
              unsafe input[place + channel] = values[start + source * channels + channel]
            }
            place += channels
          }
        }
      }
    }
  }

  private func write(labels: [Int], to program: Program) {
    unsafe program.withInput("targets") { targets in
      unsafe targets.update(repeating: 0)
      for (row, label) in labels.enumerated() {
        unsafe targets[row * GalaxyImages.classCount + label] = 1
      }
    }
  }

  /// The likeliest class of every image.
  private func classify(_ images: GalaxyImages, _ parameters: Parameters) throws -> [Int] {
    var network = ImageNetwork(isTraining: false)
    let x = network.graph.input("images", shape: Self.imageShape)
    let logits = network.galaxies(x)
    let program = try Program(
      compiling: network.graph, outputs: ["logits": logits],
      parameters: FrozenParameters(parameters), options: options)
    let upright = SquareSymmetries(side: GalaxyImages.side).sources[0]
    var answers: [Int] = []
    for start in stride(from: 0, to: images.labels.count, by: Self.batch) {
      let numbers = start..<min(start + Self.batch, images.labels.count)
      write(images, numbers, to: program) { upright }
      program.run()
      let scores = unsafe program.withOutput("logits") { unsafe Array($0) }
      for row in 0..<numbers.count {
        let classes = row * GalaxyImages.classCount..<(row + 1) * GalaxyImages.classCount
        answers.append(classes.max { scores[$0] < scores[$1] }! - classes.lowerBound)
      }
    }
    return answers
  }

  private static func score(
    _ answers: [Int], truth: [Int]
  ) -> (accuracy: Double, balanced: Double) {
    let correct = zip(answers, truth).filter { $0 == $1 }.map(\.0)
    let recalls = (0..<GalaxyImages.classCount).compactMap { label -> Double? in
      let count = truth.count { $0 == label }
      return count == 0 ? nil : Double(correct.count { $0 == label }) / Double(count)
    }
    return (
      Double(correct.count) / Double(truth.count),
      recalls.reduce(0, +) / Double(recalls.count)
    )
  }

  private func rounded(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
}
