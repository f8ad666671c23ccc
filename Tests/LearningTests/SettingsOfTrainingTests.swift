import Files
import Learning
import Settings
import Testing

/// What networks and trainings say of their own settings.
@Suite struct SettingsOfTrainingTests {
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
      ("epochs: '3'", "line 1, epochs: needs a whole number, found the text '3'"),
      ("epochs: 0", "t.yaml, line 1, epochs: must be in 1...1000000, found 0."),
      ("seed: -1", "needs a whole number in 0..."),
      ("restore_best_epoch: NO", "needs true or false, found the text 'NO'"),
      ("learning_rate: -1e-3", "learning_rate: must be positive, found -0.001"),
      ("\n\noptimizer: {kind: adamm}", "line 3, optimizer.kind: knows no 'adamm'. Did you mean"),
      ("optimizer: {kind: sgd, beta1: 0.9}", "optimizer: has the unknown name 'beta1'"),
      ("optimizer: adam", "optimizer: needs a mapping, found the text 'adam'"),
      ("optimizer: {beta1: 0.9}", "optimizer: lacks 'kind'"),
      ("schedule: {kind: one_cycle, rise: 1.5}", "schedule.rise: must be at least 0 and below 1"),
      ("early_stopping: {patients: 3}", "Did you mean 'patience'?"),
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
      settings.emaDecay = 0.99
      settings.maxGradientNorm = 1.5
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
}
