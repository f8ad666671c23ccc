import Glibc
import Settings

/// How the learning rate changes from step to step.
public enum LearningRateSchedule: Hashable, Sendable {
  case constant
  /// Multiplied by `factor` every `epochs` epochs.
  case step(epochs: Int, factor: Double)
  /// Half a cosine from the learning rate down to `finalFraction` of it.
  ///
  /// - Source: Loshchilov & Hutter 2017, arXiv:1608.03983, without restarts.
  case cosine(finalFraction: Double)
  case oneCycle(OneCycle)

  /// Up to the learning rate and down again, each along half a cosine.
  ///
  /// - Source: Smith & Topin 2017, arXiv:1708.07120, in the form of PyTorch's `OneCycleLR`.
  public struct OneCycle: Hashable, Sendable {
    /// The fraction of steps that lead up.
    public var rise: Double
    /// Learning rate over initial rate.
    public var initialDivisor: Double
    /// Initial rate over last rate.
    public var finalDivisor: Double
    /// The optimizer's momentum (Adam's β₁) runs from the first to the second and back;
    /// `nil` leaves it alone.
    public var momentum: MomentumCycle?

    public init(
      rise: Double = 0.3, initialDivisor: Double = 25, finalDivisor: Double = 1e4,
      momentum: MomentumCycle? = MomentumCycle()
    ) {
      self.rise = rise
      self.initialDivisor = initialDivisor
      self.finalDivisor = finalDivisor
      self.momentum = momentum
    }
  }

  /// The momentum at slow and at fast learning.
  public struct MomentumCycle: Hashable, Sendable {
    public var slow: Double
    public var fast: Double

    public init(slow: Double = 0.95, fast: Double = 0.85) {
      self.slow = slow
      self.fast = fast
    }
  }

  /// A training's length, in steps.
  public struct Course: Hashable, Sendable {
    public let totalSteps: Int
    public let stepsPerEpoch: Int

    public init(totalSteps: Int, stepsPerEpoch: Int) {
      precondition(
        totalSteps > 0 && stepsPerEpoch > 0,
        "steps must be positive, found \(totalSteps) and \(stepsPerEpoch)")
      self.totalSteps = totalSteps
      self.stepsPerEpoch = stepsPerEpoch
    }
  }

  /// The factor on the learning rate, in 0...1, at a step counted from 0.
  public func factor(at step: Int, of course: Course) -> Double {
    switch self {
    case .constant: 1
    case .step(let epochs, let factor):
      pow(factor, Double(step / (epochs * course.stepsPerEpoch)))
    case .cosine(let finalFraction):
      Self.cosine(
        from: 1, to: finalFraction, at: Double(step) / Double(max(1, course.totalSteps - 1)))
    case .oneCycle(let cycle): cycle.factor(at: step, of: course)
    }
  }

  /// The momentum the schedule wants at a step; `nil` where it leaves it to the optimizer.
  public func momentum(at step: Int, of course: Course) -> Double? {
    guard case .oneCycle(let cycle) = self, let momentum = cycle.momentum else { return nil }
    return cycle.value(at: step, of: course, momentum.slow, momentum.fast, momentum.slow)
  }

  /// Half a cosine between two values; `position` in 0...1.
  static func cosine(from start: Double, to end: Double, at position: Double) -> Double {
    end + (start - end) / 2 * (1 + cos(.pi * position))
  }
}

extension LearningRateSchedule.OneCycle {
  func factor(at step: Int, of course: LearningRateSchedule.Course) -> Double {
    let start = 1 / initialDivisor
    return value(at: step, of: course, start, 1, start / finalDivisor)
  }

  /// From `start` to `peak` to `end`, along the cycle.
  func value(
    at step: Int, of course: LearningRateSchedule.Course, _ start: Double, _ peak: Double,
    _ end: Double
  ) -> Double {
    let top = rise * Double(course.totalSteps) - 1
    let last = Double(course.totalSteps - 1)
    let position = Double(min(step, course.totalSteps - 1))
    if position <= top, top > 0 {
      return LearningRateSchedule.cosine(from: start, to: peak, at: position / top)
    }
    let descent = last - max(top, 0)
    let fraction = descent > 0 ? (position - max(top, 0)) / descent : 1
    return LearningRateSchedule.cosine(from: peak, to: end, at: fraction)
  }
}

