import Testing

@testable import Learning

@Suite struct LearningRateScheduleTests {
  typealias Course = LearningRateSchedule.Course

  /// Rates and first betas of a peak rate of 1, made by:
  ///
  ///     for total in (10, 37):
  ///         w = torch.nn.Parameter(torch.zeros(1))
  ///         o = torch.optim.AdamW([w], 1.0)
  ///         s = torch.optim.lr_scheduler.OneCycleLR(o, 1.0, total_steps=total)
  ///         for step in range(total):
  ///             print(o.param_groups[0]["lr"], o.param_groups[0]["betas"][0])
  ///             o.step()
  ///             if step + 1 < total: s.step()
  ///
  /// Of 37 steps every fourth.
  static let goldens: [(total: Int, every: Int, rates: [Double], momenta: [Double])] = [
    (
      10, 1,
      [
        0.04, 0.52, 1, 0.950484632, 0.811745654, 0.611262022, 0.388741978, 0.188258346,
        0.049519368, 4e-06,
      ],
      [
        0.95, 0.9, 0.85, 0.854951557, 0.86882551, 0.888873953, 0.911126047, 0.93117449,
        0.945048443, 0.95,
      ]
    ),
    (
      37, 4,
      [
        0.04, 0.36600363, 0.901187992, 0.98678027, 0.877333175, 0.680788431, 0.442513573,
        0.217508508, 0.057710139, 4e-06,
      ],
      [
        0.95, 0.916041288, 0.860292917, 0.851321978, 0.862266732, 0.881921285, 0.905748866,
        0.928249462, 0.944229363, 0.95,
      ]
    ),
  ]

  @Test(arguments: goldens.indices)
  func `one cycle follows PyTorch's`(index: Int) {
    let golden = Self.goldens[index]
    let course = Course(totalSteps: golden.total, stepsPerEpoch: golden.total)
    let schedule = LearningRateSchedule.oneCycle(.init())
    for (place, step) in stride(from: 0, to: golden.total, by: golden.every).enumerated() {
      #expect(abs(schedule.factor(at: step, of: course) - golden.rates[place]) < 1e-8)
      let momentum = schedule.momentum(at: step, of: course)
      #expect(abs((momentum ?? 0) - golden.momenta[place]) < 1e-8)
    }
  }

  @Test(arguments: [1, 2, 3, 4])
  func `one cycle stays within its bounds when there is hardly a step`(total: Int) {
    let course = Course(totalSteps: total, stepsPerEpoch: 1)
    for step in 0..<total {
      let factor = LearningRateSchedule.oneCycle(.init()).factor(at: step, of: course)
      #expect((4e-6 - 1e-12...1).contains(factor))
    }
  }

  @Test func `a cosine falls from 1 through the middle to its end`() {
    let course = Course(totalSteps: 101, stepsPerEpoch: 10)
    let schedule = LearningRateSchedule.cosine(finalFraction: 0.2)
    #expect(schedule.factor(at: 0, of: course) == 1)
    #expect(abs(schedule.factor(at: 50, of: course) - 0.6) < 1e-12)
    #expect(abs(schedule.factor(at: 100, of: course) - 0.2) < 1e-12)
  }

  @Test func `steps multiply at the turn of every so many epochs`() {
    let course = Course(totalSteps: 60, stepsPerEpoch: 10)
    let schedule = LearningRateSchedule.step(epochs: 2, factor: 0.5)
    let factors = [0, 19, 20, 39, 40].map { schedule.factor(at: $0, of: course) }
    #expect(factors == [1, 1, 0.5, 0.5, 0.25])
  }

  @Test func `warming up rises in a straight line and then leaves the rate alone`() {
    var configuration = TrainingConfiguration()
    configuration.learningRate = 0.8
    configuration.warmUpEpochs = 0.5
    let course = Course(totalSteps: 20, stepsPerEpoch: 8)
    let rates = (0..<6).map { configuration.learningRate(at: $0, of: course) }
    #expect(zip(rates, [0.2, 0.4, 0.6, 0.8, 0.8, 0.8]).allSatisfy { abs($0 - $1) < 1e-12 })
  }
}
