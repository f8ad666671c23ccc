import Engine
import Files

/// A training under way: everything that changes from step to step.
struct TrainingRun {
  let training: TrainingLoop
  private(set) var feed: any BatchLoading
  let parameters: Parameters
  /// The moving average of the parameters, where one is wanted.
  let average: Parameters?
  /// The best epoch's numbers, where they are to be restored.
  let best: Parameters?
  var optimizer: Optimizer
  var position = TrainingPosition()
  var history = TrainingHistory()
  var checkpoints: CheckpointKeeper?
  private let program: Program
  private var evaluator: Evaluator?
  private let course: LearningRateSchedule.Course
  private var clock = TrainingClock()

  var configuration: TrainingConfiguration { training.configuration }
  /// What is validated and returned.
  private var evaluated: Parameters { average ?? parameters }

  init(
    _ training: TrainingLoop, feed: any BatchLoading, validation: (any BatchLoading)?,
    start: [String: Tensor]?
  ) throws(SkysortError) {
    let configuration = training.configuration
    self.training = training
    self.feed = feed
    try Self.requireMemory(training)
    parameters = training.model.initialParameters(seed: configuration.seed)
    if let start { try Self.load(start, into: parameters) }
    average = configuration.emaDecay == nil ? nil : parameters.copy()
    let restores = configuration.restoresBestEpoch && validation != nil
    best = restores ? parameters.copy() : nil
    optimizer = Optimizer(configuration, layout: parameters.layout)
    course = LearningRateSchedule.Course(
      totalSteps: configuration.epochs * feed.batchCount, stepsPerEpoch: feed.batchCount)
    program = try Self.compile(training, parameters: parameters, batchSize: feed.batchSize)
    let evaluated = average ?? parameters
    if let validation {
      evaluator = try Evaluator(
        training.model, feed: validation, parameters: evaluated, options: Self.options(training))
    } else {
      evaluator = nil
    }
  }

  /// Weights, their gradient, average and best epoch, and two memories of the optimizer.
  private static let copiesOfWeights = 6.0

  private static func requireMemory(_ training: TrainingLoop) throws(SkysortError) {
    var graph = Graph()
    _ = training.model.build(into: &graph, batch: 1, isTraining: true)
    let count = ParameterLayout(of: graph).count
    try AvailableMemory.require(
      Double(count) * 4 * copiesOfWeights, for: "training \(count) weights", path: "network",
      fix: "Use fewer or smaller layers.")
  }

  private static func load(
    _ start: [String: Tensor], into parameters: Parameters
  ) throws(SkysortError) {
    do {
      try parameters.load(start)
    } catch {
      throw SkysortError(network: error)
    }
  }

  private static func options(_ training: TrainingLoop) -> ProgramOptions {
    ProgramOptions(
      precision: training.precision, threads: training.configuration.threads,
      seed: training.configuration.seed)
  }

  private static func compile(
    _ training: TrainingLoop, parameters: Parameters, batchSize: Int
  ) throws(SkysortError) -> Program {
    var graph = Graph()
    let loss = training.model.build(into: &graph, batch: batchSize, isTraining: true).loss
    do {
      return try Program(
        compiling: graph, outputs: ["loss": loss], gradientOf: loss, parameters: parameters,
        options: options(training).limitedToAvailableMemory)
    } catch {
      throw SkysortError(network: error)
    }
  }

  /// Trains to the end.
  mutating func finish(
    _ progress: (TrainingProgress) -> TrainingControl
  ) throws(SkysortError) -> TrainingResult {
    while position.epoch < configuration.epochs, !isExhausted {
      try feed.begin(epoch: position.epoch, batch: position.batch)
      while position.batch < feed.batchCount { try advance(progress) }
      // Only a checkpoint of a whole epoch leaves the inner loop without a step.
      position.beginNextEpoch()
    }
    let isRestoring = best != nil && history.bestEpoch != nil
    let returned = isRestoring ? best ?? evaluated : evaluated
    if !isRestoring { history.bestEpoch = history.epochs.last?.epoch }
    let seconds = clock.seconds
    return TrainingResult(
      weights: returned.tensors(), history: history, seconds: seconds,
      samplesPerSecond: clock.rate(seconds), loading: feed.loading)
  }

  /// Whether patience has run out.
  private var isExhausted: Bool {
    guard let stopping = configuration.earlyStopping, let best = history.bestEpoch else {
      return false
    }
    return history.epochs.count - best > stopping.patience
  }