extension LearningRateSchedule: Codable {
  private enum Kind: String, SettingsWord {
    case constant, step, cosine
    case oneCycle = "one_cycle"
  }
  private enum ConstantKeys: String, CodingKey, CaseIterable { case kind }
  private enum StepKeys: String, CodingKey, CaseIterable { case kind, epochs, factor }
  private enum CosineKeys: String, CodingKey, CaseIterable {
    case kind
    case finalFraction = "final_fraction"
  }
  private enum OneCycleKeys: String, CodingKey, CaseIterable {
    case kind, rise
    case initialDivisor = "initial_divisor"
    case finalDivisor = "final_divisor"
    case slowMomentum = "slow_momentum"
    case fastMomentum = "fast_momentum"
    case cyclesMomentum = "cycles_momentum"
  }

  public init(from decoder: any Decoder) throws {
    let kind = try decoder.container(keyedBy: AnyName.self)
      .decode(Kind.self, forKey: AnyName(stringValue: "kind"))
    switch kind {
    case .constant:
      _ = try decoder.container(keyedBy: ConstantKeys.self)
      self = .constant
    case .step:
      let values = try decoder.container(keyedBy: StepKeys.self)
      self = .step(
        epochs: try values.count(.epochs, default: 10),
        factor: try values.number(.factor, default: 0.1, in: .factor))
    case .cosine:
      let values = try decoder.container(keyedBy: CosineKeys.self)
      self = .cosine(
        finalFraction: try values.number(.finalFraction, default: 0, in: .fraction))
    case .oneCycle: self = .oneCycle(try Self.oneCycle(decoder))
    }
  }

  private static func oneCycle(_ decoder: any Decoder) throws -> OneCycle {
    let values = try decoder.container(keyedBy: OneCycleKeys.self)
    let standard = OneCycle()
    let momentum = MomentumCycle(
      slow: try values.number(.slowMomentum, default: MomentumCycle().slow, in: .fraction),
      fast: try values.number(.fastMomentum, default: MomentumCycle().fast, in: .fraction))
    return OneCycle(
      rise: try values.number(.rise, default: standard.rise, in: .fraction),
      initialDivisor: try values.number(
        .initialDivisor, default: standard.initialDivisor, in: .positive),
      finalDivisor: try values.number(.finalDivisor, default: standard.finalDivisor, in: .positive),
      momentum: try values.value(.cyclesMomentum, default: true) ? momentum : nil)
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .constant:
      var values = encoder.container(keyedBy: ConstantKeys.self)
      try values.encode(Kind.constant, forKey: .kind)
    case .step(let epochs, let factor):
      var values = encoder.container(keyedBy: StepKeys.self)
      try values.encode(Kind.step, forKey: .kind)
      try values.encode(epochs, forKey: .epochs)
      try values.encode(factor, forKey: .factor)
    case .cosine(let finalFraction):
      var values = encoder.container(keyedBy: CosineKeys.self)
      try values.encode(Kind.cosine, forKey: .kind)
      try values.encode(finalFraction, forKey: .finalFraction)
    case .oneCycle(let cycle):
      var values = encoder.container(keyedBy: OneCycleKeys.self)
      try values.encode(Kind.oneCycle, forKey: .kind)
      try values.encode(cycle.rise, forKey: .rise)
      try values.encode(cycle.initialDivisor, forKey: .initialDivisor)
      try values.encode(cycle.finalDivisor, forKey: .finalDivisor)
      try values.encode(cycle.momentum != nil, forKey: .cyclesMomentum)
      try values.encodeIfPresent(cycle.momentum?.slow, forKey: .slowMomentum)
      try values.encodeIfPresent(cycle.momentum?.fast, forKey: .fastMomentum)
    }
  }
}
