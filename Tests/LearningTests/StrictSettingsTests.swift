import Testing

@testable import Learning

@Suite struct StrictSettingsTests {
  private func refusal(_ text: String) -> String {
    do {
      _ = try StrictSettings.decode(TrainingConfiguration.self, from: text, path: "t.yaml")
      return "accepted"
    } catch {
      return error.description
    }
  }

  @Test(
    arguments: [
      ("epocs: 3", "t.yaml, line 1: has the unknown name 'epocs'. Did you mean 'epochs'?"),
      ("epochs: 3\nepochs: 4", "more than once"),
      ("{\"epochs\": 3, \"epochs\": 4}", "'epochs' given twice"),
      ("epochs: '3'", "line 1, epochs: needs a whole number, found the text '3'"),
      ("epochs: 2.5", "needs a whole number, found the number 2.5"),
      ("epochs: 0", "t.yaml, line 1, epochs: must be at least 1, found 0."),
      ("epochs: 99999999999999999999", "needs a whole number"),
      ("seed: -1", "needs a whole number in 0..."),
      ("restore_best_epoch: NO", "needs true or false, found the text 'NO'"),
      ("learning_rate: .inf", "needs a number, found the text '.inf'"),
      ("learning_rate: -1e-3", "learning_rate: must be positive, found -0.001"),
      ("\n\noptimizer: {kind: adamm}", "line 3, optimizer.kind: knows no 'adamm'. Did you mean"),
      ("optimizer: {kind: sgd, beta1: 0.9}", "optimizer: has the unknown name 'beta1'"),
      ("optimizer: adam", "optimizer: needs a mapping, found the text 'adam'"),
      ("optimizer: {beta1: 0.9}", "optimizer: lacks 'kind'"),
      ("schedule: {kind: one_cycle, rise: 1.5}", "schedule.rise: must be at least 0 and below 1"),
      ("early_stopping: {patients: 3}", "Did you mean 'patience'?"),
      ("- epochs", "needs a mapping, found a list"),
      ("", "holds no settings"),
      ("epochs: [", "is no valid YAML"),
      ("{\"epochs\": 03}", "is no valid JSON"),
      ("epochs: 1\n---\nepochs: 2", "is no valid YAML"),
    ])
  func `a mistake is refused with its place and the way out`(text: String, message: String) {
    #expect(refusal(text).contains(message), "\(refusal(text))")
  }

  @Test func `what is not said keeps its standard value`() throws {
    let text = "epochs: 7\nlearning_rate: 1e-3\nschedule: {kind: cosine}\n"
    let read = try StrictSettings.decode(TrainingConfiguration.self, from: text, path: "t.yaml")
    var expected = TrainingConfiguration()
    expected.epochs = 7
    expected.learningRate = 1e-3
    expected.schedule = .cosine(finalFraction: 0)
    #expect(read == expected)
  }

  @Test func `aliases cannot be piled up into a bomb`() {
    var text = "a0: &a0 [x, x]\n"
    for level in 1...30 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    #expect(refusal(text).contains("uses 60 aliases; at most 16 are allowed"))
  }

  @Test func `a few aliases are followed within the budget`() throws {
    let text = "schedule: &s {kind: constant}\nepochs: &n 3\nbatch_size: *n"
    let read = try StrictSettings.decode(TrainingConfiguration.self, from: text, path: "t.yaml")
    #expect(read.batchSize == 3)
  }

  @Test(arguments: [String(repeating: "[", count: 5000), String(repeating: "- ", count: 5000)])
  func `deep nesting is refused`(text: String) {
    #expect(refusal(text) != "accepted")
  }

  @Test func `a text beyond a mebibyte is refused unread`() {
    let text = "epochs: 3 #" + String(repeating: "x", count: 1 << 20)
    #expect(refusal(text).contains("settings may have at most 1048576"))
  }

  @Test(arguments: ["training", "network"])
  func `settings written as JSON read back the same`(kind: String) throws {
    if kind == "network" {
      let network = NetworkDescription(
        inputs: 9,
        layers: [
          .dense(DenseLayer(units: 9, activation: .gelu, dropout: 0.25, isResidual: true)),
          .dense(DenseLayer(units: 4, normalization: .batch)),
        ], outputs: 3, initialization: .glorotNormal)
      let text = CanonicalJSON.encode(network)
      #expect(try StrictSettings.decode(NetworkDescription.self, from: text, path: "") == network)
    } else {
      var settings = TrainingConfiguration()
      settings.optimizer = .rmsprop(decay: 0.95, epsilon: 1e-7)
      settings.schedule = .oneCycle(.init(rise: 0.1, momentum: nil))
      settings.earlyStopping = EarlyStopping(patience: 3, minimumImprovement: 1e-4)
      settings.averageDecay = 0.99
      settings.clipNorm = 1.5
      settings.seed = .max / 2
      let text = CanonicalJSON.encode(settings)
      #expect(
        try StrictSettings.decode(TrainingConfiguration.self, from: text, path: "") == settings)
    }
  }

  @Test func `a residual layer must keep its width`() {
    let text = "{inputs: 9, layers: [{dense: {units: 8, residual: true}}], outputs: 3}"
    #expect {
      try StrictSettings.decode(NetworkDescription.self, from: " " + text, path: "n.yaml")
    } throws: { "\($0)".contains("layer 1 is residual with 8 units on 9 inputs") }
  }

  @Test(
    arguments: [
      ("epocs", "epochs", 1), ("patients", "patience", 2), ("ab", "ba", 1), ("", "abc", 3),
      ("same", "same", 0),
    ])
  func `spelling distance counts slips of the pen`(first: String, second: String, slips: Int) {
    #expect(Spelling.distance(first, second) == slips)
    #expect(Spelling.distance(second, first) == slips)
  }
}