  /// One batch, and what follows an epoch's last.
  private mutating func advance(
    _ progress: (TrainingProgress) -> TrainingControl
  ) throws(SkysortError) {
    let rate = try step()
    position.batch += 1
    let isLast = position.batch == feed.batchCount
    let record = isLast ? try closeEpoch(rate: rate) : nil
    let control = progress(report(record))
    if control == .stop {
      try saveCheckpoint()
      throw SkysortError(
        path: "training", location: "epoch \(position.epoch + 1)", problem: "was stopped",
        fix: checkpoints == nil ? "" : "Resume it from its checkpoint.", exitCode: .interrupted)
    }
    if let checkpoints, checkpoints.isDue { try saveCheckpoint() }
  }

  /// - Returns: The learning rate of the step.
  private mutating func step() throws(SkysortError) -> Double {
    let weight = try feed.load(batch: position.batch, into: program)
    let number = position.step
    position.step += 1
    clock.count(rows: feed.rowCount(ofBatch: position.batch))
    let rate = configuration.learningRate(at: number, of: course)
    guard weight > 0 else { return rate }
    training.model.prepare(program, after: Double(number) / Double(course.stepsPerEpoch))
    program.run(step: UInt64(number))
    let loss = Double(unsafe program.withOutput("loss") { unsafe $0[0] })
    guard loss.isFinite else { throw divergence() }
    position.lossSum += weight * loss
    position.weightSum += weight
    unsafe optimizer.step(
      parameters, gradient: program.gradientBuffer, rate: rate,
      momentum: configuration.schedule.momentum(at: number, of: course))
    position.updateCount = optimizer.stepCount
    updateAverage(step: number)
    return rate
  }

  private func divergence() -> SkysortError {
    SkysortError(
      path: "training", location: "epoch \(position.epoch + 1), step \(position.batch + 1)",
      problem: "diverged: the loss is no longer a number",
      fix: "Lower learning_rate, or set clip.")
  }

  /// Early averages forget faster, so that the random start does not linger.
  private func updateAverage(step: Int) {
    guard let average, let decay = configuration.emaDecay else { return }
    let kept = min(decay, Double(1 + step) / Double(10 + step))
    unsafe OptimizerStep.average(parameters.trained, into: average.trained, keep: kept)
    let layout = parameters.layout
    for i in layout.trainedCount..<layout.count {
      unsafe average.values[i] = unsafe parameters.values[i]
    }
  }

  private mutating func closeEpoch(rate: Double) throws(SkysortError) -> EpochRecord {
    guard position.weightSum > 0 else { throw .noWeight(in: "training") }
    let measured = try evaluator?.measure()
    if let loss = measured?.loss, !loss.isFinite { throw divergence() }
    let record = EpochRecord(
      epoch: position.epoch + 1,
      trainLoss: position.lossSum / position.weightSum, validationLoss: measured?.loss,
      validationAccuracy: measured?.accuracy, learningRate: rate)
    let least = history.best?.validationLoss ?? .infinity
    let needed = configuration.earlyStopping?.minimumImprovement ?? 0
    history.epochs.append(record)
    if let loss = measured?.loss, loss < least - needed {
      history.bestEpoch = record.epoch
      best?.copyValues(from: evaluated)
    }
    return record
  }

  private func report(_ record: EpochRecord?) -> TrainingProgress {
    TrainingProgress(
      epoch: position.epoch + 1, epochCount: configuration.epochs, step: position.batch,
      stepsPerEpoch: feed.batchCount, rowsPerSecond: clock.rate(clock.seconds), record: record)
  }
}

/// Where a training stands; a checkpoint keeps it.
struct TrainingPosition: Hashable, Sendable, Codable {
  /// Epochs done.
  var epoch = 0
  /// Batches of the present epoch done.
  var batch = 0
  /// Steps done in all.
  var step = 0
  /// Of them, those that moved the parameters: a batch without weight does not.
  var updateCount = 0
  /// Of the present epoch: weighted losses, and their weights.
  var lossSum = 0.0
  var weightSum = 0.0

  mutating func beginNextEpoch() {
    epoch += 1
    batch = 0
    lossSum = 0
    weightSum = 0
  }
}

/// How long a training has run and how much it has seen.
struct TrainingClock {
  private let start = ContinuousClock.now
  private var rows = 0

  mutating func count(rows: Int) { self.rows += rows }

  var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

  /// Rows per second.
  func rate(_ seconds: Double) -> Double { seconds > 0 ? Double(rows) / seconds : 0 }
}

extension TrainingConfiguration {
  /// The rate of a step counted from 0: the schedule's, lessened while warming up.
  func learningRate(at step: Int, of course: LearningRateSchedule.Course) -> Double {
    let warmUpSteps = warmUpEpochs * Double(course.stepsPerEpoch)
    let warmth = warmUpSteps > 0 ? min(1, Double(step + 1) / warmUpSteps) : 1
    return learningRate * warmth * schedule.factor(at: step, of: course)
  }
}
