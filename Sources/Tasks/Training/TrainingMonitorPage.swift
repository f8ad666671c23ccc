import Files
import Learning
import Models
import Numbers
import Reports
import Synchronization

/// The epochs of a training as they pass, kept for those who watch.
///
/// A page that is wanted is rewritten every few seconds. The last one says nothing of times, so
/// that equal trainings end in equal pages.
final class TrainingMonitorPage: Sendable {
  /// A file to keep up to date.
  struct Page: Sendable {
    let path: String
    let title: String
  }

  private struct State {
    /// By member.
    var epochs: [Int: [EpochRecord]] = [:]
    var lastPage: ContinuousClock.Instant?
    /// By member, steps done when it was first seen, and now.
    var steps: [Int: (first: Int, last: Int)] = [:]
  }

  private let state = Mutex(State())
  private let start = ContinuousClock.now
  private let page: Page?

  private static let interval = Duration.seconds(3)

  init(page: Page?) { self.page = page }

  /// Losses of the first member on validation rows, or in training where there are none.
  var trend: [Double] {
    state.withLock { state in
      (state.epochs[0] ?? []).map { $0.validationLoss ?? $0.trainLoss }
    }
  }

  /// Called after every step, from several threads.
  func note(_ step: MemberProgress) {
    let now = ContinuousClock.now
    let due: State? = state.withLock { state in
      let done = step.training.stepsDone
      state.steps[step.member, default: (first: done - 1, last: done)].last = done
      if let record = step.training.record {
        state.epochs[step.member, default: []].append(record)
      }
      guard page != nil, now - (state.lastPage ?? start) >= Self.interval || state.lastPage == nil
      else { return nil }
      state.lastPage = now
      return state
    }
    guard let due, let page else { return }
    let running = TrainingPage(
      title: page.title, curves: Self.curves(due.epochs), entries: entries(step, due, now: now),
      refreshInterval: 3)
    // A page that could not be written is no reason to end a training.
    try? AtomicFile.write(running.html(), to: page.path)
  }

  /// Writes the page that stays.
  func finish(_ histories: [TrainingHistory]) throws(SkysortError) {
    guard let page else { return }
    let curves = histories.enumerated().map { member, history in
      Self.curve(member, history.epochs, best: history.bestEpoch)
    }
    let last = TrainingPage(
      title: page.title, curves: curves, entries: [.init("State", "done; see report.html")])
    try AtomicFile.write(last.html(), to: page.path)
  }

  /// Ends the page of a training that will not end.
  func stop() {
    guard let page else { return }
    let epochs = state.withLock { $0.epochs }
    let last = TrainingPage(
      title: page.title, curves: Self.curves(epochs),
      entries: [.init("State", "stopped before the end")])
    try? AtomicFile.write(last.html(), to: page.path)
  }

  private func entries(
    _ step: MemberProgress, _ state: State, now: ContinuousClock.Instant
  ) -> [ReportContext.Entry] {
    let training = step.training
    let steps = training.epochCount * training.stepsPerEpoch * step.memberCount
    // What a resumed training found done took no time now.
    let done = state.steps.values.reduce(0) { $0 + $1.last }
    let doneNow = state.steps.values.reduce(0) { $0 + $1.last - $1.first }
    let seconds = (now - start) / .seconds(1)
    let left = seconds * Double(max(0, steps - done)) / Double(max(1, doneNow))
    return [
      .init("State", "running"),
      .init("Network", "\(step.member + 1) of \(step.memberCount)"),
      .init("Epoch", "\(training.epoch) of \(training.epochCount)"),
      .init("Step", "\(training.step) of \(training.stepsPerEpoch)"),
      .init("Rate", "\(Int(clamping: training.rowsPerSecond)) rows per second"),
      .init("Running for", "\(Int(clamping: seconds)) s"),
      .init("Left", "about \(Int(clamping: left.rounded(.up))) s"),
    ]
  }

  private static func curves(_ epochs: [Int: [EpochRecord]]) -> [TrainingCurve] {
    epochs.sorted { $0.key < $1.key }.map { curve($0.key, $0.value, best: nil) }
  }

  private static func curve(_ member: Int, _ epochs: [EpochRecord], best: Int?) -> TrainingCurve {
    TrainingCurve(
      name: "member \(member + 1)",
      epochs: epochs.map { epoch in
        .init(
          number: epoch.epoch, trainingLoss: epoch.trainLoss,
          validationLoss: epoch.validationLoss, validationAccuracy: epoch.validationAccuracy,
          learningRate: epoch.learningRate)
      }, bestEpoch: best)
  }
}

extension TrainingProgress {
  /// Of all epochs.
  fileprivate var stepsDone: Int { (epoch - 1) * stepsPerEpoch + step }
}
