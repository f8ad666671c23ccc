/// Decides by measurement how many threads a program's next run gets: all it may have, or one.
///
/// Small programs are faster on one thread, and any program is when other processes hold a
/// processor, for then all threads wait for the slowest at every phase (measured with two busy
/// competitors on two cores: 5 to 10 ms for a step that takes one thread 1.2). Results do not
/// depend on the number of threads, so the choice may change from run to run.
struct ThreadChoice {
  /// Runs of either kind in a trial; the first is not counted, for its caches are cold.
  private static let trialRuns = 4
  private static let shortestPeriod = 256
  private static let longestPeriod = 4096

  private let maximum: Int
  private var best: Int
  /// Runs since the present trial began.
  private var run = 0
  private var period = Self.shortestPeriod
  /// Seconds of the counted trial runs.
  private var secondsOfAll = 0.0
  private var secondsOfOne = 0.0
  /// Seconds of recent runs after the trial, older ones counting less.
  private var recent = 0.0

  init(maximum: Int) {
    self.maximum = maximum
    best = maximum
  }

  /// Threads for the next run.
  var threads: Int {
    switch run {
    case 0..<Self.trialRuns: maximum
    case Self.trialRuns..<2 * Self.trialRuns: 1
    default: best
    }
  }

  /// Takes note of how long a run took.
  mutating func record(seconds: Double) {
    guard maximum > 1 else { return }
    let (trial, end) = (Self.trialRuns, 2 * Self.trialRuns)
    if run > 0 && run < trial { secondsOfAll += seconds }
    if run > trial && run < end { secondsOfOne += seconds }
    run += 1
    if run == end { decide() }
    guard run > end else { return }
    recent += (seconds - recent) / 8
    let isDisturbed = best > 1 && recent > 1.5 * secondsOfOne / Double(trial - 1)
    if run >= period || (isDisturbed && run > 2 * end) { beginTrial() }
  }

  private mutating func decide() {
    let winner = secondsOfAll < secondsOfOne ? maximum : 1
    period = winner == best ? min(2 * period, Self.longestPeriod) : Self.shortestPeriod
    best = winner
    recent = min(secondsOfAll, secondsOfOne) / Double(Self.trialRuns - 1)
  }

  private mutating func beginTrial() {
    run = 0
    secondsOfAll = 0
    secondsOfOne = 0
  }
}
