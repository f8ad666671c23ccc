import Files
import Learning
import Settings
import Testing

@testable import Models

struct SearchSpaceTests {
  private static let text = """
    training.learning_rate: {log: [1e-4, 2e-2]}
    dropout: {uniform: [0, 0.4]}
    training.batch_size: {integer: [64, 66]}
    hidden: {choice: [[64, 64], [128]]}

    """

  private static func space(
    _ text: String, base: ConfigurationTree = ConfigurationTree(.mlp)
  ) throws -> SearchSpace {
    try SearchSpace(
      StrictSettings.decode(StructuredValue.self, from: text, path: "space.yaml"),
      path: "space.yaml", base: base)
  }

  @Test func `draws stay inside their ranges and reach all of them`() throws {
    let space = try Self.space(Self.text)
    let base = ConfigurationTree(.mlp)
    let drawn = try (1...300).map {
      try space.tree(base, trial: $0, seed: 7).configuration(path: "trial")
    }
    let rates = drawn.map(\.training.stated.learningRate)
    #expect(rates.allSatisfy { (1e-4...2e-2).contains($0) })
    // Evenly in the logarithm: as many below the geometric mean as above.
    #expect((110...190).contains(rates.count { $0 < (1e-4 * 2e-2).squareRoot() }))
    #expect(drawn.allSatisfy { (0...0.4).contains($0.dropout) })
    #expect((110...190).contains(drawn.count { $0.dropout < 0.2 }))
    #expect(Set(drawn.map(\.training.stated.batchSize)) == [64, 65, 66])
    #expect(Set(drawn.map(\.hidden)) == [[64, 64], [128]])
  }

  @Test func `a trial depends on seed and number alone`() throws {
    let space = try Self.space(Self.text)
    let fewer = try Self.space("dropout: {uniform: [0, 0.4]}\n")
    for trial in 1...20 {
      #expect(space.values(trial: trial, seed: 3) == space.values(trial: trial, seed: 3))
      // Other settings do not matter either; lines in the file do not count as values.
      #expect(
        space.values(trial: trial, seed: 3)[0].content
          == fewer.values(trial: trial, seed: 3)[0].content)
      #expect(space.values(trial: trial, seed: 3) != space.values(trial: trial, seed: 4))
      #expect(space.values(trial: trial, seed: 3) != space.values(trial: trial + 1, seed: 3))
    }
  }

  @Test(arguments: [
    ("training.learning_rat: {log: [1e-4, 1e-2]}\n", "learning_rate"),
    ("droput: {uniform: [0, 0.4]}\n", "dropout"),
    ("dropout: {unifrom: [0, 0.4]}\n", "uniform"),
    ("dropout: {uniform: [0.4, 0]}\n", "least and the largest"),
    ("dropout: {uniform: [0, 0.4, 1]}\n", "least and the largest"),
    ("dropout: {uniform: [0, 1.4]}\n", "dropout"),
    ("dropout: {log: [0, 0.4]}\n", "positive"),
    ("dropout: 0.4\n", "mapping"),
    ("hidden: {choice: [[64]]}\n", "two or more"),
    ("hidden: {choice: [[64], [0]]}\n", "hidden"),
    ("training.epochs: {integer: [1, 9]}\n", "decides how long"),
    ("model: {choice: [mlp, logistic]}\n", "same kind"),
    ("labels.drop: {choice: [[a], [b]]}\n", "same classes"),
    ("- dropout\n", "list"),
  ])
  func `a mistake in a space is refused by name`(text: String, word: String) {
    let error = #expect(throws: SkysortError.self) { try Self.space(text) }
    #expect(
      error?.description.contains(word) == true, "\(error.map(String.init(describing:)) ?? "")")
    #expect(error?.path.contains("space.yaml") == true)
  }

  @Test func `a constant of the optimizer leaves the optimizer as it is`() throws {
    let space = try Self.space("training.weight_decay: {log: [1e-3, 1e-1]}\n")
    let tree = space.tree(ConfigurationTree(.mlp), trial: 1, seed: 0)
    guard
      case .adamw(let constants, weightDecay: let decay) = try tree.configuration(path: "")
        .training.stated.optimizer
    else {
      Issue.record("expected adamw")
      return
    }
    #expect(constants == .init())
    #expect((1e-3...1e-1).contains(decay))
  }

  @Test(arguments: ModelKind.allCases)
  func `the usual space of a kind gives configurations of it`(kind: ModelKind) throws {
    let base = ConfigurationTree(kind)
    let space = try SearchSpace(for: kind, base: base)
    for trial in 1...30 {
      let configuration = try space.tree(base, trial: trial, seed: 1).configuration(path: "trial")
      #expect(configuration.kind == kind)
    }
  }

  @Test func `settings read back from their text`() throws {
    let text = """
      model: mlp
      hidden: [64, 64]
      labels: {merge: {"a: b": ["1e3", "no"]}}
      training: {epochs: 3, optimizer: {kind: adamw, weight_decay: 0.02}}
      """
    let tree = ConfigurationTree(
      try StrictSettings.decode(StructuredValue.self, from: text, path: "base.yaml"))
    let again = try StrictSettings.decode(StructuredValue.self, from: tree.yaml, path: "best.yaml")
    #expect(ConfigurationTree(again).yaml == tree.yaml)
    #expect(CanonicalJSON.encode(again) == CanonicalJSON.encode(tree.root))
    let line = try StrictSettings.decode(StructuredValue.self, from: tree.line, path: "line")
    #expect(CanonicalJSON.encode(line) == CanonicalJSON.encode(tree.root))
  }
}

struct HalvingTests {
  @Test(arguments: [
    (40, 12, [1, 4, 12], [40, 13, 4]), (27, 27, [3, 9, 27], [27, 9, 3]),
    (1, 9, [1, 3, 9], [1, 1, 1]), (5, 3, [1, 3], [5, 1]), (8, 2, [2], [8]), (8, 1, [1], [8]),
  ])
  func `rounds are thirds`(trials: Int, epochs: Int, lengths: [Int], counts: [Int]) {
    let schedule = HalvingSchedule(trialCount: trials, epochs: epochs)
    #expect(schedule.rounds.map(\.epochs) == lengths)
    #expect(schedule.rounds.map(\.trialCount) == counts)
  }

  @Test func `lengths rise to the whole and counts never`() {
    for trials in 1...50 {
      for epochs in 1...60 {
        let rounds = HalvingSchedule(trialCount: trials, epochs: epochs).rounds
        #expect(rounds.first?.trialCount == trials)
        #expect(rounds.last?.epochs == epochs)
        for (one, next) in zip(rounds, rounds.dropFirst()) {
          #expect(one.epochs < next.epochs && one.trialCount >= next.trialCount)
        }
      }
    }
  }

  @Test func `the best go on, ties by number, failures never`() {
    let scores: [Int: Double?] = [1: 0.3, 2: nil, 3: 0.2, 4: 0.3, 5: 0.9, 6: .nan]
    #expect(HalvingSchedule.best(scores, count: 2) == [1, 3])
    #expect(HalvingSchedule.best(scores, count: 1) == [3])
    #expect(HalvingSchedule.best(scores, count: 9) == [1, 3, 4, 5])
  }
}
