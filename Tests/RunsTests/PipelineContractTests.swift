import Files
import Settings
import Testing

@testable import Runs

private func pipeline(_ contract: String) throws -> PipelineFile {
  let text = """
    parameters: {epochs: 40, fraction: 0.25, table: a.csv, word: random}
    tasks:
      model:
        class: train
        inputs: {table: $table}
        config: {epochs: $epochs, split: random}
    contracts:
      - \(contract)
    """
  return try PipelineFile(PipelineDocument(text: text, path: "p.yaml"), changes: [:])
}

private func check(_ contract: String) throws {
  let pipeline = try pipeline(contract)
  for contract in pipeline.contracts { try contract.check(pipeline) }
}

@Test(arguments: [
  ("model.config.epochs >= 10", true),
  ("model.config.epochs >= 40", true),
  ("model.config.epochs >= 41", false),
  ("model.config.epochs > 39", true),
  ("model.config.epochs > 40", false),
  ("model.config.epochs <= 40", true),
  ("model.config.epochs <= 39.5", false),
  ("model.config.epochs < 41", true),
  ("model.config.epochs < 40", false),
  ("model.config.epochs == 40.0", true),
  ("model.config.epochs == parameters.epochs", true),
  ("model.config.epochs == 4", false),
  ("parameters.fraction < 0.5", true),
  ("0.5 < parameters.fraction", false),
  ("$epochs > 39", true),
  ("$epochs > 40", false),
  ("model.class == train", true),
  ("model.class != train", false),
  ("model.config.split != sky", true),
  ("model.config.split == parameters.word", true),
  ("model.inputs.table == parameters.table", true),
  ("model.config.split in [random, sky]", true),
  ("model.config.split in [sky, column]", false),
  ("model.config.split in [sky, parameters.word]", true),
  ("model.config.epochs in [39, 40.0]", true),
  ("model.config.epochs in []", false),
])
func `a contract holds or does not`(contract: String, holds: Bool) throws {
  guard !holds else { return try check("'\(contract)'") }
  let error = #expect(throws: SkysortError.self) { try check("'\(contract)'") }
  #expect(error?.problem.contains("does not hold") == true)
}

@Test func `a broken contract says what was found, and its own message`() {
  let error = #expect(throws: SkysortError.self) {
    try check("{contract: model.config.epochs >= 50, message: Fewer epochs say nothing.}")
  }
  #expect(
    error?.description == "p.yaml, line 8, contracts: the contract 'model.config.epochs >= 50'"
      + " does not hold: model.config.epochs is 40. Fewer epochs say nothing.")
}

@Test(arguments: [
  ("model.config.epochs", "is not a comparison: 'model.config.epochs'", "Write SIDE OPERATOR SIDE"),
  ("a => b", "is not a comparison: 'a => b'", "Write SIDE OPERATOR SIDE"),
  ("''", "is not a comparison: ''", "Write SIDE OPERATOR SIDE"),
  ("modle.config.epochs > 1", "speaks of 'modle', which is not a task", "Did you mean 'model'?"),
  (
    "model.config.epoch > 1", "speaks of model.config.epoch, which is not stated",
    "State it, or change the contract."
  ),
  (
    "model.config.epochs.deep > 1", "speaks of model.config.epochs.deep, which is not stated",
    "State it, or change the contract."
  ),
  (
    "model.config.split > 3", "'model.config.split > 3' compares sizes of what is not a number",
    "Use == or !=."
  ),
  (
    "model.config == 3",
    "the contract 'model.config == 3' does not hold: model.config is a list",
    "Change the settings, or the contract."
  ),
])
func `a contract that cannot be understood is refused with its line`(
  contract: String, problem: String, fix: String
) {
  let error = #expect(throws: SkysortError.self) { try check(contract) }
  #expect(error?.problem == problem)
  #expect(error?.fix.hasPrefix(fix) == true, "\(error?.fix ?? "")")
  #expect(error?.location == "line 8, contracts")
}

@Test(arguments: ["{message: Alone.}", "[a, b]", "{contract: a == b, massage: M}"])
func `what is no contract is refused where it is read`(contract: String) {
  #expect(throws: SkysortError.self) { _ = try pipeline(contract) }
}
