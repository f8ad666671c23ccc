import Testing

@testable import Engine

struct ThreadChoiceTests {
  /// Simulates runs and returns the share of them on all threads, of those after the first trial.
  private static func share(all: Double, one: Double, runs: Int = 5000) -> Double {
    var choice = ThreadChoice(maximum: 2)
    var count = 0
    for run in 0..<runs {
      if run >= 8, choice.threads == 2 { count += 1 }
      choice.record(seconds: choice.threads == 2 ? all : one)
    }
    return Double(count) / Double(runs - 8)
  }

  @Test
  func `the faster number of threads gets nearly all runs`() {
    #expect(Self.share(all: 0.5, one: 1) > 0.98)
    #expect(Self.share(all: 5, one: 1) < 0.02)
  }

  @Test
  func `a disturbance is noticed soon, and its end in time`() {
    var choice = ThreadChoice(maximum: 2)
    for _ in 0..<300 { choice.record(seconds: choice.threads == 2 ? 0.5 : 1) }
    #expect(choice.threads == 2)
    for _ in 0..<40 { choice.record(seconds: choice.threads == 2 ? 5 : 1) }
    #expect(choice.threads == 1)
    for _ in 0..<600 { choice.record(seconds: choice.threads == 2 ? 0.5 : 1) }
    #expect(choice.threads == 2)
  }

  @Test
  func `a program of one thread stays on it`() {
    var choice = ThreadChoice(maximum: 1)
    for _ in 0..<100 {
      #expect(choice.threads == 1)
      choice.record(seconds: 1)
    }
  }
}
