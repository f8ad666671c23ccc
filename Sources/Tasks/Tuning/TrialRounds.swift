import Models
import Reports

/// Runs the rounds of a search.
struct TrialRounds: Sendable {
  let training: TrialTraining
  let store: TrialStore
  let schedule: HalvingSchedule
  /// By trial; the first is the configuration given.
  let configurations: [ClassifierConfiguration]
  let threads: Int
  let progress: ProgressHandler

  /// Every result, by trial in the order of the rounds.
  func run() async throws -> [[TrialResult]] {
    var results = [[TrialResult]](repeating: [], count: configurations.count)
    var running = Array(1..<configurations.count)
    for (index, round) in schedule.rounds.enumerated() {
      let isLast = index == schedule.rounds.count - 1
      let activity = "tuning, round \(index + 1) of \(schedule.rounds.count)"
      let found = try await run(
        isLast ? [0] + running : running, epochs: round.epochs, activity: activity)
      for result in found { results[result.trial].append(result) }
      guard !isLast else { break }
      let scores = found.map { ($0.trial, $0.logLoss) }
      running = HalvingSchedule.best(
        Dictionary(uniqueKeysWithValues: scores), count: schedule.rounds[index + 1].trialCount)
    }
    return results
  }

  /// Some trials, ``threads`` at once.
  ///
  /// - Returns: By trial, in order.
  private func run(
    _ trials: [Int], epochs: Int, activity: String
  ) async throws -> [TrialResult] {
    try await withThrowingTaskGroup(of: TrialResult.self) { group in
      var found: [TrialResult] = []
      func note(_ result: TrialResult) {
        found.append(result)
        progress(update(found, of: trials.count, epochs: epochs, activity: activity))
      }
      progress(update([], of: trials.count, epochs: epochs, activity: activity))
      for (index, trial) in trials.enumerated() {
        if index >= threads, let result = try await group.next() { note(result) }
        group.addTask { @concurrent in try await result(trial, epochs: epochs) }
      }
      while let result = try await group.next() { note(result) }
      return found.sorted { $0.trial < $1.trial }
    }
  }

  /// What is kept, or made now.
  private func result(_ trial: Int, epochs: Int) async throws -> TrialResult {
    if let known = try store.result(trial: trial, epochs: epochs) { return known }
    let result = try await training.result(
      trial: trial, epochs: epochs, configurations[trial],
      checkpoint: store.checkpointPath(trial: trial, epochs: epochs))
    try store.keep(result)
    return result
  }

  private func update(
    _ found: [TrialResult], of count: Int, epochs: Int, activity: String
  ) -> ProgressUpdate {
    let best = found.compactMap { result in result.logLoss.map { ($0, result.trial) } }
      .min { $0 < $1 }
    let detail =
      best.map { ", least validation log-loss \(Numeral.figure($0.0)) by trial \($0.1)" } ?? ""
    return ProgressUpdate(
      activity: activity, completed: found.count, total: count, unit: "trials",
      detail: "\(epochs) epochs each\(detail)")
  }
}
