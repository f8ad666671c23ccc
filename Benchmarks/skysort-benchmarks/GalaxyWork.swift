import Engine
import Learning
import Random

/// Trains a small convolutional network with batch normalization on galaxies and judges it.
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
    /// Training pictures per second.
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
    var learned = try GalaxyPictures(file, part: "train", path: path)
    var judged = try GalaxyPictures(file, part: "test", path: path)
    guard learned.labels.count >= Self.batch else {
      throw BenchmarkError("\(path) has fewer than \(Self.batch) pictures to learn.")
    }
    let statistics = learned.statistics
    learned.standardize(by: statistics)
    judged.standardize(by: statistics)
    let start = ContinuousClock.now
    let parameters = try train(learned)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let answers = try classify(judged, parameters)
    let score = Self.score(answers, truth: judged.labels)
    return Figures(
      accuracy: rounded(score.accuracy), balanced: rounded(score.balanced),
      seconds: rounded(seconds),
      imgS: rounded(Double(epochs * learned.labels.count) / seconds),
      precision: precision.resolved.rawValue, seed: seed, epochs: epochs,
      trainCount: learned.labels.count, testCount: judged.labels.count, threads: threads)
  }

  private func train(_ pictures: GalaxyPictures) throws -> Parameters {
    var network = PictureNetwork(isTraining: true)
    let loss = loss(&network, pictures.classWeights)
    let parameters = Parameters(of: network.graph)
    parameters.begin(seed: seed)
    let program = try Program(
      compiling: network.graph, outputs: [:], gradientOf: loss, parameters: parameters,
      options: options)
    let moments = [Parameters(layout: parameters.layout), Parameters(layout: parameters.layout)]
    let stepsPerEpoch = pictures.labels.count / Self.batch
    let course = LearningRateSchedule.Course(
      totalSteps: epochs * stepsPerEpoch, stepsPerEpoch: stepsPerEpoch)
    let schedule = LearningRateSchedule.oneCycle(.init())
    let symmetries = SquareSymmetries(side: GalaxyPictures.side)
    for epoch in 0..<epochs {
      var shuffle = RandomStream(seed: seed, purpose: .shuffle, stream: UInt64(epoch))
      var turns = RandomStream(seed: seed, purpose: .augment, stream: UInt64(epoch))
      let order = Array(pictures.labels.indices).shuffled(using: &shuffle)
      for batch in 0..<stepsPerEpoch {
        let numbers = order[batch * Self.batch..<(batch + 1) * Self.batch]
        write(pictures, numbers, to: program) { symmetries.sources[Int(turns.next() % 8)] }
        write(labels: numbers.map { pictures.labels[$0] }, to: program)
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

  private static let pictureShape: Shape = [
    batch, GalaxyPictures.side, GalaxyPictures.side, GalaxyPictures.channels,
  ]

  private func loss(_ network: inout PictureNetwork, _ classWeights: [Float]) -> Value {
    let x = network.graph.input("pictures", shape: Self.pictureShape)
    let logits = network.galaxies(x)
    let targets = network.graph.input("targets", shape: [Self.batch, GalaxyPictures.classCount])
    let weights = network.graph.constant(
      Tensor(shape: [GalaxyPictures.classCount], values: classWeights))
    return network.graph.crossEntropy(
      logits: logits, targets: targets, smoothing: 0.05, classWeights: weights)
  }

  /// Copies pictures, each laid as `sources` says.
  private func write(
    _ pictures: GalaxyPictures, _ numbers: some Collection<Int>, to program: Program,
    sources: () -> [Int]
  ) {
    let channels = GalaxyPictures.channels
    unsafe program.withInput("pictures") { input in
      unsafe pictures.values.withUnsafeBufferPointer { values in
        var place = 0
        for number in numbers {
          let start = number * GalaxyPictures.numbers
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
        unsafe targets[row * GalaxyPictures.classCount + label] = 1
      }
    }
  }

  /// The likeliest class of every picture.
  private func classify(_ pictures: GalaxyPictures, _ parameters: Parameters) throws -> [Int] {
    var network = PictureNetwork(isTraining: false)
    let x = network.graph.input("pictures", shape: Self.pictureShape)
    let logits = network.galaxies(x)
    let program = try Program(
      compiling: network.graph, outputs: ["logits": logits],
      parameters: FrozenParameters(parameters), options: options)
    let upright = SquareSymmetries(side: GalaxyPictures.side).sources[0]
    var answers: [Int] = []
    for start in stride(from: 0, to: pictures.labels.count, by: Self.batch) {
      let numbers = start..<min(start + Self.batch, pictures.labels.count)
      write(pictures, numbers, to: program) { upright }
      program.run()
      let scores = unsafe program.withOutput("logits") { unsafe Array($0) }
      for row in 0..<numbers.count {
        let classes = row * GalaxyPictures.classCount..<(row + 1) * GalaxyPictures.classCount
        answers.append(classes.max { scores[$0] < scores[$1] }! - classes.lowerBound)
      }
    }
    return answers
  }

  private static func score(
    _ answers: [Int], truth: [Int]
  ) -> (accuracy: Double, balanced: Double) {
    let correct = zip(answers, truth).filter { $0 == $1 }.map(\.0)
    let recalls = (0..<GalaxyPictures.classCount).compactMap { label -> Double? in
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
